"""Version numbers and ranges of PyPI and npm, as intervals that can be compared exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goatherd.code.versions.interval import Interval


def version_key(ecosystem: str, text: str) -> Any | None:
    """A key that orders versions within one ecosystem ("PyPI" or "npm"); None when it is no version."""
    if ecosystem == "npm":
        from goatherd.code.versions.npm import parse_version

        return parse_version(text)
    from goatherd.code.versions.pep440 import parse_version as parse_pep440

    return parse_pep440(text)


def admitted(ecosystem: str, requirement: str) -> list[Interval] | None:
    """What a requirement admits, as intervals of version keys; None when it is not a range of versions."""
    if ecosystem == "npm":
        from goatherd.code.versions.npm import parse_range

        return parse_range(requirement)
    from goatherd.code.versions.pep440 import parse_specifiers

    return parse_specifiers(requirement)
