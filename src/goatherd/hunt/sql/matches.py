"""The records that rules are about, as one SELECT over the tables of a lake.

Its columns are `use` (the number of one), `record_place`, `record_time`, `record_file`, `record_number`, `identity`
(the same for every copy of a record), `grp` and `val` (the values of the use's fields as one text each).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from goatherd.hunt.condition import literals_of
from goatherd.hunt.lake.columns import FILE, NAME, NUMBER, ODD, PLACE, TIME, column_name, table_name
from goatherd.hunt.sql.conditions import asked
from goatherd.hunt.sql.values import NamedRow, Row, concatenated, joined, letter, number, string

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from goatherd.hunt.rule import Rule
    from goatherd.hunt.sql.uses import Use
    from goatherd.hunt.telemetry.kind import Kind

BETWEEN_FIELDS = 0x1F
FIRST_COPIES = """
SELECT * FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY use, identity ORDER BY record_place) AS copy FROM {found}
) AS copies
WHERE copy = 1
"""
_ASKING, _ASKED_NAME, _USE = "asking", "asked_name", "use"


def matches(
    uses: Iterable[Use], kinds: Iterable[Kind], odd: Collection[Kind] = (), *, at_once: bool = False
) -> exp.Query | None:
    """Of the tables of `kinds`; those of `odd` have odd records. None where no rule is about any of them.

    Most records are asked by few rules, since rules are found by the record's name. Those that are about any name read
    the table `at_once`, or one after the other, which suits engines that read columns by what is asked of them.
    """
    uses = tuple(uses)
    parts: list[exp.Select] = []
    for kind in kinds:
        about = [use for use in uses if use.rule.telemetry.covers(kind.telemetry)]
        regular = _by_names(about, kind, at_once=at_once)
        if kind in odd:
            is_odd = exp.column(ODD)
            regular = [part.where(exp.not_(is_odd), copy=False) for part in regular]
            odd_ones = _of_any_name(about, Row(kind, odd=True), kind, at_once=at_once)
            regular += [part.where(is_odd, copy=False) for part in odd_ones]
        parts += regular
    return exp.union(*parts, distinct=False, copy=False) if len(parts) > 1 else next(iter(parts), None)


def match(use: Use, kind: Kind) -> exp.Select:
    """Of one use alone, in a table without odd records: a statement to be read."""
    row = NamedRow(kind)
    found = _of(use, row, kind)
    records = exp.select("*", *row.named.values()).from_(table_name(kind.telemetry))
    names = names_of(use.rule, kind)
    if names is not None:
        records = records.where(exp.In(this=exp.column(NAME), expressions=[string(name) for name in sorted(names)]))
    return found.from_(records.subquery("records"))


def names_of(rule: Rule, kind: Kind) -> frozenset[str] | None:
    """The names of the records that a rule can be about, None where that does not depend on the name."""
    names = literals_of(rule.condition, kind.named)
    return None if names is None else frozenset(map(kind.plain_name, names))


def _by_names(about: Iterable[Use], kind: Kind, *, at_once: bool) -> list[exp.Select]:
    row = Row(kind)
    pairs: list[tuple[str, int]] = []
    named: list[Use] = []
    others: list[Use] = []
    for each in about:
        names = names_of(each.rule, kind)
        if names is None:
            others.append(each)
        else:
            named.append(each)
            pairs += [(name, each.number) for name in sorted(names)]
    found: list[exp.Select] = []
    if pairs:
        asking = exp.values(pairs, alias=_ASKING, columns=[_ASKED_NAME, _USE])
        same_name = exp.EQ(this=exp.column(NAME), expression=exp.column(_ASKED_NAME))
        found.append(_each_of(named, row, kind).join(asking, on=same_name, copy=False))
    return found + _of_any_name(others, row, kind, at_once=at_once)


def _of_any_name(uses: Sequence[Use], row: Row, kind: Kind, *, at_once: bool) -> list[exp.Select]:
    if not at_once or not uses:
        return [_of(use, row, kind) for use in uses]
    asking = exp.values([(use.number,) for use in uses], alias=_ASKING, columns=[_USE])
    return [_each_of(uses, row, kind).join(asking, join_type="CROSS", copy=False)]


def _each_of(uses: Iterable[Use], row: Row, kind: Kind) -> exp.Select:
    """Of uses by their number, which what is joined brings."""
    use = exp.column(_USE)
    fits = exp.Case(this=use, default=exp.false())
    for each in uses:
        fits = fits.when(number(each.number), asked(each.rule.condition, row), copy=False)
    group, value = (_by_use(uses, row, part) for part in ("group", "value"))
    return _select(kind, use.copy(), group, value).where(fits, copy=False)


def _of(use: Use, row: Row, kind: Kind) -> exp.Select:
    group, value = _text(use.group, row), _text(use.value, row)
    found = _select(kind, exp.alias_(number(use.number), _USE), group, value)
    return found.where(asked(use.rule.condition, row), copy=False)


def _select(kind: Kind, use: exp.Expr, group: exp.Expr, value: exp.Expr) -> exp.Select:
    at = concatenated(exp.column(FILE), letter(BETWEEN_FIELDS), exp.cast(exp.column(NUMBER), "varchar"))
    identity = exp.Coalesce(this=exp.column(column_name(kind.identity)), expressions=[at])
    return exp.select(
        use,
        *(exp.column(name) for name in (PLACE, TIME, FILE, NUMBER)),
        exp.alias_(identity, "identity"),
        exp.alias_(group, "grp"),
        exp.alias_(value, "val"),
    ).from_(table_name(kind.telemetry))


def _by_use(uses: Iterable[Use], row: Row, part: str) -> exp.Expr:
    found = exp.Case(this=exp.column(_USE), default=string(""))
    for use in uses:
        if fields := getattr(use, part):
            found = found.when(number(use.number), _text(fields, row), copy=False)
    return found if found.args.get("ifs") else string("")


def _text(fields: tuple[str, ...], row: Row) -> exp.Expr:
    """The values of fields as one text, as `alerts.group_of` joins them."""
    if not fields:
        return string("")
    parts = [joined(row.values(field)) for field in fields]
    between = [letter(BETWEEN_FIELDS) for _ in parts]
    return concatenated(*[each for pair in zip(parts, between, strict=True) for each in pair][:-1])
