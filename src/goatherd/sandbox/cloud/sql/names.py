"""The tables and columns that a statement names, and what it tells of the columns' types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field
from sqlglot import exp

from goatherd.sandbox.cloud.sql.translate import CATALOGS
from goatherd.sandbox.cloud.sql.types import of_cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STATEMENTS = (exp.Select, exp.Update, exp.Delete, exp.Insert)
_COMPARING = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is)
_LIKE = (exp.Like, exp.ILike)


@define
class Named:
    """A table that a statement reads or writes. `columns` maps those it names to the type that the statement shows, ""
    for none, `values` those that it compares with a constant to this constant; `whole` if it asks for all columns.
    """

    name: str
    catalog: str = ""
    columns: dict[str, str] = field(factory=dict)
    values: dict[str, str | int] = field(factory=dict)
    keys: set[str] = field(factory=set)
    whole: bool = False


def tables(tree: exp.Expr, hints: Mapping[str, str]) -> dict[str, Named]:
    """By name in lower case. `hints` are types of placeholders, as far as they are known."""
    found: dict[str, Named] = {}
    made = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
    aliases: dict[str, Named] = {}
    for table in tree.find_all(exp.Table):
        name = table.name
        if not name or (name.lower() in made and not table.db):
            continue
        catalog = table.db.lower() if table.db.lower() in CATALOGS else ""
        named = found.setdefault(name.lower(), Named(name, catalog))
        aliases[table.alias_or_name.lower()] = named
    _columns(tree, aliases, hints)
    _inserted(tree, found, hints)
    return found


def _columns(tree: exp.Expr, aliases: dict[str, Named], hints: Mapping[str, str]) -> None:
    for column in tree.find_all(exp.Column, exp.Star):
        if not isinstance(column, exp.Column):
            for named in _around(column, aliases) if not isinstance(column.parent, (exp.Count, exp.Column)) else ():
                named.whole = True
            continue
        owner = _owner(column, aliases)
        if owner is None:
            continue
        if isinstance(column.this, exp.Star):
            owner.whole = True
        else:
            kind, value = _shown(column, hints)
            owner.columns[column.name] = owner.columns.get(column.name) or kind
            if value is not None:
                owner.values.setdefault(column.name, value)


def _owner(column: exp.Column, aliases: dict[str, Named]) -> Named | None:
    if column.table:
        return aliases.get(column.table.lower())
    around = list(_around(column, aliases))
    select = column.find_ancestor(exp.Select)
    named_there = select is not None and column.name in select.named_selects and not _is_selected(column, select)
    if named_there and not column.find_ancestor(exp.Where):
        return None
    known = [named for named in around if column.name in named.columns]
    return (known or around or [None])[0]  # type: ignore[list-item]


def _is_selected(column: exp.Column, select: exp.Select | None) -> bool:
    """Whether it is a part of what is selected, and no use of an alias in the order or a group."""
    node: exp.Expr | None = column
    while node is not None and node.parent is not select:
        node = node.parent
    return select is not None and any(each is node for each in select.expressions)


def _around(node: exp.Expr, aliases: dict[str, Named]) -> Iterator[Named]:
    """The tables of the statement that a name stands in."""
    statement = node.find_ancestor(*_STATEMENTS)
    if statement is None:
        return
    for table in statement.find_all(exp.Table):
        if table.find_ancestor(*_STATEMENTS) is statement and table.alias_or_name.lower() in aliases:
            yield aliases[table.alias_or_name.lower()]


def _shown(column: exp.Column, hints: Mapping[str, str]) -> tuple[str, str | int | None]:
    """The type that the surroundings of a column show, and the constant that it is compared with."""
    parent = column.parent
    if isinstance(parent, exp.Cast):
        return of_cast(parent.args["to"]), None
    if isinstance(parent, _LIKE):
        return "text", None
    if isinstance(parent, (exp.JSONExtract, exp.JSONExtractScalar)) and parent.this is column:
        return "json", None
    if isinstance(parent, (exp.Sum, exp.Avg)):
        return "int", None
    if not isinstance(parent, _COMPARING):
        return "", None
    other = parent.expression if parent.this is column else parent.this
    return _constant(other, hints, equal=isinstance(parent, exp.EQ))


def _constant(node: exp.Expr, hints: Mapping[str, str], *, equal: bool) -> tuple[str, str | int | None]:
    if isinstance(node, exp.Boolean):
        return "bool", int(bool(node.this)) if equal else None
    if isinstance(node, exp.Cast):
        return of_cast(node.args["to"]), None
    if not isinstance(node, exp.Literal):
        return hints.get(str(node.this), "") if isinstance(node, exp.Placeholder) else "", None
    text = str(node.this)
    if node.is_string:
        # "5" may be compared with a number as well, and a date is one by its column's name.
        return "" if not text or text[0].isdigit() else "text", text if equal else None
    return ("int", int(text) if equal else None) if text.isdecimal() else ("float", None)


def _inserted(tree: exp.Expr, found: dict[str, Named], hints: Mapping[str, str]) -> None:
    """Columns of an INSERT, with the types of their values, and those whose values must differ."""
    if not isinstance(tree, exp.Insert) or not isinstance(tree.this, exp.Schema):
        return
    named = found.get(tree.this.this.name.lower())
    if named is None:
        return
    rows = tree.expression.expressions if isinstance(tree.expression, exp.Values) else []
    given = rows[0].expressions if rows else []
    for number, column in enumerate(tree.this.expressions):
        kind = _constant(given[number], hints, equal=False)[0] if number < len(given) else ""
        named.columns[column.name] = named.columns.get(column.name) or kind
    conflict = tree.args.get("conflict")
    keys = conflict.args.get("conflict_keys") or () if conflict else ()
    named.keys |= {key.this.name if isinstance(key, exp.Ordered) else key.name for key in keys}


def parameter_types(tree: exp.Expr, columns: dict[str, str], count: int) -> list[str]:
    """The type of each placeholder, by what it is compared with, cast to or put into."""
    found = ["text"] * count
    inserted = _insert_types(tree, columns)
    for place in tree.find_all(exp.Placeholder):
        name = str(place.this)
        if name[:1] == "p" and name[1:].isdecimal() and 0 < int(name[1:]) <= count:
            found[int(name[1:]) - 1] = inserted.get(name) or _parameter_type(place, columns)
    return found


def _insert_types(tree: exp.Expr, columns: dict[str, str]) -> dict[str, str]:
    if not isinstance(tree, exp.Insert) or not isinstance(tree.this, exp.Schema):
        return {}
    rows = tree.expression.expressions if isinstance(tree.expression, exp.Values) else []
    return {
        str(value.this): columns.get(column.name.lower(), "text")
        for row in rows
        for column, value in zip(tree.this.expressions, row.expressions, strict=False)
        if isinstance(value, exp.Placeholder)
    }


def _parameter_type(place: exp.Placeholder, columns: dict[str, str]) -> str:
    parent = place.parent
    if isinstance(parent, exp.Cast):
        return of_cast(parent.args["to"])
    if isinstance(parent, (exp.Limit, exp.Offset)):
        return "int"
    listed = place.find_ancestor(exp.Any)
    if listed is not None and isinstance(listed.parent, exp.EQ):
        return columns.get(listed.parent.this.name.lower(), "text") + "[]"
    if isinstance(parent, (*_COMPARING, exp.In, exp.Between)):
        near = next((each for each in parent.find_all(exp.Column)), None)
        return columns.get(near.name.lower(), "text") if near is not None else "text"
    return "text"
