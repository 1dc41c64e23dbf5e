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

from goatherd.core.errors import ConfigError
from goatherd.core.lazy import regex
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXTS = ("id", "path", "reason")
_EXAMPLE = 'write [[accept]] with id = "GOAT0101", path = "src/*" and reason = "…"'

_HEAD = regex(r"\s*\[\[.*\baccept\s*\]\]")


@frozen
class Acceptance:
    """`path` is a pattern of paths below the folder of the configuration file; `span` is where it stands."""

    id: str
    path: str
    reason: str
    span: Span
    expires: date | None = None


def read_acceptances(value: Any, source: str, lines: Sequence[str]) -> tuple[Acceptance, ...]:
    """All tables of a file, whose text is `lines`; raises ConfigError with the line of the one that is wrong."""
    tables = value if isinstance(value, list) else [value]
    heads = [number for number, line in enumerate(lines, 1) if _HEAD.match(line)]
    return tuple(
        _acceptance(table, Span(source, heads[number] if number < len(heads) else 1))
        for number, table in enumerate(tables)
    )


def _acceptance(table: Any, span: Span) -> Acceptance:
    if not isinstance(table, Mapping):
        raise ConfigError("'accept' is not a list of tables", span=span, help=_EXAMPLE)
    for key in table:
        if key not in (*_TEXTS, "expires"):
            help = f"its keys are {', '.join(_TEXTS)} and expires"
            raise ConfigError(f"unknown key {key!r} in [[accept]]", span=span, help=help)
    for key in _TEXTS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise ConfigError(f"an [[accept]] needs its {key}", span=span, help=_EXAMPLE)
    id, path, reason = (table[key].strip() for key in _TEXTS)
    return Acceptance(id, path, reason, span, _day(table.get("expires"), span))


def _day(value: Any, span: Span) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ConfigError("'expires' is no date", span=span, help="write expires = 2027-01-31") from error
