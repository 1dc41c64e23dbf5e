"""PyPI's versions and specifiers as intervals, and the `^`, `~` and `||` that Poetry adds to them.

Only the version class of `packaging` is used: its requirement parser costs more to import than all of this.
"""

from __future__ import annotations

import re

from packaging.version import InvalidVersion, Version

from goatherd.code.versions.interval import EVERYTHING, Interval, point

_SPECIFIER = re.compile(r"\s*(===|==|~=|!=|<=|>=|<|>|\^|~|=)?\s*v?([^\s,|<>=!~^;]+)\s*")
_MAX_LENGTH = 512


def parse_version(text: str) -> Version | None:
    if len(text) > _MAX_LENGTH:
        return None
    try:
        return Version(text)
    except InvalidVersion:
        return None


def parse_specifiers(text: str) -> list[Interval] | None:
    """What a set of specifiers admits; "" and "*" admit everything; None when it is no such set.

    `!=` is left out: a hole changes neither the lowest version nor the bounds.
    """
    if len(text) > _MAX_LENGTH:
        return None
    alternatives = []
    for part in text.replace("||", "|").split("|"):
        interval = _alternative(part)
        if interval is None:
            return None
        alternatives += interval
    return alternatives


def _alternative(text: str) -> list[Interval] | None:
    held: Interval | None = EVERYTHING
    for part in text.strip().strip("()").split(","):
        if not part.strip() or part.strip() == "*":
            continue
        match = _SPECIFIER.fullmatch(part)
        interval = _specifier(match[1] or "==", match[2]) if match else None
        if interval is None:
            return None
        held = held.intersect(interval) if held else None
    return [held] if held else []


def _specifier(operator: str, text: str) -> Interval | None:
    if text.endswith(".*"):
        return _prefix(operator, text[:-2])
    version = parse_version(text)
    if version is None:
        return None
    if operator in ("==", "===", "="):
        return point(version)
    if operator == "!=":
        return EVERYTHING
    if operator in ("~=", "^", "~"):
        return Interval(version, _compatible_end(operator, version))
    if operator == ">=":
        return Interval(version)
    if operator == ">":
        return Interval(version, low_in=False)
    if operator == "<=":
        return Interval(None, version, high_in=True)
    return Interval(None, version if version.is_prerelease else _start(list(version.release), version.epoch))


def _prefix(operator: str, text: str) -> Interval | None:
    version = parse_version(text)
    if version is None or operator not in ("==", "!=", "=", "^", "~"):
        return None
    if operator == "!=":
        return EVERYTHING
    numbers = list(version.release)
    return Interval(_start(numbers, version.epoch), _start(_raised(numbers), version.epoch))


def _compatible_end(operator: str, version: Version) -> Version:
    numbers = list(version.release)
    if operator == "~=":
        kept = numbers[:-1] or numbers
    elif operator == "~":
        kept = numbers[:2]
    else:
        leading = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
        kept = numbers[: leading + 1]
    return _start(_raised(kept), version.epoch)


def _raised(numbers: list[int]) -> list[int]:
    return [*numbers[:-1], numbers[-1] + 1]


def _start(numbers: list[int], epoch: int = 0) -> Version:
    """The earliest version of a release: its first development pre-release."""
    return Version(f"{epoch}!" + ".".join(map(str, numbers)) + ".dev0")
