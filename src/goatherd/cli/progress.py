"""What a long run says on stderr while it runs."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attrs import define, frozen

from goatherd.cli.alarm import each_moment
from goatherd.core.events import (
    ApplicationRead,
    CutShort,
    Doing,
    FileRead,
    FunctionAnalysed,
    ScanFinished,
    TargetAttacked,
)
from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.events import Event

_BAR = 20
_ROOM = 40
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

    On a terminal this is one line that changes, from half a second on; elsewhere a line each ten seconds. Both go on
    while one step takes long. `quiet` says nothing in a log; a terminal's line goes away by itself.
    """
    terminal = sys.stderr.isatty()
    if quiet and not terminal:
        yield from events
        return
    line = _Line(_TERMINAL if terminal else _LOG)
    try:
        with each_moment(lambda _: line.look()):
            for event in events:
                line.at.note(event)
                if not isinstance(event, ScanFinished | CutShort):
                    line.look()
                yield event
    finally:
        line.erase()


@contextmanager
def saying(what: str) -> Iterator[None]:
    """The same for work that is one step, such as "running Convert"."""
    line = _Line(_TERMINAL if sys.stderr.isatty() else _LOG)
    line.at.doing = what
    try:
        with each_moment(lambda _: line.look()):
            yield
    finally:
        line.erase()


class _Line:
    """What is written of where a run is. Nobody has to be there to read it."""

    def __init__(self, manner: _Manner) -> None:
        self._manner, self._started = manner, time.monotonic()
        self._next = self._started + manner.delay
        self._shown = False
        self.at = _At()

    def look(self) -> None:
        """Write it when the time has come."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + self._manner.interval
            self._shown = True
            self._write(f"{self._manner.before}{self.at} … {now - self._started:.0f} s{self._manner.after}")

    def erase(self) -> None:
        if self._shown:
            self._write(self._manner.erase)

    def _write(self, text: str) -> None:
        # It may interrupt somebody who is just writing there: another one will follow.
        with suppress(OSError, RuntimeError):
            print(text, end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    """A line on stderr about what takes its time, instead of the one that changes."""
    print(f"{_ERASE if sys.stderr.isatty() else ''}{safe(text)}", file=sys.stderr, flush=True)


@define
class _At:
    """Where a run is. `doing` is the step that it has said it is about, "" after the next event."""

    applications: int = 0
    functions: int = 0
    last: str = ""
    doing: str = ""
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
        if isinstance(event, Doing):
            self.doing, self.target = event.what, None
        elif not isinstance(event, FileRead):
            self.doing = ""

    def __str__(self) -> str:
        if self.target:
            return _target(self.target)
        if self.doing and not self.applications:
            return safe(self.doing)[:_ROOM]
        counts = f"{counted(self.applications, 'application')}, {counted(self.functions, 'function')}"
        if self.doing:
            return f"{counts}, {safe(self.doing)[:_ROOM]}"
        return f"{counts}, the last {safe(self.last)[:_ROOM]}" if self.last else counts


def _target(target: TargetAttacked) -> str:
    done = _BAR * target.number // target.of
    events = f", {counted(target.events, 'event')}" if target.events else ""
    return f"[{'#' * done}{'·' * (_BAR - done)}] {target.number}/{target.of} {safe(target.name)[:_ROOM]}{events}"
