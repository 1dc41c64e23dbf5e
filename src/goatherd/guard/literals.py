"""Texts of which at least one stands in whatever a pattern matches: they let most texts skip the pattern."""

from __future__ import annotations

import re
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from typing import Any

from attrs import frozen

_MOST = 250  # texts; with more, asking for them costs more than the pattern
_LONGEST = 24
_WIDEST = 40  # characters of a class that are told apart

_BRACED = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
_POSIX = {
    "[:alnum:]": "0-9A-Za-z",
    "[:alpha:]": "A-Za-z",
    "[:digit:]": "0-9",
    "[:space:]": r"\s",
    "[:word:]": r"\w",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:xdigit:]": "0-9A-Fa-f",
    "[:upper:]": "A-Z",
    "[:lower:]": "a-z",
}


@frozen
class _Texts:
    """In lower case: `exact` is every text that it matches, where they are few; `needed`: one stands in each match."""

    exact: frozenset[str] | None = None
    needed: frozenset[str] | None = None

    def best(self) -> frozenset[str] | None:
        """The better of both."""
        return _better(self.needed, _usable(self.exact))


_ANY = _Texts()
_EMPTY = _Texts(exact=frozenset({""}))


def literals(pattern: str) -> list[str] | None:
    """In lower case, sorted; None where nothing can be said."""
    tree = parsed(pattern)
    if tree is None:
        return None
    found = _sequence(list(tree)).best()
    return sorted(_without_longer(found)) if found else None


def parsed(pattern: str) -> Any:
    text = _BRACED.sub(lambda found: re.escape(chr(int(found[1], 16))), pattern)
    for name, characters in _POSIX.items():
        text = text.replace(name, characters)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parser.parse(text.replace(r"\z", r"\Z"))
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _sequence(items: list[Any]) -> _Texts:
    exact: frozenset[str] | None = frozenset({""})  # of what is read since the last gap
    needed: frozenset[str] | None = None
    whole = True
    for operator, argument in items:
        part = _node(operator, argument)
        longer = _joined(exact, part.exact)
        if longer is not None:
            exact = longer
            continue
        whole = False
        needed = _better(_better(needed, _usable(exact)), part.needed)
        exact = part.exact
    if whole:
        return _Texts(exact=exact)
    return _Texts(needed=_better(needed, _usable(exact)))


def _joined(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """All of the first followed by all of the second; None where these are too many or too long."""
    if first is None or second is None or len(first) * len(second) > _MOST:
        return None
    joined = frozenset(one + other for one in first for other in second)
    return joined if all(len(each) <= _LONGEST for each in joined) else None


def _node(operator: Any, argument: Any) -> _Texts:
    if operator is constants.LITERAL:
        return _Texts(exact=frozenset({chr(argument).lower()}))
    if operator is constants.IN:
        return _class(argument)
    if operator is constants.SUBPATTERN:
        return _sequence(list(argument[3]))
    if operator is constants.BRANCH:
        return _branch([_sequence(list(each)) for each in argument[1]])
    if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT):
        return _repeated(argument)
    if operator in (constants.AT, constants.ASSERT, constants.ASSERT_NOT):
        return _EMPTY
    return _ANY


def _class(items: Any) -> _Texts:
    characters: set[str] = set()
    for operator, argument in items:
        if operator is constants.LITERAL:
            characters.add(chr(argument).lower())
        elif operator is constants.RANGE and argument[1] - argument[0] < _WIDEST:
            characters.update(chr(code).lower() for code in range(argument[0], argument[1] + 1))
        elif operator is constants.CATEGORY and argument is constants.CATEGORY_SPACE:
            characters.update(" \t\n\r\f\v")
        else:
            return _ANY
    return _Texts(exact=frozenset(characters)) if len(characters) <= _WIDEST else _ANY


def _branch(branches: list[_Texts]) -> _Texts:
    if all(each.exact is not None for each in branches):
        union: frozenset[str] = frozenset().union(*(each.exact or () for each in branches))
        if len(union) <= _MOST:
            return _Texts(exact=union)
    needed: set[str] = set()
    for each in branches:
        best = each.best()
        if best is None:
            return _ANY
        needed |= best
    return _Texts(needed=frozenset(needed)) if len(needed) <= _MOST else _ANY


def _repeated(argument: Any) -> _Texts:
    low, high, inner = argument
    found = _sequence(list(inner))
    if low == 0:
        if high == 1 and found.exact is not None:
            return _Texts(exact=found.exact | {""})
        return _ANY
    if low == high == 1:
        return found
    return _Texts(needed=found.best())


def _usable(texts: frozenset[str] | None) -> frozenset[str] | None:
    """Letters, digits and blanks by themselves stand in every text."""
    if not texts or len(texts) > _MOST or any(len(each) < 2 and (each.isalnum() or each in " _") for each in texts):
        return None
    return texts if "" not in texts else None


def _better(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """That with the longer shortest text, then that with fewer."""
    if first is None or second is None:
        return first or second
    return max(first, second, key=lambda texts: (min(4, min(map(len, texts))), -len(texts)))


def _without_longer(texts: frozenset[str]) -> set[str]:
    """Without those that contain another."""
    kept: set[str] = set()
    for each in sorted(texts, key=len):
        if not any(other in each for other in kept):
            kept.add(each)
    return kept
