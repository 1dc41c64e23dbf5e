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
def computing_at_most(seconds: float) -> Iterator[None]:
    """Break off what takes more computing time of this process, with TookTooLong; only in its main thread.

    Python's own matcher looks for signals while it matches.
    """
    active = True

    def ring(_: int, __: object) -> None:
        if active:
            raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        active = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
