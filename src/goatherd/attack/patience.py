"""Limits for work on texts that a hostile function chose: patterns and markup that take ever longer."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class TookTooLong(Exception):
    """The work was broken off."""


@contextmanager
def working_at_most(seconds: float) -> Iterator[None]:
    """Break off what takes longer, with TookTooLong; only in a main thread whose alarms are all of this kind.

    Python's own matcher looks for signals while it matches. A timer of computing time would make the process' clock
    of it as coarse as the kernel's ticks.
    """
    active = True

    def ring(_: int, __: object) -> None:
        if active:
            raise TookTooLong

    started = time.monotonic()
    around, _ = signal.getitimer(signal.ITIMER_REAL)  # what is left to the work that this is a part of
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, around or seconds))
    try:
        yield
    finally:
        active = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if around:
            signal.setitimer(signal.ITIMER_REAL, max(around - (time.monotonic() - started), 0.001))
