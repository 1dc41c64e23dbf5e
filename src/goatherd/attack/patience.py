"""Limits for work on texts that a hostile function chose: patterns and markup that take ever longer."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class TookTooLong(Exception):
    """The work was broken off."""


@contextmanager
def working_at_most(seconds: float) -> Iterator[None]:
    """Break off what takes longer, with TookTooLong; only in a main thread that has no alarm of its own.

    Python's own matcher looks for signals while it matches. A timer of computing time would make the process' clock
    of it as coarse as the kernel's ticks.
    """
    active = True

    def ring(_: int, __: object) -> None:
        if active:
            raise TookTooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        active = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
