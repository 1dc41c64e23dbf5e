"""information_schema and pg_catalog, as far as clients look there: the tables that there are, all else empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.translate import CATALOGS, quoted
from goatherd.sandbox.cloud.sql.types import Column, Result

if TYPE_CHECKING:
    import sqlite3

    from goatherd.sandbox.cloud.sql.names import Named

_KNOWN = {
    "tables": ("table_catalog", "table_schema", "table_name", "table_type"),
    "columns": (
        *("table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default"),
        *("is_nullable", "data_type", "character_maximum_length", "column_type", "column_key", "udt_name"),
    ),
    "schemata": ("catalog_name", "schema_name"),
}
_TABLES = re.compile(r"\s*SHOW\s+(?P<full>FULL\s+)?TABLES\b", re.I)
_DESCRIBED = re.compile(
    r"\s*(?:DESCRIBE|DESC|EXPLAIN|SHOW\s+(?:FULL\s+)?(?:COLUMNS|FIELDS)\s+(?:FROM|IN))\s+(?:`?\w+`?\.)?`?(\w+)`?\s*$",
    re.I,
)
_FIELDS = ("Field", "Type", "Null", "Key", "Default", "Extra")

_SCHEMA = 2200  # what public is in every database
_FILLED = {
    "pg_class": "INSERT INTO pg_catalog.pg_class (oid, relname, relnamespace, relkind) VALUES (?, ?, ?, ?)",
    "pg_namespace": "INSERT INTO pg_catalog.pg_namespace (oid, nspname) VALUES (?, ?)",
}
_ALWAYS = {"pg_class": ("relname", "relnamespace", "relkind"), "pg_namespace": ("nspname",)}


class Catalogs:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        for name in CATALOGS:
            database.execute(f"ATTACH ':memory:' AS {name}")
        for name, columns in _KNOWN.items():
            self._create("information_schema", name, columns)

    def holds(self, table: Named) -> bool:
        return bool(table.catalog) or table.name.lower().startswith("pg_")

    def see_to(self, table: Named, dialect: str) -> None:
        """Have a catalogue's table with the columns that are named, filled as far as it is known what it holds."""
        catalog, name = table.catalog or "pg_catalog", table.name.lower()
        known = self._known(catalog, name)
        if not known:
            self._create(catalog, name, ("oid",))
            known = self._known(catalog, name)
        for column in dict.fromkeys((*_ALWAYS.get(name, ()), *table.columns)):
            if column.lower() not in known:
                self._database.execute(f"ALTER TABLE {catalog}.{quoted(name)} ADD COLUMN {quoted(column)}")
        if name in _FILLED:
            self._database.execute(f"DELETE FROM pg_catalog.{name}")
            self._database.executemany(
                _FILLED[name], self._relations() if name == "pg_class" else [(_SCHEMA, "public")]
            )
        if catalog == "information_schema" and name in _KNOWN:
            self._fill(name, "public" if dialect == "postgres" else "app")

    def listed(self, statement: str) -> Result | None:
        """What MySQL answers to DESCRIBE and the like; None for another statement. Raises SqlError."""
        if match := _TABLES.match(statement):
            rows = [(name, "BASE TABLE") if match["full"] else (name,) for name in self._names()]
            kinds = [Column("Tables_in_app"), *([Column("Table_type")] if match["full"] else [])]
            return Result("SHOW", kinds, rows, len(rows))
        match = _DESCRIBED.match(statement)
        if match is None or match[1].upper() == "SELECT":
            return None
        asked = "SELECT name, lower(type), iif(pk, 'NO', 'YES'), iif(pk, 'PRI', ''), NULL, '' FROM pragma_table_info(?)"
        rows = self._database.execute(asked, (match[1],)).fetchall()
        if not rows:
            raise SqlError("no table", match[1])
        return Result("SHOW", [Column(name) for name in _FIELDS], rows, len(rows))

    def _relations(self) -> list[tuple[int, str, int, str]]:
        return [(_SCHEMA + number, name, _SCHEMA, "r") for number, name in enumerate(self._names(), 1)]

    def _names(self) -> list[str]:
        found = self._database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        return [row[0] for row in found if not row[0].startswith("sqlite_")]

    def _known(self, catalog: str, table: str) -> set[str]:
        rows = self._database.execute("SELECT name FROM pragma_table_info(?, ?)", (table, catalog))
        return {row[0].lower() for row in rows}

    def _create(self, catalog: str, name: str, columns: tuple[str, ...]) -> None:
        self._database.execute(f"CREATE TABLE {catalog}.{quoted(name)} ({', '.join(map(quoted, columns))})")

    def _fill(self, name: str, schema: str) -> None:
        self._database.execute(f"DELETE FROM information_schema.{quoted(name)}")
        if name == "schemata":
            self._database.execute("INSERT INTO information_schema.schemata VALUES ('def', ?)", (schema,))
            return
        for table in self._names():
            if name == "tables":
                row = ("def", schema, table, "BASE TABLE")
                self._database.execute("INSERT INTO information_schema.tables VALUES (?, ?, ?, ?)", row)
                continue
            self._database.execute(
                "INSERT INTO information_schema.columns SELECT 'def', ?, ?, name, cid + 1, NULL, 'YES', lower(type),"
                " NULL, lower(type), iif(pk, 'PRI', ''), lower(type) FROM pragma_table_info(?, 'main')",
                (schema, table, table),
            )
