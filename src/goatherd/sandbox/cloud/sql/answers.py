"""What a statement answers: the names and types of its columns, and its parameters as they fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from goatherd.sandbox.cloud.sql.types import Column, of_cast, of_value

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATE, _MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*")

_CALLED = {
    "arrayagg": "array_agg",
    "currentdatabase": "current_database",
    "currentdate": "current_date",
    "currentschema": "current_schema",
    "currenttimestamp": "now",
    "currentuser": "current_user",
    "currentversion": "version",
    "groupconcat": "string_agg",
    "jsonbuildobject": "json_build_object",
}
_TIMES = frozenset({"now", "sysdate", "utc_timestamp", "clock_timestamp"})
_SELECT, _FROM = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?", re.IGNORECASE), re.compile(r"\bFROM\b", re.IGNORECASE)


def hints_of(parameters: Sequence[Any]) -> dict[str, str]:
    """Types that the values of placeholders show."""
    shown = ((f"p{number}", _hint(value)) for number, value in enumerate(parameters, 1))
    return {name: kind for name, kind in shown if kind}


def _hint(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else of_value(value)
    if _MOMENT.fullmatch(value):
        return "timestamp"
    if _DATE.fullmatch(value):
        return "date"
    return "text" if value and not value[0].isdigit() else ""


def gives_rows(tree: exp.Expr) -> bool:
    return isinstance(tree, (exp.Query, exp.Values)) or tree.args.get("returning") is not None


def returned(tree: exp.Expr, types: dict[str, str]) -> list[Column]:
    """The columns of a RETURNING."""
    found: list[Column] = []
    for each in tree.args["returning"].expressions:
        if isinstance(each, exp.Star):
            found += [Column(name, kind) for name, kind in types.items()]
        else:
            found.append(Column(each.alias_or_name, types.get(each.alias_or_name.lower(), "text")))
    return found


def columns(
    tree: exp.Expr, types: dict[str, str], description: Any, rows: Sequence[tuple[Any, ...]], written: Sequence[str]
) -> list[Column]:
    """`written` are the names for columns without one where they are called as they are written, see `as_written`."""
    selected = tree.selects if isinstance(tree, exp.Query) else []
    plain = len(selected) == len(description) and not any(isinstance(each, exp.Star) for each in selected)
    found = []
    for number, (name, *_) in enumerate(description):
        kind = _shown_type(selected[number], types) if plain else types.get(name.lower(), "")
        alias = _name(selected[number]) if plain else ""
        kind = kind or next((of_value(row[number]) for row in rows if row[number] is not None), "text")
        if plain and len(written) == len(description) and not isinstance(selected[number], (exp.Alias, exp.Column)):
            alias = written[number]
        found.append(Column(alias or name, kind))
    return found


def as_written(statement: str) -> list[str]:
    """The texts between SELECT and FROM: what MySQL calls columns without a name."""
    start = _SELECT.match(statement)
    found, depth, last = [], 0, start.end() if start else 0
    for at in range(last, len(statement) if start else 0):
        depth += {"(": 1, ")": -1}.get(statement[at], 0)
        ends = not depth and _FROM.match(statement, at)
        if ends or (statement[at] == "," and not depth):
            found.append(statement[last:at].strip())
            last = at + 1
        if ends:
            return found
    return [*found, statement[last:].strip()] if start else []


def _name(selected: exp.Expr) -> str:
    """How PostgreSQL calls a column."""
    if isinstance(selected, (exp.Alias, exp.Column)):
        return selected.alias_or_name
    if isinstance(selected, exp.Cast):
        return _name(selected.this)
    if isinstance(selected, exp.Func) and not isinstance(selected, exp.Anonymous):
        return _CALLED.get(selected.key, selected.key)
    return selected.name.lower() if isinstance(selected, exp.Anonymous) else "?column?"


def _shown_type(selected: exp.Expr, types: dict[str, str]) -> str:
    """What an expression gives, "" where only the values tell."""
    inner = selected.unalias()
    if isinstance(inner, exp.Column):
        return types.get(inner.name.lower(), "")
    if isinstance(inner, exp.Cast):
        return of_cast(inner.args["to"])
    if isinstance(inner, (exp.Exists, exp.Boolean, exp.Binary)) and isinstance(
        inner, (exp.Exists, exp.Boolean, exp.Predicate)
    ):
        return "bool"
    if isinstance(inner, (exp.Count, exp.Sum)):
        return "bigint"
    if isinstance(inner, exp.Literal) and inner.is_int:
        return "int"
    if isinstance(inner, (exp.CurrentTimestamp, exp.TimestampTrunc)) or inner.name.lower() in _TIMES:
        return "timestamp"
    if isinstance(inner, (exp.Min, exp.Max)) and isinstance(inner.this, exp.Column):
        return types.get(inner.this.name.lower(), "")
    return ""


def fitting(parameters: Sequence[Any], types: list[str]) -> list[Any]:
    """Numbers that came as text."""
    fitted = []
    for value, kind in zip(parameters, types, strict=False):
        try:
            fitted.append(int(value) if kind in ("int", "bigint") and isinstance(value, str) else value)
        except ValueError:
            fitted.append(value)
    return fitted
