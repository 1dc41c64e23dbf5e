"""What a hunt needs of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
from attrs import define

from goatherd.hunt.sql.dialects import written
from goatherd.hunt.tables.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlglot import exp

ROWS = 1_000


@define
class Duck(Database):
    name = "DuckDB"
    dialect = "duckdb"
    errors = (duckdb.Error,)
    at_once = False
    _connection: duckdb.DuckDBPyConnection

    def define(self, table: str, query: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {query}")

    def keep(self, table: str, queries: Sequence[str]) -> None:
        """One after the other, each of which may take all memory."""
        first, *others = queries
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {first}")
        for query in others:
            self._connection.execute(f"INSERT INTO {table} {query}")

    def place(self, table: str, places: Iterable[tuple[str, int]]) -> None:
        places = tuple(places)
        self._connection.execute(
            f"CREATE TEMP TABLE {table} AS SELECT UNNEST(?) AS record_file, UNNEST(?) AS record_number",
            [[file for file, _ in places], [number for _, number in places]],
        )

    def rows(self, query: str) -> Iterable[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()

    def ordered(self, query: str, columns: Sequence[str], order: str) -> Iterator[tuple[Any, ...]]:
        found = self._connection.execute(f"SELECT {', '.join(columns)} FROM ({query}) AS found_rows ORDER BY {order}")
        while rows := found.fetchmany(ROWS):
            yield from rows

    def check(self, query: exp.Query) -> None:
        self._connection.execute(f"EXPLAIN {written(query, self.dialect)}")
