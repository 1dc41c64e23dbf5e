"""One loop over everything that may speak while a function runs: its runtime, its output, the cloud."""

from __future__ import annotations

import math
import os
import selectors
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from goatherd.sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")

PATROL = 0.05  # seconds


class Loop:
    """Calls back whoever has something to read. A callback may itself call `until`: a function calls another."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._patrols: list[Callable[[], None]] = []
        self._next_patrol = 0.0
        self._clock = Clock()
        self._waits = 0  # inside of one another

    def time(self) -> float:
        """Seconds that the pod has had (see clock.py), for deadlines."""
        return self._clock.time()

    def watch(self, descriptor: int, readable: Callable[[], None]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, readable)

    def forget(self, descriptor: int) -> None:
        try:
            self._selector.unregister(descriptor)
        except KeyError:
            pass

    def patrol(self, look: Callable[[], None]) -> None:
        """Have `look` called every PATROL seconds while anybody waits: an attack on one function may outlast it."""
        self._patrols.append(look)

    def end_patrol(self, look: Callable[[], None]) -> None:
        self._patrols.remove(look)

    def until(self, done: Callable[[], bool], deadline: float) -> bool:
        """Serve until `done()`; False when the deadline (of `time`) came first."""
        if not self._waits:
            self._clock.begin()
        self._waits += 1
        try:
            while not done():
                if self._over(deadline):
                    return False
                now = time.monotonic()
                if now >= self._next_patrol:
                    for look in list(self._patrols):
                        look()
                    self._next_patrol = time.monotonic() + PATROL
                self._serve(min(deadline - self.time(), self._next_patrol - now))
            return True
        finally:
            self._waits -= 1

    def _over(self, deadline: float) -> bool:
        if time.monotonic() >= self._clock.due or self.time() >= deadline:
            self._clock.look()
        return self.time() >= deadline

    def meanwhile(self, work: Callable[[], _Result]) -> _Result:
        """What `work` gives or raises, in a thread: everybody is heard while it waits for one who waits to be heard."""
        ended, ending = os.pipe()
        future: Future[_Result] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            os.close(ending)

        self.watch(ended, lambda: None)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            self.until(future.done, math.inf)
            thread.join()  # the next thing may be a fork
        finally:
            self.forget(ended)
            os.close(ended)
        return future.result()

    def drain(self) -> None:
        """Take what was said already, without waiting for more."""
        while self._serve(0):
            pass

    def _serve(self, timeout: float) -> bool:
        ready = self._selector.select(max(timeout, 0))
        for key, _ in ready:
            # An earlier callback of this round may have closed what a later one would read.
            if self._selector.get_map().get(key.fd) is key:
                key.data()
        return bool(ready)
