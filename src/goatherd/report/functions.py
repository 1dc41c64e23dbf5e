"""The functions of a finding, as formats for people name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.finding import Finding

_MAX_NAMES = 3


def functions_named(finding: Finding) -> tuple[str, str]:
    """The first names and what follows them: ("Buy, Mail, Show", " and 2 more"), twice "" for one of no function."""
    names = finding.functions or ((finding.function,) if finding.function else ())
    more = f" and {len(names) - _MAX_NAMES:,} more" if len(names) > _MAX_NAMES else ""
    return ", ".join(names[:_MAX_NAMES]), more
