"""Tables of relational databases as channels: statements that store data, and the rows that others read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.personal import is_of_people
from goatherd.engine.interpreter import bodies, callers, statements_of_sql
from goatherd.engine.interpreter.members import OPEN, deep_labels, entries
from goatherd.engine.labels import CHOSEN, OF_PEOPLE, SQL, Label, Labels, Origin, Trace, union, union_all
from goatherd.engine.values import UNKNOWN, Const, Obj, Text, Value, join, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

LAST = ("rows", "of the last statement")  # in the store
MAX_STATEMENT = 4096
_NAME = r"[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)[`\"\]]?"
_INSERTS = re.compile(rf"\s*(?:insert|replace)\s+(?:ignore\s+)?into\s+{_NAME}\s*(?:\(([^()]*)\))?", re.IGNORECASE)
_UPDATES = re.compile(rf"\s*update\s+{_NAME}\s+set\s+(.*)", re.IGNORECASE | re.DOTALL)
_CHANGES = re.compile(r"\s*(?:insert|replace|update|delete|merge|upsert)\s", re.IGNORECASE)
_SELECTS = re.compile(rf"\s*select\s(?P<columns>.*?)\sfrom\s+{_NAME}", re.IGNORECASE | re.DOTALL)
# What a statement that writes gives back: `RETURNING *`, and of SQL Server `OUTPUT INSERTED.*`.
_RETURNS = re.compile(
    r"\breturning\s+(.*)|\boutput\s+((?:inserted|deleted)\.\S+(?:\s*,\s*(?:inserted|deleted)\.\S+)*)", re.IGNORECASE
)
_ASSIGNED = re.compile(r"(?:^|,)\s*[`\"\[]?(\w+)[`\"\]]?\s*=")
_COLUMN = re.compile(r"\w+")
_CALLED = re.compile(r"(?<!\w)(\w++)\W*$")  # the name under which a column comes
# Where drivers put rows in what they give: it is the list, holds the list, or the list is the first of several things.
_PLACES = (("*",), ("rows", "*"), ("*", "*"))


def executed(m: Machine, args: Args, call: str, pos: int) -> None:
    """A statement runs: what it stores is noted, and from which table the next rows are."""
    m.store.set(LAST, UNKNOWN)
    statements_of_sql.executed(m, args, call, pos)
    for statement in _statements(args):
        selected = _SELECTS.match(statement)
        if selected is not None:
            m.store.set(LAST, _rows_of(m, selected[2].lower(), selected["columns"], pos))
        elif (stored := _stored(statement)) is not None:
            table, columns = stored
            if (given_back := _RETURNS.search(statement)) is not None:
                m.store.set(LAST, _rows_of(m, table, given_back[1] or given_back[2], pos))
            labels: Labels = ()
            for value in args.values():
                labels = union(labels, m.settled(Value((), deep_labels(m, value))).labels)
            if labels:
                paths = [(column,) for column in columns] or [("Body",)]
                fields: dict[tuple[str, ...], Labels] = dict.fromkeys(paths, labels)
                m.facts.write((SQL, table), m.place(pos), fields, call, reach=callers.reach(m))


def changes(args: Args) -> bool:
    """Whether a statement stores, changes or deletes something."""
    return any(_CHANGES.match(statement) for statement in _statements(args))


def bound(m: Machine, name: str, args: Args) -> None:
    """A request of SQL Server's driver is given a parameter, `request.input("name", sql.NVarChar, value)`."""
    if not (name.startswith("mssql.") and name.endswith(".input")):
        return
    called, value = args.at(0), args.at(2) or args.at(1)
    text = called.text() if called is not None else None
    if text and value is not None:
        m.store.set((statements_of_sql.BOUND, text), value)


def read(m: Machine) -> Value:
    """Rows of the statement that ran last."""
    rows: Value | None = m.store.get(LAST)
    return rows or UNKNOWN


def written(m: Machine, given: list[Value], pos: int) -> Value:
    """The row that a mapper wrote: the columns that it was given, and others that are nobody's to choose."""
    row = m.new("object", pos, extra="row")
    m.forget_names(row)
    for value in given:
        for item in value.atoms:
            for key, part in entries(m, item) if isinstance(item, Obj) else ():
                known = m.get_field(row, key)
                m.set_field(row, key, part if known is None else join(known, part))
    spread = union_all(_spread(m, value) for value in given)
    m.set_field(row, OPEN, unknown(spread))
    return Value((row,))


def _spread(m: Machine, given: Value) -> Labels:
    """The labels of what was written without a name for each of its columns."""
    opened = (m.get_field(item, OPEN) for item in given.atoms if isinstance(item, Obj))
    others = Value(tuple(item for item in given.atoms if not isinstance(item, Obj)), given.labels)
    return union_all((deep_labels(m, others), *(value.labels for value in opened if value is not None)))


def _statements(args: Args) -> Iterator[str]:
    for item in (args.at(0) or UNKNOWN).atoms:
        text = item.pattern if isinstance(item, Text) else item.value if isinstance(item, Const) else None
        if isinstance(text, str):
            yield text[:MAX_STATEMENT]


def _stored(statement: str) -> tuple[str, list[str]] | None:
    """The table that a statement writes to and the columns that it names."""
    inserted = _INSERTS.match(statement)
    if inserted is not None:
        return inserted[1].lower(), _COLUMN.findall(inserted[2] or "")
    updated = _UPDATES.match(statement)
    return (updated[1].lower(), _ASSIGNED.findall(updated[2])) if updated is not None else None


def _rows_of(m: Machine, table: str, columns: str, pos: int) -> Value:
    place = m.place(pos)
    origin = Origin("row", f"table {table}", place, None, (SQL, table))
    called = [match[1] for column in columns.split(",") if (match := _CALLED.search(column))]
    for where in _PLACES:
        for column in called:
            bodies.field_read(m, (Label(origin, where),), column)
    whole = frozenset({OF_PEOPLE}) if is_of_people(table) else frozenset()
    chosen = whole if "*" in columns else frozenset({CHOSEN})
    return unknown((Label(origin, preds=chosen, trace=Trace(place, f"rows of table {table} are read", None)),))
