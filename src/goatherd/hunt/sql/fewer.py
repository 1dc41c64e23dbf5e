"""Of rules about most records, the few that can become an alert, without keeping the others first.

A rule about what is new asks for the first record of each value. A correlation of several rules asks for groups in
which all of them meet, which is told by the groups alone: they are worked out before, as the table `meetings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from goatherd.hunt.lake.columns import FILE, NUMBER, PLACE, TIME
from goatherd.hunt.rule import Correlation, New
from goatherd.hunt.sql.matches import matches, names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from goatherd.hunt.sql.uses import Use
    from goatherd.hunt.telemetry.kind import Kind

_FIRST = (TIME, FILE, NUMBER, PLACE)


def about_most(use: Use, kinds: Iterable[Kind]) -> bool:
    """Whether the rule may be about records of any name, of which few are needed."""
    needs_few = isinstance(use.judge, New) or (isinstance(use.judge, Correlation) and use.judge.together)
    return needs_few and any(
        use.rule.telemetry.covers(kind.telemetry) and names_of(use.rule, kind) is None for kind in kinds
    )


def fewer(use: Use, found: exp.Query) -> exp.Query:
    """Those that are needed of what `found` gives for a use that is `about_most`, and all that have no time."""
    if isinstance(use.judge, New):
        return _firsts(found)
    here = f"{TIME} IS NULL OR grp IN (SELECT grp FROM meetings WHERE use = {use.number})"
    return exp.select("*").from_(found.subquery("asked")).where(here)


def meetings(
    most: Collection[Use], uses: Iterable[Use], kinds: Sequence[Kind], odd: Collection[Kind]
) -> Iterator[exp.Query]:
    """The groups in which all rules of a correlation meet, for those among `most` that are for one of `uses`."""
    numbers = {use.number for use in most}
    leading: dict[str, list[Use]] = {}
    for use in uses:
        if isinstance(use.judge, Correlation) and use.judge.together:
            leading.setdefault(use.judge.about.id, []).append(use)
    for together in leading.values():
        needing = [use.number for use in together if use.number in numbers]
        parts = [
            exp.select(exp.alias_(exp.Literal.string(use.name), "name"), "grp")
            .from_(found.subquery("asked"))
            .distinct()
            for use in (together if needing else ())
            if (found := matches([use], kinds, odd)) is not None
        ]
        if not parts:
            continue
        names = exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
        judge = together[0].judge
        assert isinstance(judge, Correlation)
        met = exp.select("grp").from_(names.subquery("names")).group_by("grp")
        met = met.having(f"COUNT(DISTINCT name) >= {len(set(judge.rules))}")
        needed = exp.values([(number,) for number in needing], alias="needing", columns=["use"])
        yield exp.select("use", "grp").from_(met.subquery("met")).join(needed, join_type="CROSS")


def _firsts(found: exp.Query) -> exp.Query:
    first = exp.Struct(
        expressions=[exp.PropertyEQ(this=exp.to_identifier(name), expression=exp.column(name)) for name in _FIRST]
    )
    untimed = parse_one(f"CASE WHEN {TIME} IS NULL THEN identity END", read="trino")
    each = (
        exp.select("use", "grp", "val", exp.alias_(exp.Min(this=first), "first"), "MIN(identity) AS identity")
        .from_(found.subquery("asked"))
        .group_by("use", "grp", "val", untimed)
    )
    columns = [
        exp.alias_(exp.Dot(this=exp.column("first"), expression=exp.to_identifier(name)), name)
        for name in (PLACE, TIME, FILE, NUMBER)
    ]
    return exp.select("use", *columns, "identity", "grp", "val").from_(each.subquery("firsts"))
