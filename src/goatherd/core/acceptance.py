"""`[[accept]]` in the configuration: what is accepted at a place, why, and until when.

[[accept]]
id = "uninterpreted"          # a check, by id, slug or risk, or a kind of what was not read
path = "legacy/*"             # below the folder of the file
reason = "an old service that goes in spring"
expires = 2027-03-31          # optional
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from goatherd.core.source import Span

_TEXTS = ("id", "path", "reason")
_EXAMPLE = 'write [[accept]] with id = "GOAT0101", path = "src/*" and reason = "…"'


@frozen
class Acceptance:
    """`path` is a pattern of paths below the folder of the configuration file; `span` is where it stands."""

    id: str
    path: str
    reason: str
    span: Span
    expires: date | None = None


class Malformed(Exception):
    """(what is wrong, what to write)."""


def read_acceptance(table: Any, span: Span) -> Acceptance:
    """One table; raises Malformed."""
    if not isinstance(table, Mapping):
        raise Malformed("'accept' is not a list of tables", _EXAMPLE)
    for key in table:
        if key not in (*_TEXTS, "expires"):
            raise Malformed(f"unknown key {key!r} in [[accept]]", f"its keys are {', '.join(_TEXTS)} and expires")
    for key in _TEXTS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise Malformed(f"an [[accept]] needs its {key}", _EXAMPLE)
    id, path, reason = (table[key].strip() for key in _TEXTS)
    return Acceptance(id, path, reason, span, _day(table.get("expires")))


def _day(value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Malformed("'expires' is no date", "write expires = 2027-01-31") from error
