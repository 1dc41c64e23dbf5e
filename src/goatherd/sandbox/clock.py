"""The time that a pod has had: limits in seconds hold for the code that runs, however busy or slow the machine is.

Lambda's limits are for a machine of one's own. On one that others use as well, a function that would have answered in
time waits for a processor; what it proves must not depend on that. So the clock goes on slowly while processes of the
pod wait for a processor, and on a slow one, but never at less than a quarter of the speed.
"""

from __future__ import annotations

import os
import time

from goatherd.sandbox.processes import descendants

LOOK = 0.25  # seconds between looks
SLOWEST = 0.25
_STEPS = 60_000
_NOMINAL = 0.002  # seconds of computing that so many steps take where a second is a second


class Clock:
    """`time()` is in seconds since some moment; what was waited for counts from the next `look()` on."""

    def __init__(self) -> None:
        self._speed = min(1.0, max(_speed(), SLOWEST))
        self._waited: dict[str, int] = {}
        self._looked = self._own = 0.0
        self.begin()

    def time(self) -> float:
        return self._own + (time.monotonic() - self._looked) * self._speed

    @property
    def due(self) -> float:
        """The moment of time.monotonic at which to look again."""
        return self._looked + LOOK

    def begin(self) -> None:
        """Count from now on: what was waited for before is nobody's excuse."""
        self._own, self._looked = self.time(), time.monotonic()

    def look(self) -> None:
        """See how long the processes of the pod have waited since the last look."""
        now, waited = time.monotonic(), waiting()
        passed = now - self._looked
        lost = sum(total - self._waited.get(task, 0) for task, total in waited.items()) / 1e9
        self._own += max((passed - lost) * self._speed, passed * SLOWEST)
        self._waited, self._looked = waited, now


def waiting() -> dict[str, int]:
    """Nanoseconds that each thread of this process, and of all below it, has been ready and had no processor."""
    found = {}
    for pid in descendants(os.getpid()):
        folder = f"/proc/{pid}/task"
        try:
            for task in os.listdir(folder):
                with open(f"{folder}/{task}/schedstat") as numbers:
                    found[task] = int(numbers.read().split()[1])
        except (OSError, IndexError):
            continue  # it has ended, or the kernel does not count this
    return found


def _speed() -> float:
    """How fast this processor computes, 1 for one on which Lambda's limits are right."""
    return _NOMINAL / min(_seconds() for _ in range(3))


def _seconds() -> float:
    started = time.thread_time()
    total = 0
    for number in range(_STEPS):
        total += number % 7
    return max(time.thread_time() - started, 1e-6)
