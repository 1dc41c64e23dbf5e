"""What a long run says on stderr while it runs."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from attrs import define, frozen

from goatherd.core.events import ApplicationRead, FunctionAnalysed, ScanFinished, TargetAttacked
from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.events import Event

_BAR = 20
_ERASE = "\r\x1b[K"


@frozen
class _Manner:
    """How a line is written: after `delay` seconds, then each `interval`; over the one before, or below it."""

    delay: float
    interval: float
    before: str
    after: str
    erase: str


_TERMINAL = _Manner(0.5, 0.1, _ERASE, "", _ERASE)
# A log keeps every line.
_LOG = _Manner(10, 10, "", "\n", "")


def with_progress(events: Iterable[Event], *, quiet: bool = False) -> Iterator[Event]:
    """Pass events on, and say on stderr how far the run is.

    On a terminal this is one line that changes, from half a second on; elsewhere a line each ten seconds.
    `quiet` says nothing in a log; a terminal's line goes away by itself.
    """
    terminal = sys.stderr.isatty()
    if quiet and not terminal:
        yield from events
        return
    manner = _TERMINAL if terminal else _LOG
    next_time = time.monotonic() + manner.delay
    at = _At()
    shown = False
    for event in events:
        at.note(event)
        if time.monotonic() >= next_time and not isinstance(event, ScanFinished):
            next_time = time.monotonic() + manner.interval
            shown = True
            print(f"{manner.before}{at} …", end=manner.after, file=sys.stderr, flush=True)
        yield event
    if shown:
        print(manner.erase, end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    """A line on stderr about what takes its time, instead of the one that changes."""
    print(f"{_ERASE if sys.stderr.isatty() else ''}{safe(text)}", file=sys.stderr, flush=True)


@define
class _At:
    """Where a run is."""

    applications: int = 0
    functions: int = 0
    last: str = ""
    target: TargetAttacked | None = None

    def note(self, event: Event) -> None:
        if isinstance(event, ApplicationRead):
            self.applications += 1
            self.last = event.application.name
        elif isinstance(event, FunctionAnalysed):
            self.functions += 1
            self.last = f"{event.application} {event.function.id}"
        elif isinstance(event, TargetAttacked):
            self.target = event

    def __str__(self) -> str:
        if self.target:
            return _target(self.target)
        counts = f"{counted(self.applications, 'application')}, {counted(self.functions, 'function')}"
        return f"{counts}, the last {safe(self.last)[:40]}" if self.last else counts


def _target(target: TargetAttacked) -> str:
    done = _BAR * target.number // target.of
    return f"[{'#' * done}{'·' * (_BAR - done)}] {target.number}/{target.of} {safe(target.name)[:40]}"
