"""Which export of a tree an import means, by its name and by what is near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, is_symbolic

if TYPE_CHECKING:
    from collections.abc import Sequence

_PART = re.compile(r"\$\{[^{}]*\}")
_WILDCARDS = 4
_LONGEST = 300
_SHORTEST_LITERAL = 4


def chosen(exports: Sequence[tuple[str, str]], name: str, here: str) -> int | None:
    """The index of the export that `name` means in the file `here`, of (name, file) each; None if several may be meant.

    Names are mostly made of the stack's name, which nobody knows before deployment: when no name is
    the same, one that agrees in everything but the unknown parts will do, if it is the only one near.
    """
    found = [at for at, (exported, _) in enumerate(exports) if exported == name and HOLE not in name]
    found = found or [at for at, (exported, _) in enumerate(exports) if agree(exported, name)]
    place = nearest([exports[at][1] for at in found], here)
    return None if place is None else found[place]


def nearest(files: Sequence[str], here: str) -> int | None:
    """The index of the file that shares the longest folder with the file `here`; None if several do."""
    closeness = [_shared(path.split("/")[:-1], here.split("/")[:-1]) for path in files]
    best = max(closeness, default=0)
    return closeness.index(best) if closeness.count(best) == 1 else None


def _shared(left: list[str], right: list[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def agree(one: str, other: str) -> bool:
    """Whether two names may be the same one, as far as their known parts tell."""
    if max(len(one), len(other)) > _LONGEST or not (is_symbolic(one) or is_symbolic(other)):
        return False
    return _covers(one, other) or _covers(other, one)


def _covers(pattern: str, name: str) -> bool:
    literals = _PART.split(pattern)
    if not 1 < len(literals) <= _WILDCARDS + 1 or sum(map(len, literals)) < _SHORTEST_LITERAL:
        return False
    first, *middle, last = literals
    if not (name.startswith(first) and name.endswith(last)):
        return False
    position = len(first) + 1
    for literal in middle:
        position = name.find(literal, position) + len(literal) + 1
        if position <= len(literal):
            return False
    return position <= len(name) - len(last)
