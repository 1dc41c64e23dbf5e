"""What clients and ORMs ask and tell a server about the connection itself, beside the statements of the application.

Sources: "SET", "SHOW" and "Server System Variables" of either manual.
"""

from __future__ import annotations

import glob
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.sandbox.cloud.sql.errors import SqlError
from goatherd.sandbox.cloud.sql.types import Column, Result

if TYPE_CHECKING:
    from goatherd.sandbox.cloud.sql.types import Session

MYSQL_VERSION, POSTGRES_VERSION = "8.0.39", "16.4"
_WORD = re.compile(r"\s*(\w+)")
_CONTROL = (
    ("begin", re.compile(r"\s*(?:BEGIN|START\s+TRANSACTION)\b", re.I)),
    ("rollback", re.compile(r"\s*(?:ROLLBACK|ABORT)(?!\s+(?:WORK\s+|TRANSACTION\s+)?TO\b)\b", re.I)),
    ("commit", re.compile(r"\s*(?:COMMIT|END)\b", re.I)),
    ("savepoint", re.compile(r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK)\b", re.I)),
)
_NAME = re.compile(r"(\w+|\"[^\"]+\"|`[^`]+`)\s*$")
_SILENT = frozenset(
    words(
        "set use reset discard listen unlisten notify close deallocate lock unlock analyze vacuum grant revoke comment"
        " flush kill checkpoint do optimize"
    )
)
_SAID = frozenset({"show"})
_REFUSED = frozenset(words("call declare fetch copy prepare execute explain describe desc load handler merge attach"))
_ASSIGNED = re.compile(
    r"(?:@@)?(?:session\.|global\.|local\.|session\s+|local\s+)?(\w+)\s*(?:=|:=|\s+TO\s+)\s*('[^']*'|\"[^\"]*\"|[^,\s]+)",
    re.I,
)
_SHOW_VARIABLES = re.compile(
    r"SHOW\s+(?:GLOBAL\s+|SESSION\s+)?(?:VARIABLES|STATUS)(?:\s+(?:LIKE|WHERE).*?'([^']*)')?", re.I
)
_TRUE = ("1", "on", "true")
_LONGEST = 1_000  # characters of what is taken apart by patterns, which look at long words again and again
_VARIABLES = {
    "mysql": {
        "version": MYSQL_VERSION,
        "version_comment": "MySQL Community Server - GPL",
        "autocommit": "1",
        "sql_mode": "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION",
        "lower_case_table_names": "0",
        "transaction_isolation": "REPEATABLE-READ",
        "tx_isolation": "REPEATABLE-READ",
        "max_allowed_packet": "67108864",
        "time_zone": "SYSTEM",
        "system_time_zone": "UTC",
        "character_set_client": "utf8mb4",
        "character_set_connection": "utf8mb4",
        "character_set_results": "utf8mb4",
        "character_set_server": "utf8mb4",
        "collation_connection": "utf8mb4_0900_ai_ci",
        "collation_server": "utf8mb4_0900_ai_ci",
        "wait_timeout": "28800",
        "interactive_timeout": "28800",
        "read_only": "0",
        "innodb_read_only": "0",
    },
    "postgres": {
        "server_version": POSTGRES_VERSION,
        "server_version_num": "160004",
        "server_encoding": "UTF8",
        "client_encoding": "UTF8",
        "standard_conforming_strings": "on",
        "integer_datetimes": "on",
        "datestyle": "ISO, MDY",
        "intervalstyle": "postgres",
        "timezone": "UTC",
        "transaction_isolation": "read committed",
        "default_transaction_isolation": "read committed",
        "transaction_read_only": "off",
        "search_path": '"$user", public',
        "in_hot_standby": "off",
        "is_superuser": "off",
    },
}


def version(dialect: str) -> str:
    """What the function version() gives."""
    return MYSQL_VERSION if dialect == "mysql" else f"PostgreSQL {POSTGRES_VERSION} on x86_64-pc-linux-gnu, 64-bit"


def setting(name: str, dialect: str, session: Session) -> str | int:
    name = name.lower().rpartition(".")[2]
    found = session.variables.get(name, _VARIABLES[dialect].get(name, ""))
    return int(found) if dialect == "mysql" and found.isdecimal() else found


def control(statement: str) -> str:
    """ "begin", "commit", "rollback" or "savepoint" for what begins and ends transactions, "" for all else."""
    return next((name for name, pattern in _CONTROL if pattern.match(statement)), "")


def savepoint(statement: str) -> str:
    """The statement in SQLite's words."""
    name = _NAME.search(statement[-_LONGEST:])
    if name is None:
        raise SqlError("syntax", statement)
    word = statement.split()[0].upper()
    return f'{"ROLLBACK TO" if word == "ROLLBACK" else word} "{name[1].strip(chr(34) + "`")}"'


def is_one(statement: str) -> bool:
    """Whether a statement is about the connection or the server, or one that is not carried out here."""
    return _first(statement) in _SILENT | _SAID | _REFUSED


def answer(statement: str, dialect: str, session: Session) -> Result:
    """Raises SqlError for what is known and not simulated."""
    word = _first(statement)
    if word in _REFUSED:
        raise SqlError("gap", word.upper())
    if word in _SAID:
        return _shown(statement, dialect, session)
    if word == "set":
        _set(statement, session)
    elif word == "use":
        session.database = statement.split()[-1].strip("`")
    return Result(word.upper())


def _first(statement: str) -> str:
    match = _WORD.match(statement)
    return match[1].lower() if match else ""


def _set(statement: str, session: Session) -> None:
    for name, value in _ASSIGNED.findall(statement[3:_LONGEST]):
        if len(session.variables) < 200:
            session.variables[name.lower()[:200]] = value.strip("'\"")[:200]
        if name.lower() == "autocommit":
            session.autocommit = value.strip("'\"").lower() in _TRUE


def _shown(statement: str, dialect: str, session: Session) -> Result:
    if dialect == "postgres":
        name = "_".join(statement.split()[1:]).lower().replace("time_zone", "timezone")
        name = {"transaction_isolation_level": "transaction_isolation"}.get(name, name)
        return Result("SHOW", [Column(name)], [(str(setting(name, dialect, session)),)], 1)
    match = _SHOW_VARIABLES.match(statement[:_LONGEST])
    if match is None:
        return Result("SHOW", [Column("Value")])
    wanted = glob.escape((match[1] or "%").lower()).replace("%", "*")  # which does not go back, as `.*` would
    known = _VARIABLES[dialect] | session.variables
    rows = [(name, value) for name, value in sorted(known.items()) if fnmatchcase(name, wanted)]
    return Result("SHOW", [Column("Variable_name"), Column("Value")], rows, len(rows))
