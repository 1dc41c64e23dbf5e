"""Pins without a wheel for the Python at hand: they give way to the nearest version that has one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# How pip names what it does not find, with the versions that have wheels, in order.
_NONE = re.compile(
    r"^ERROR: Could not find a version that satisfies the requirement (\S+)[^\n]*\(from versions: ([^()\n]*)\)$", re.M
)
_CLASH = re.compile(r"^ERROR: ResolutionImpossible", re.MULTILINE)


def relaxed(lines: Sequence[str], said: str) -> tuple[tuple[str, ...], str] | None:
    """The lines with which pip may do better, and what was changed; None where nothing can be. `said` is what it said.

    One package gives way at a time. Where the versions that were chosen do not go together, pip chooses all of them.
    """
    if _CLASH.search(said):
        free = tuple(_without_version(line) for line in lines)
        return (
            (free, "its versions do not go together here, and newer ones are taken") if free != tuple(lines) else None
        )
    missing = _NONE.search(said)
    if missing is None:
        return None
    name = canonicalize_name(re.split(r"[^A-Za-z0-9._-]", missing[1], maxsplit=1)[0])
    at = next((number for number, line in enumerate(lines) if _name(line) == name), None)
    if at is None:
        return None  # another package asks for it
    wanted = Requirement(_without_hashes(lines[at]))
    nearest = _nearest(wanted, missing[2].split(", "))
    rest = (*lines[:at], *((f"{_named(wanted)}=={nearest}",) if nearest else ()), *lines[at + 1 :])
    if not rest:
        return None
    told = f"{wanted} has no wheel for this Python: " + (f"{nearest} is taken" if nearest else "it is left out")
    return tuple(map(_without_hashes, rest)), told


def _nearest(wanted: Requirement, versions: Iterable[str]) -> Version | None:
    """The first version that is no older than what is asked for, else the last before it."""
    there = sorted(filter(None, map(_version, versions)))
    limits = [limit for spec in wanted.specifier if (limit := _version(spec.version.removesuffix(".*")))]
    if not there or not limits:
        return None
    return next((version for version in there if version >= max(limits)), there[-1])


def _version(text: str) -> Version | None:
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return None if version.is_prerelease else version


def _name(line: str) -> str:
    try:
        return canonicalize_name(Requirement(_without_hashes(line)).name)
    except InvalidRequirement:
        return ""


def _without_hashes(line: str) -> str:
    return line.partition(" --hash")[0].strip()


def _without_version(line: str) -> str:
    try:
        return _named(Requirement(_without_hashes(line)))
    except InvalidRequirement:
        return line


def _named(wanted: Requirement) -> str:
    return wanted.name + (f"[{','.join(sorted(wanted.extras))}]" if wanted.extras else "")
