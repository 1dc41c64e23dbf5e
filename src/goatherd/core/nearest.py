"""What somebody who mistyped a name may have meant: only what a slip of the fingers explains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = regex(r"([a-z]+)-?(\d+)")
_DIGITS = str.maketrans("oil", "011")  # letters that are taken for them
_LETTERS_A_SLIP = 3  # of that many letters one may be wrong
_MAX_SLIPS = 2


def nearest(word: str, known: Sequence[str]) -> str:
    """`did you mean …?`, or "" when nothing is close or several are equally close."""
    slips = {name: count for name in known if (count := _slips(_normal(word), _normal(name))) is not None}
    close = [name for name, count in slips.items() if count == min(slips.values())]
    if not close:
        close = [name for name in known if _is_part(_normal(word), _normal(name))]
    return f"did you mean {close[0]!r}?" if len(close) == 1 else ""


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").lstrip("-")


def _slips(word: str, name: str) -> int | None:
    """How many slips make the one of the other; None where they are different names."""
    if id := _ID.fullmatch(name):
        return _slips_in_id(re.sub(r"[^a-z0-9]", "", word), id[1], id[2])
    if word.count("-") != name.count("-"):
        return 1 if word.replace("-", "") == name.replace("-", "") else None
    total = 0
    for one, other in zip(word.split("-"), name.split("-"), strict=True):
        count = _within(min(max(len(one), len(other)) // _LETTERS_A_SLIP, _MAX_SLIPS), one, other)
        if count is None:
            return None
        total += count
    return total if total <= _MAX_SLIPS else None


def _slips_in_id(word: str, letters: str, number: str) -> int | None:
    """Another number is another id: only what stands before it, or looks like its digits, can be a slip."""
    head, tail = word[: -len(number)], word[-len(number) :]
    if tail.translate(_DIGITS) != number or head[-1:].isdigit():
        return None
    count = _within(1, head, letters)
    return None if count is None else count + (tail != number)


def _is_part(word: str, name: str) -> bool:
    """Whether a longer name goes on, or begins earlier ("sever" and "severity" for "min-severity")."""
    return len(word) >= _LETTERS_A_SLIP and f"-{word}" in f"-{name}"


def _within(most: int, one: str, other: str) -> int | None:
    """The distance, None where it is larger; what is much longer is not looked at, for it may be very long."""
    count = distance(one, other) if abs(len(one) - len(other)) <= most else most + 1
    return count if count <= most else None


def distance(one: str, other: str) -> int:
    """How many letters are missing, too many, wrong or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
