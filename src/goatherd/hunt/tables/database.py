"""What an engine that speaks SQL has to lend: DuckDB and Spark read the same plain statements of a hunt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlglot import exp

    from goatherd.hunt.telemetry.kind import Kind


@define
class Database(ABC):
    """`name` is that of the engine, `dialect` what sqlglot calls its SQL, `errors` what is raised where a statement
    cannot be asked. `at_once` says that it had better read a table once than by less at a time. `kinds` are those that
    the lake has a table of.
    """

    name: ClassVar[str]
    dialect: ClassVar[str]
    errors: ClassVar[tuple[type[Exception], ...]]
    at_once: ClassVar[bool]
    kinds: list[Kind]

    @abstractmethod
    def define(self, table: str, query: str) -> None:
        """A view, which may be there already."""

    @abstractmethod
    def keep(self, table: str, queries: Sequence[str]) -> None:
        """The rows of all queries, worked out once, in place of a table of that name. There is at least one query."""

    @abstractmethod
    def place(self, table: str, places: Iterable[tuple[str, int]]) -> None:
        """A table of the columns `record_file` and `record_number` with these rows."""

    @abstractmethod
    def rows(self, query: str) -> Iterable[tuple[Any, ...]]:
        """All of them, of which there are few."""

    @abstractmethod
    def ordered(self, query: str, columns: Sequence[str], order: str) -> Iterator[tuple[Any, ...]]:
        """Columns of the rows, in an order of columns, however many there are, in bounded memory."""

    @abstractmethod
    def check(self, query: exp.Query) -> None:
        """Raise one of `errors` where the query cannot be asked, without asking it."""
