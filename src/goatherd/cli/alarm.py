"""Something to do every moment, also while one step of the work takes long or waits.

By the kernel's timer and not by a thread, since the work forks. Where there is no such timer, it is not done.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    Call = Callable[[FrameType | None], None]

_SECONDS = 0.25
_calls: list[Call] = []


@contextmanager
def each_moment(call: Call) -> Iterator[None]:
    """Have `call` called four times a second, with the frame that it interrupts. What it raises is raised there."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    _calls.append(call)
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
    try:
        yield
    finally:
        _calls.remove(call)
        if not _calls:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(_: int, frame: FrameType | None) -> None:
    for call in tuple(_calls):
        call(frame)
