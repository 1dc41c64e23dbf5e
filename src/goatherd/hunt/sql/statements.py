"""Rules as statements that stand for themselves: one for each alert that there can be, in the dialect of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from sqlglot import exp, parse_one

from goatherd.hunt.lake.columns import PLACE, RECORD, table_name
from goatherd.hunt.rule import New
from goatherd.hunt.sql.dialects import written
from goatherd.hunt.sql.matches import FIRST_COPIES, match
from goatherd.hunt.sql.uses import judged, uses
from goatherd.hunt.sql.windows import speaking
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.hunt.rule import About
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.sql.uses import Use
    from goatherd.hunt.telemetry.kind import Kind


@frozen
class Statement:
    """`query` gives the records of the alerts that `about` is of, with the group that a correlation puts them into."""

    about: About
    query: exp.Query

    def text(self, dialect: str) -> str:
        return written(self.query, dialect, pretty=True)


def statements(read: ReadRules) -> Iterator[Statement]:
    """Over the tables that `convert` writes, whose names are the folders'."""
    for about, leading in judged(uses(read.rules, read.correlations)):
        pairs = [(use, kind) for use in leading for kind in KINDS if use.rule.telemetry.covers(kind.telemetry)]
        if pairs:
            yield Statement(about, _statement(leading, pairs))


def _statement(leading: Sequence[Use], pairs: Sequence[tuple[Use, Kind]]) -> exp.Query:
    found = [match(use, kind) for use, kind in pairs]
    tables = dict.fromkeys(table_name(kind.telemetry) for _, kind in pairs)
    records = [exp.select(PLACE, RECORD).from_(table) for table in tables]
    answer = exp.select("grp", "record_time", "record_file", "record_number", RECORD).from_("alerts")
    answer = answer.join(_together(records).subquery("records"), using=[PLACE])
    copies = "SELECT * FROM found" if isinstance(leading[0].judge, New) else FIRST_COPIES.format(found="found")
    return (
        answer.with_("found", as_=_together(found))
        .with_("matches", as_=parse_one(copies, read="trino"))
        .with_("alerts", as_=speaking(leading))
    )


def _together(parts: list[exp.Select]) -> exp.Query:
    return exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
