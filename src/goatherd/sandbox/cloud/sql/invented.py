"""Tables that nobody made: with the columns that statements name, and a row for each tenant."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.sandbox.cloud.rows import identifier, is_flag, is_number, names_owner, plain
from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.translate import quoted
from goatherd.sandbox.cloud.sql.types import DECLARED, TYPES
from goatherd.sandbox.tenants import ATTACKER, VICTIM

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from goatherd.sandbox.cloud.sql.names import Named
    from goatherd.sandbox.tenants import Tenant

MAX_TABLES, MAX_COLUMNS = 60, 120
_COMMON = ("username", "email", "name", "status", "note", "data", "created_at")
_MOMENTS = frozenset(words("at on date time timestamp created updated modified expires expiry expiration"))
_STATES = frozenset(words("status state type kind category visibility published active enabled visible deleted"))
_ASKING = (["is"], ["has"], ["can"])
_LATER = re.compile(r"expir|until|valid|due|end", re.IGNORECASE)
_PAST, _FUTURE = "2026-01-01 00:00:00", "2036-01-01 00:00:00"


class Inventor:
    """`plant` gives the text that marks a tenant's row of a table; names that hold `watch` are an outsider's."""

    def __init__(self, database: sqlite3.Connection, watch: str, plant: Callable[[str, Tenant], str]) -> None:
        self._database, self._watch, self._plant = database, watch, plant
        self._invented: set[str] = set()

    def columns(self, table: str) -> dict[str, str]:
        """Column -> type, of a table that there is; both in lower case. {} where there is none."""
        rows = self._database.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
        return {name.lower(): TYPES.get(declared.upper(), "text") for name, declared in rows}

    def see_to(self, table: Named) -> None:
        """Have a table with the columns that are named, unless the application made it; raises SqlError."""
        self._refuse(table)
        known = self.columns(table.name)
        if known and table.name.lower() not in self._invented:
            return
        if not known:
            known = self._make(table)
        wanted = dict.fromkeys((*table.columns, *(_COMMON if table.whole else ())))
        missing = [column for column in wanted if column.lower() not in known]
        if len(known) + len(missing) > MAX_COLUMNS:
            raise SqlError("too long")
        for column in missing:
            self._add(table, column)
        for key in table.keys:
            self._unique(table.name, key)

    def fill(self, table: str) -> None:
        """Rows for a table that the application declares if there is none: deployed, it would have some."""
        types = self.columns(table)
        for tenant in (ATTACKER, VICTIM):
            self._insert(table, {column: self._value(column, kind, tenant, table) for column, kind in types.items()})

    def _refuse(self, table: Named) -> None:
        if self._is_foreign(table.name):
            raise SqlError("no table", table.name)
        for column in table.columns:
            if self._is_foreign(column):
                raise SqlError("no column", column)

    def _is_foreign(self, name: str) -> bool:
        return bool(self._watch and self._watch in name) or "\0" in name

    def _make(self, table: Named) -> dict[str, str]:
        name = table.name.lower()
        self._invented.add(name)
        if len(self._invented) > MAX_TABLES:
            raise SqlError("too long")
        kind = next((kind for column, kind in table.columns.items() if column.lower() == "id" and kind), "int")
        self._database.execute(f"CREATE TABLE {quoted(table.name)} (id {DECLARED[kind]} PRIMARY KEY)")
        for tenant in (ATTACKER, VICTIM):
            self._insert(table.name, {"id": self._value("id", kind, tenant, table.name)})
        return {"id": kind}

    def _add(self, table: Named, column: str) -> None:
        kind = table.columns.get(column) or _guessed(column)
        self._database.execute(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(column)} {DECLARED[kind]}")
        constant = table.values.get(column)
        states = constant is not None and words(column)[-1:] and words(column)[-1] in _STATES
        for number, tenant in enumerate((ATTACKER, VICTIM), 1):
            value = constant if states else self._value(column, kind, tenant, table.name)
            statement = f"UPDATE {quoted(table.name)} SET {quoted(column)} = ? WHERE rowid = ?"
            self._database.execute(statement, (value, number))

    def _unique(self, table: str, column: str) -> None:
        name = quoted(f"only one {table} {column}")
        self._database.execute(f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {quoted(table)} ({quoted(column)})")

    def _insert(self, table: str, row: Mapping[str, object]) -> None:
        names, places = ", ".join(map(quoted, row)), ", ".join("?" * len(row))
        self._database.execute(f"INSERT OR IGNORE INTO {quoted(table)} ({names}) VALUES ({places})", [*row.values()])

    def _value(self, column: str, kind: str, tenant: Tenant, table: str) -> object:
        if kind == "bool":
            return 0
        if kind in ("int", "bigint", "float", "numeric"):
            own = names_owner(column) or "id" in words(column)
            return 2 if own and tenant is VICTIM else 1
        if kind in ("date", "time", "timestamp", "timestamptz"):
            moment = _FUTURE if _LATER.search(column) else _PAST
            return {"date": moment[:10], "time": moment[11:]}.get(kind, moment)
        if kind == "uuid" or column.lower() == "id":
            return tenant.subject if kind == "uuid" else identifier(tenant)
        text = self._plant(table, tenant)
        if kind == "json":
            return json.dumps({"note": text})
        return text.encode() if kind == "bytes" else plain(column, tenant, text)


def _guessed(column: str) -> str:
    """A type by the name alone."""
    parts = words(column)
    if is_flag(column) or parts[:1] in _ASKING:
        return "bool"
    if parts and parts[-1] in _MOMENTS:
        return "timestamp"
    if is_number(column) or (parts and parts[-1] == "id"):
        return "int"
    return "text"
