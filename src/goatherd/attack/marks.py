"""The texts by which an attack knows its own data again.

Every one holds the run's mark, a short random word that stands nowhere else; the instruments in the functions
report whatever holds it. The same seed gives the same texts.
"""

from __future__ import annotations

import random
from itertools import count

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "23456789"


class Marks:
    """Those of one function's attacks, so that they do not depend on what was attacked before; `run` is the mark."""

    def __init__(self, seed: int, function: str = "") -> None:
        self.run = "gh" + "".join(random.Random(f"marks {seed}").choices(_DIGITS + _LETTERS, k=5))
        self._random = random.Random(f"marks {seed} {function}")
        self._numbers = count()

    def new(self) -> str:
        """A fresh harmless text: letters and digits only."""
        number = next(self._numbers)
        digits = ""
        for _ in range(4):
            number, digit = divmod(number, 26)
            digits = _LETTERS[digit] + digits
        return self.run + digits

    def product(self) -> tuple[int, int]:
        """Two numbers whose product nobody guesses."""
        return self._random.randrange(10_000, 99_999), self._random.randrange(10_000, 99_999)
