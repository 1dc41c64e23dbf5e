"""A line on stderr while a long scan runs."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from goatherd.core.events import ApplicationRead, FunctionAnalysed, ScanFinished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.events import Event

_DELAY = 0.5
_INTERVAL = 0.1
_ERASE = "\r\x1b[K"


def with_progress(events: Iterable[Event]) -> Iterator[Event]:
    """Pass events on; after half a second say how far the scan is, if somebody is there to read it."""
    if not sys.stderr.isatty():
        yield from events
        return
    next_time = time.monotonic() + _DELAY
    applications = functions = 0
    shown = False
    for event in events:
        applications += isinstance(event, ApplicationRead)
        functions += isinstance(event, FunctionAnalysed)
        if time.monotonic() >= next_time and not isinstance(event, ScanFinished):
            next_time = time.monotonic() + _INTERVAL
            shown = True
            print(f"{_ERASE}{applications} applications, {functions} functions …", end="", file=sys.stderr, flush=True)
        yield event
    if shown:
        print(_ERASE, end="", file=sys.stderr, flush=True)
