"""npm's version ranges, after the grammar in node-semver's README (checked against node-semver itself).

Pre-releases count by order only: `^1.2.3` is [1.2.3, 2.0.0-0), although npm would install a pre-release
in between only when asked for.
"""

from __future__ import annotations

import re

from goatherd.code.versions.interval import EVERYTHING, Interval, point

Release = tuple[int, int, int]
Key = tuple[int, int, int, tuple[object, ...]]

_RELEASED: tuple[object, ...] = (1,)
_EARLIEST: tuple[object, ...] = (0, ((0, 0),))  # the pre-release "-0", below every other

_NUMBER = r"0|[1-9][0-9]{0,15}"
_IDENTIFIERS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(
    rf"[v=\s]*({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-?({_IDENTIFIERS}))?(?:\+{_IDENTIFIERS})?\s*", re.ASCII
)
_PART = rf"{_NUMBER}|[xX*]"
_PARTIAL = rf"[v=\s]*({_PART})(?:\.({_PART})(?:\.({_PART})(?:-({_IDENTIFIERS}))?(?:\+{_IDENTIFIERS})?)?)?"
_COMPARATOR = re.compile(rf"\s*(\^|~>?|>=|<=|>|<|=)?\s*{_PARTIAL}(?=\s|$)", re.ASCII)
_HYPHEN = re.compile(rf"\s*{_PARTIAL}\s+-\s+{_PARTIAL}\s*", re.ASCII)
_MAX_LENGTH = 512


def parse_version(text: str) -> Key | None:
    match = _VERSION.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if not match:
        return None
    return int(match[1]), int(match[2]), int(match[3]), _prerelease(match[4])


def parse_range(text: str) -> list[Interval] | None:
    """The alternatives of a range in the order written; None when it is none (a tag, an address)."""
    if len(text) > _MAX_LENGTH:
        return None
    alternatives = []
    for part in text.split("||"):
        intervals = _alternative(part)
        if intervals is None:
            return None
        alternatives += intervals
    return alternatives


def _alternative(text: str) -> list[Interval] | None:
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        groups = hyphen.groups()
        return _both(_comparator(">=", groups[:4]), _comparator("<=", groups[4:]))
    result: list[Interval] = [EVERYTHING]
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _COMPARATOR.match(text, position, end)
        if not match:
            return None
        result = [both for held in result for both in _both(held, _comparator(match[1] or "=", match.groups()[1:]))]
        position = match.end()
    return result


def _both(a: Interval | None, b: Interval | None) -> list[Interval]:
    both = a.intersect(b) if a and b else None
    return [both] if both else []


def _comparator(operator: str, parts: tuple[str | None, ...]) -> Interval | None:
    """One comparator; None when nothing satisfies it (`>*`)."""
    numbers = _numbers(parts[:3])
    low = _key(numbers, parts[3] if len(numbers) == 3 else None)
    if operator == "^":
        return Interval(low, _below(_caret_end(numbers)))
    if operator in ("~", "~>"):
        return Interval(low, _below(_next(numbers[:2])))
    if operator == "=":
        return point(low) if len(numbers) == 3 else Interval(low, _below(_next(numbers)))
    return _inequality(operator, numbers, low)


def _inequality(operator: str, numbers: list[int], low: Key | None) -> Interval | None:
    whole = len(numbers) == 3
    if operator == ">=":
        return Interval(low)
    if operator == "<":
        if not numbers:
            return None
        return Interval(None, low if whole else _below((low[0], low[1], low[2])) if low else None)
    if operator == "<=":
        return Interval(None, low, high_in=True) if whole else Interval(None, _below(_next(numbers)))
    if whole:
        return Interval(low, low_in=False)
    after = _next(numbers)
    return Interval((*after, _RELEASED)) if after else None


def _numbers(parts: tuple[str | None, ...]) -> list[int]:
    """The numbers before the first part that is left open."""
    numbers: list[int] = []
    for part in parts:
        if part is None or part in "xX*":
            break
        numbers.append(int(part))
    return numbers


def _key(numbers: list[int], prerelease: str | None) -> Key | None:
    if not numbers:
        return None
    major, minor, patch = (*numbers, 0, 0)[:3]
    return major, minor, patch, _prerelease(prerelease)


def _next(numbers: list[int]) -> Release | None:
    """The first release after all that begin with these numbers."""
    if not numbers:
        return None
    if len(numbers) == 1:
        return numbers[0] + 1, 0, 0
    if len(numbers) == 2:
        return numbers[0], numbers[1] + 1, 0
    return numbers[0], numbers[1], numbers[2] + 1


def _caret_end(numbers: list[int]) -> Release | None:
    """A caret lets everything change right of the first number that is not zero."""
    leading = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    return _next(numbers[: leading + 1])


def _below(release: Release | None) -> Key | None:
    return (*release, _EARLIEST) if release else None


def _prerelease(text: str | None) -> tuple[object, ...]:
    if not text:
        return _RELEASED
    return 0, tuple((0, int(part)) if part.isdigit() else (1, part) for part in text.split("."))
