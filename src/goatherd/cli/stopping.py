"""Ctrl-C, other signals that end a process, a time limit, our own failures: what was found until then is kept.

The first signal raises Stopped where the run is, so that everybody who holds results gives them away; whatever comes
after it is written and printed. The second one ends the process at once.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from goatherd.cli.alarm import each_moment
from goatherd.core.errors import GoatherdError
from goatherd.core.events import CutShort, ScanStarted
from goatherd.core.failures import circumstances
from goatherd.core.stopping import Stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from goatherd.core.events import Event

_CALLED = {"SIGINT": "Ctrl-C"}
_SAME = 0.5  # seconds in which a second signal is the first one again, which a program around us has passed on
_SAID = b"\ngoatherd: stopping; what was found so far follows (once more ends it at once)\n"


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Somebody ends us: what was begun is put away first. What ignores a signal, as nohup has it, goes on to."""
    before = {number: signal.getsignal(number) for number in _numbers()}
    for number in before:
        if number != signal.SIGINT:
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def until_stopped(events: Iterable[Event], seconds: float | None = None) -> Iterator[Event]:
    """Pass events on. Should a signal, the time limit or a failure end them, the last one is CutShort.

    Before anything was begun, signals and failures do what they always do.
    """
    iterator = iter(events)
    first = next(iterator, None)
    if first is None:
        return
    assert isinstance(first, ScanStarted)
    stop = _Stop(time.monotonic() + seconds if seconds else None, f"after {seconds:g} s" if seconds else "")
    stop.listen()
    yield first
    with each_moment(stop.look), stop.heeded():
        try:
            while (event := stop.step(iterator)) is not None:
                yield event
        except Stopped as stopped:
            yield CutShort(": ".join(filter(None, (stopped.why, stopped.reached))))
        except (GoatherdError, BrokenPipeError):
            raise
        except Exception as error:
            yield CutShort(_failed(error))


class _Stop:
    """What is asked of a run. `deadline` is of time.monotonic(); `late` is why a run is cut short that reaches it."""

    def __init__(self, deadline: float | None, late: str) -> None:
        self._deadline, self._late = deadline, late
        self._why = ""
        self._signalled = 0.0
        self._inside = self._raised = False

    def listen(self) -> None:
        """Take signals from now on, also while the results are written."""
        for number in _numbers():
            signal.signal(number, self._take)

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """What is raised while an object is being deleted goes nowhere: then it is raised once more."""
        before = sys.unraisablehook

        def lost(what: Any) -> None:
            if isinstance(what.exc_value, Stopped):
                self._raised = False
            else:
                before(what)

        sys.unraisablehook = lost
        try:
            yield
        finally:
            sys.unraisablehook = before

    def step(self, events: Iterator[Event]) -> Event | None:
        """The next event, None at the end. Stopped is raised in here only, below this call: nothing gets lost."""
        self._inside = True
        try:
            return next(events, None)
        finally:
            self._inside = False

    def look(self, frame: FrameType | None) -> None:
        """Look at the clock, and for a signal that came at a moment where it could not be followed."""
        if self._deadline is not None and time.monotonic() >= self._deadline:
            self._why = self._why or self._late
        self._stop(frame)

    def _take(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._signalled and now - self._signalled > _SAME:
            _end(number, frame)
        if not self._signalled:
            self._signalled = now
            with suppress(OSError):
                os.write(2, _SAID)
        name = signal.Signals(number).name
        self._why = self._why or f"by {_CALLED.get(name, name)}"
        self._stop(frame)

    def _stop(self, frame: FrameType | None) -> None:
        here = frame is not None and frame.f_code is _Stop.step.__code__
        if self._why and self._inside and not self._raised and not here:
            self._raised = True
            raise Stopped(self._why)


def _numbers() -> list[int]:
    """The signals that end a process, but for those that whoever started us has us ignore."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]


def _end(number: int, _: Any) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _failed(error: Exception) -> str:
    circumstance = circumstances(error)
    if circumstance:
        return f"by the machine: {circumstance}"
    import traceback

    traceback.print_exception(error)
    return f"because goatherd itself failed ({type(error).__name__}: {error}); this is a bug, please report it"
