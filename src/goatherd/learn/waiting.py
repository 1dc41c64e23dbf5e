"""Long work that does not look like a program that hangs."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVERY = 8.0  # seconds


@contextmanager
def telling(say: Callable[[str], None], what: str, every: float = EVERY) -> Iterator[Callable[[str], None]]:
    """Say what is begun and, every so many seconds, where it is: a text that the caller tells the function given."""
    say(f"{what} …")
    at, done, begun = [what], threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(every):
            say(f"  {at[-1]}, {time.monotonic() - begun:.0f} s …")

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield at.append
    finally:
        done.set()
        thread.join()
