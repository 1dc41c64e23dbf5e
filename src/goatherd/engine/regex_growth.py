"""How fast the time of a regular expression grows with the length of a text that it does not match.

Every repetition without a bound can end in any place of a stretch that the next one matches as well, so each of them
beside each other multiplies the places to try. Where a search may begin anywhere, that is one more.
"""

from __future__ import annotations

import re._constants as constants  # type: ignore[import-not-found]
from functools import lru_cache
from typing import Any

from attrs import frozen

from goatherd.engine.regexes import letters, parsed

SLOW = 3  # the cube of ten thousand characters is minutes
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT)
_STARTS = (constants.AT_BEGINNING, constants.AT_BEGINNING_STRING)
_ENDS = (constants.AT_END, constants.AT_END_STRING)
_NEARLY_ANY = 120  # characters of ASCII: what takes as many ends nowhere


@frozen
class _Part:
    """One of these characters: once, or any number of times (`many`); it may be left out if `optional`."""

    characters: frozenset[str]
    many: bool = False
    optional: bool = False


@lru_cache(4096)
def drags(pattern: str, whole: str) -> bool:
    """Whether matching may take a time that grows at least with the cube of the length; `whole` as in `proves`."""
    tree = parsed(pattern)
    if tree is None:
        return False
    items = list(tree)
    begins = whole in ("full", "start") or (bool(items) and items[0][0] is constants.AT and items[0][1] in _STARTS)
    ends = whole == "full" or (bool(items) and items[-1][0] is constants.AT and items[-1][1] in _ENDS)
    parts = _parts(items)
    return any(_degree(parts, first, begins, ends) >= SLOW for first, part in enumerate(parts) if part.many)


def _degree(parts: list[_Part], first: int, begins: bool, ends: bool) -> int:
    """The repetitions from `first` on that share a character, as far as something behind them can fail."""
    shared, count, after = parts[first].characters, 1, first + 1
    for part in parts[first + 1 :]:
        common = shared & part.characters
        if not common and not part.optional:
            break
        after += 1
        if common and not (part.optional and not part.many):
            shared, count = common, count + part.many
    fails = ends or any(not part.optional for part in parts[after:])
    if not fails or len(parts[after - 1].characters) >= _NEARLY_ANY:
        return 0
    anywhere = not begins and all(part.optional for part in parts[:first])
    return count + anywhere


def _parts(items: list[Any]) -> list[_Part]:
    parts: list[_Part] = []
    for operator, argument in items:
        parts += _parts_of(operator, argument)
    return parts


def _parts_of(operator: Any, argument: Any) -> list[_Part]:
    if operator in _REPEATS:
        low, high, body = argument
        return _repeated(_parts(list(body)), low, high is constants.MAXREPEAT)
    if operator is constants.SUBPATTERN:
        return _parts(list(argument[3]))
    if operator is constants.BRANCH:
        branches = [_parts(list(branch)) for branch in argument[1]]
        return max(branches, key=lambda parts: sum(part.many for part in parts))
    characters = letters([(operator, argument)])
    return [_Part(characters)] if characters else []


def _repeated(body: list[_Part], low: int, unbounded: bool) -> list[_Part]:
    if len(body) == 1:
        only = body[0]
        return [_Part(only.characters, only.many or unbounded, only.optional or low == 0)]
    # A group that may be left out is: with it, the text would have to hold what separates its rounds.
    return body if low else []
