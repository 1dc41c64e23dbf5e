"""What a hunt needs of Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define
from sqlglot import exp

from goatherd.hunt.lake.columns import FILE, NUMBER
from goatherd.hunt.spark.session import ERRORS
from goatherd.hunt.sql.dialects import written
from goatherd.hunt.tables.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import SparkSession

FEW = 100_000


@define
class Spark(Database):
    name = "Spark"
    dialect = "spark"
    errors = ERRORS
    at_once = True
    _session: SparkSession

    def define(self, table: str, query: str) -> None:
        self._session.sql(query).createOrReplaceTempView(table)

    def keep(self, table: str, queries: Sequence[str]) -> None:
        """Without what they were worked out from, which Spark would look through whenever they are asked for. Few rows
        are in one place, so that windows over them need not send them to each other.
        """
        frame = self._session.sql(" UNION ALL ".join(f"({query})" for query in queries)).localCheckpoint()
        if frame.count() <= FEW:
            frame = frame.coalesce(1).hint("broadcast")
        frame.createOrReplaceTempView(table)

    def place(self, table: str, places: Iterable[tuple[str, int]]) -> None:
        frame = self._session.createDataFrame(list(places), f"{FILE} string, {NUMBER} bigint")
        frame.createOrReplaceTempView(table)

    def rows(self, query: str) -> Iterable[tuple[Any, ...]]:
        return self._session.sql(query).collect()

    def ordered(self, query: str, columns: Sequence[str], order: str) -> Iterator[tuple[Any, ...]]:
        """Kept meanwhile, since sorting looks at all rows twice."""
        frame = self._session.sql(query).persist()
        try:
            yield from frame.orderBy(*order.split(", ")).select(*columns).toLocalIterator()
        finally:
            frame.unpersist()

    def check(self, query: exp.Query) -> None:
        """What Spark reads only when it comes to the first row is asked of nothing."""
        self._session.sql(written(query, self.dialect))
        nothing = exp.Literal.string("")
        parts: list[exp.Expr] = [
            exp.RegexpLike(this=nothing.copy(), expression=found.expression.copy())
            for found in query.find_all(exp.RegexpLike)
        ]
        parts += [
            exp.JSONExtract(this=exp.ParseJSON(this=nothing.copy()), expression=found.expression.copy())
            for found in query.find_all(exp.JSONExtract)
        ]
        for part in dict.fromkeys(parts):
            self._session.sql(written(exp.select(part), self.dialect)).collect()
