"""What went wrong with a statement, in the words of either database.

Sources: "Server Error Message Reference" of MySQL's manual; "PostgreSQL Error Codes" of PostgreSQL's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_SEEN = (
    (re.compile(r"no such table: (?:main\.)?(?P<name>.+)"), "no table"),
    (re.compile(r"no such column: (?P<name>.+)"), "no column"),
    (re.compile(r"table \S+ has no column named (?P<name>\S+)"), "no column"),
    (re.compile(r"(?:table|view) (?P<name>\S+) already exists"), "table exists"),
    (re.compile(r"UNIQUE constraint failed: (?P<name>\S+).*"), "duplicate"),
    (re.compile(r"NOT NULL constraint failed: (?P<name>\S+)"), "null"),
    (re.compile(r"CHECK constraint failed: (?P<name>.+)"), "check"),
    (re.compile(r"ambiguous column name: (?P<name>\S+)"), "ambiguous"),
    (re.compile(r"(?P<name>\S+) .*do not have the same number of result columns"), "columns differ"),
    (re.compile(r"(?P<name>\d+) values for (?:\d+) columns"), "values differ"),
    (re.compile(r"table (?P<name>\S+) has \d+ columns but \d+ values were supplied"), "values differ"),
)
# kind: (MySQL's number, SQLSTATE, text), (PostgreSQL's SQLSTATE, text)
_WORDS = {
    "syntax": (
        1064,
        "42000",
        "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the"
        " right syntax to use near '{name}' at line 1",
        "42601",
        'syntax error at or near "{name}"',
    ),
    "no table": (1146, "42S02", "Table '{name}' doesn't exist", "42P01", 'relation "{name}" does not exist'),
    "no column": (
        1054,
        "42S22",
        "Unknown column '{name}' in 'where clause'",
        "42703",
        'column "{name}" does not exist',
    ),
    "table exists": (1050, "42S01", "Table '{name}' already exists", "42P07", 'relation "{name}" already exists'),
    "duplicate": (
        1062,
        "23000",
        "Duplicate entry for key '{name}'",
        "23505",
        'duplicate key value violates unique constraint "{name}"',
    ),
    "null": (1048, "23000", "Column '{name}' cannot be null", "23502", 'null value in column "{name}"'),
    "check": (3819, "HY000", "Check constraint '{name}' is violated.", "23514", 'violates check constraint "{name}"'),
    "ambiguous": (
        1052,
        "23000",
        "Column '{name}' in field list is ambiguous",
        "42702",
        'column reference "{name}" is ambiguous',
    ),
    "columns differ": (
        1222,
        "21000",
        "The used SELECT statements have a different number of columns",
        "42601",
        "each UNION query must have the same number of columns",
    ),
    "values differ": (
        1136,
        "21S01",
        "Column count doesn't match value count at row 1",
        "42601",
        "INSERT has more expressions than target columns",
    ),
    "aborted": (
        1213,
        "40001",
        "Deadlock found when trying to get lock",
        "25P02",
        "current transaction is aborted, commands ignored until end of transaction block",
    ),
    "too long": (1153, "08S01", "Got a packet bigger than 'max_allowed_packet'", "54000", "statement too complex"),
    "too slow": (3024, "HY000", "Query execution was interrupted", "57014", "canceling statement due to user request"),
    "gap": (1235, "42000", "This version of MySQL doesn't yet support '{name}'", "0A000", "not supported: {name}"),
}


class SqlError(Exception):
    """`kind` is a key of the tables above; "gap" is a failure of the stand-in, which proves nothing."""

    def __init__(self, kind: str, name: str = "") -> None:
        super().__init__(f"{kind}: {name}")
        self.kind, self.name = kind, name[:200]

    @property
    def mysql(self) -> tuple[int, str, str]:
        """(number, SQLSTATE, message)"""
        number, state, text, _, _ = _WORDS[self.kind]
        return number, state, text.format(name=self.name)

    @property
    def postgres(self) -> tuple[str, str]:
        """(SQLSTATE, message)"""
        *_, state, text = _WORDS[self.kind]
        return state, text.format(name=self.name)


def from_sqlite(error: sqlite3.Error) -> SqlError:
    """What a database would have said where SQLite says this; a gap where it would have said nothing."""
    said = str(error)
    for pattern, kind in _SEEN:
        if match := pattern.fullmatch(said):
            return SqlError(kind, match["name"].strip('"'))
    if said == "interrupted":
        return SqlError("too slow")
    return SqlError("too long") if "too" in said and ("big" in said or "many" in said) else SqlError("gap", said)
