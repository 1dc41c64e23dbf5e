"""A line on stderr while a long scan runs."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from goatherd.core.events import ApplicationRead, FunctionAnalysed, ScanFinished, TargetAttacked
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.events import Event

_DELAY = 0.5
_INTERVAL = 0.1
_BAR = 20
_ERASE = "\r\x1b[K"


def with_progress(events: Iterable[Event]) -> Iterator[Event]:
    """Pass events on; after half a second say how far the scan is, if somebody is there to read it."""
    if not sys.stderr.isatty():
        yield from events
        return
    next_time = time.monotonic() + _DELAY
    applications = functions = 0
    shown = False
    target: TargetAttacked | None = None
    for event in events:
        applications += isinstance(event, ApplicationRead)
        functions += isinstance(event, FunctionAnalysed)
        target = event if isinstance(event, TargetAttacked) else target
        if time.monotonic() >= next_time and not isinstance(event, ScanFinished):
            next_time = time.monotonic() + _INTERVAL
            shown = True
            said = f"{applications} applications, {functions} functions" if not target else _target(target)
            print(f"{_ERASE}{said} …", end="", file=sys.stderr, flush=True)
        yield event
    if shown:
        print(_ERASE, end="", file=sys.stderr, flush=True)


def _target(target: TargetAttacked) -> str:
    done = _BAR * target.number // target.of
    return f"[{'#' * done}{'·' * (_BAR - done)}] {target.number}/{target.of} {safe(target.name)[:40]}"
