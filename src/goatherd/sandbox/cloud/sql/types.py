"""The types that columns have here, and how SQLite declares each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

DECLARED = {
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "REAL",
    "numeric": "NUMERIC",
    "bool": "BOOLEAN",
    "text": "TEXT",
    "bytes": "BLOB",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "json": "JSON",
    "uuid": "UUID",
}
TYPES = {declared: name for name, declared in DECLARED.items()}
# sqlglot's names of types, by beginning
_BEGINNINGS = (
    ("int", ("INT", "SMALLINT", "TINYINT", "MEDIUMINT", "SERIAL", "SMALLSERIAL")),
    ("int", ("YEAR", "USMALLINT", "UTINYINT", "UMEDIUMINT")),
    ("bigint", ("BIGINT", "UBIGINT", "UINT", "BIGSERIAL", "INT128")),
    ("float", ("FLOAT", "DOUBLE", "UDOUBLE")),
    ("numeric", ("DECIMAL", "NUMERIC", "MONEY", "UDECIMAL", "BIGDECIMAL")),
    ("bool", ("BOOLEAN", "BIT")),
    ("bytes", ("BINARY", "VARBINARY", "BLOB", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB")),
    ("date", ("DATE", "DATE32")),
    ("time", ("TIME", "TIMETZ")),
    ("timestamp", ("TIMESTAMP", "DATETIME", "DATETIME64", "TIMESTAMPNTZ")),
    ("timestamptz", ("TIMESTAMPTZ", "TIMESTAMPLTZ")),
    ("json", ("JSON", "JSONB")),
    ("uuid", ("UUID",)),
)
_BY_NAME = {name: kind for kind, names in _BEGINNINGS for name in names}


def of_cast(target: Any) -> str:
    """The type that one of sqlglot's, as casts and definitions of columns hold it, stands for."""
    return _BY_NAME.get(str(getattr(getattr(target, "this", ""), "name", "")).upper(), "text")


def of_value(value: Any) -> str:
    """The type of what SQLite gives."""
    if isinstance(value, int):
        return "int" if -(1 << 31) <= value < 1 << 31 else "bigint"
    return {bytes: "bytes", float: "float"}.get(type(value), "text")


@frozen
class Column:
    name: str
    type: str = "text"


@define
class Result:
    """`columns` is None for a statement that gives no rows. `word` is its first word, in capitals."""

    word: str
    columns: list[Column] | None = None
    rows: Sequence[tuple[Any, ...]] = ()
    affected: int = 0
    last_id: int = 0


@define
class Session:
    """What a connection has set. `transaction` is as in PostgreSQL's protocol: "I" idle, "T" in one, "E" failed."""

    database: str = ""
    user: str = ""
    variables: dict[str, str] = field(factory=dict)
    autocommit: bool = True
    transaction: str = "I"
    last_id: int = 0
    state: object = None  # the one of the database that the transaction belongs to
