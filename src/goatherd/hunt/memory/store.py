"""Where it is remembered: a database of SQLite, which takes disk in place of memory; a run leaves all of it or nothing.

What was not met again for KEPT days is forgotten, by the clock of the runs: records may say anything of the time.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEPT = 90  # days
_DAY = 86_400
_FORMAT = 3
_APPLICATION = 0x676F6174  # which tells a state from other databases
_MET = 200_000  # records that are told apart in memory before they are written
_REMEMBERED = 4_096
_CACHE = 32 << 10  # KB in memory; the rest is on disk
_AGING = ("seen", "waiting", "firsts", "begun", "named", "files", "facts", "hours", "people", "told", "counted")
_TABLES = """
CREATE TABLE seen (digest INTEGER PRIMARY KEY, day INTEGER NOT NULL);
CREATE TABLE series (series INTEGER PRIMARY KEY, correlation TEXT NOT NULL, grp BLOB NOT NULL);
CREATE TABLE waiting (
    series INTEGER NOT NULL, time INTEGER NOT NULL, path BLOB NOT NULL, number INTEGER NOT NULL, file INTEGER NOT NULL,
    name TEXT NOT NULL, value INTEGER NOT NULL, evidence TEXT NOT NULL, told INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (series, time, path, number, file, name)
) WITHOUT ROWID;
CREATE TABLE firsts (
    series INTEGER NOT NULL, value INTEGER NOT NULL, time INTEGER NOT NULL, path BLOB NOT NULL,
    number INTEGER NOT NULL, evidence TEXT NOT NULL, told INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (series, value)
) WITHOUT ROWID;
CREATE TABLE begun (series INTEGER PRIMARY KEY, time INTEGER NOT NULL, day INTEGER NOT NULL);
CREATE TABLE named (
    path BLOB NOT NULL, number INTEGER NOT NULL, names TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (path, number)
) WITHOUT ROWID;
CREATE TABLE files (
    path BLOB PRIMARY KEY, identity TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    head INTEGER NOT NULL, head_digest BLOB NOT NULL, start INTEGER NOT NULL, line INTEGER NOT NULL,
    record INTEGER NOT NULL, heading BLOB NOT NULL, day INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (
    fact TEXT PRIMARY KEY, count INTEGER NOT NULL, last BLOB NOT NULL, evidence TEXT NOT NULL, day INTEGER NOT NULL
);
CREATE TABLE hours (
    function BLOB NOT NULL, hour INTEGER NOT NULL, evidence TEXT NOT NULL, invocations INTEGER NOT NULL,
    log REAL NOT NULL, used REAL NOT NULL, cost REAL NOT NULL, failed INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (function, hour)
);
CREATE TABLE people (address TEXT PRIMARY KEY, actor BLOB NOT NULL, day INTEGER NOT NULL);
CREATE TABLE told (
    alert INTEGER NOT NULL, record INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (alert, record)
) WITHOUT ROWID;
CREATE TABLE counted (alert INTEGER PRIMARY KEY, count INTEGER NOT NULL, day INTEGER NOT NULL);
CREATE INDEX files_by_head ON files (head_digest);
CREATE INDEX files_by_identity ON files (identity);
"""
_FRESH = """
CREATE TEMP TABLE fresh (
    series INTEGER, correlation TEXT, grp BLOB, time INTEGER, path BLOB, number INTEGER, file INTEGER, name TEXT,
    value INTEGER, evidence TEXT
);
CREATE TEMP TABLE touched (rule TEXT, series INTEGER, PRIMARY KEY (rule, series)) WITHOUT ROWID;
"""


class Store:
    """`lasting` says whether there are other looks than one at the same logs; `today` counts days since 1970."""

    def __init__(self, rows: sqlite3.Connection, clock: Callable[[], float], *, lasting: bool) -> None:
        self.rows = rows
        self.lasting = lasting
        self._clock = clock
        self.today = -1
        self._met: set[int] = set()  # what stands for records that are not yet in the table `seen`
        self._any_seen = rows.execute("SELECT 1 FROM seen").fetchone() is not None
        self._turn()

    def is_new(self, rule: str, identity: str) -> bool:
        """Whether a record was not met before among those that the rule is about; now it is."""
        known = digest(rule, identity)
        if known in self._met:
            return False
        self._met.add(known)
        new = not (self._any_seen and self.rows.execute("SELECT 1 FROM seen WHERE digest = ?", (known,)).fetchone())
        if len(self._met) >= _MET:
            self._write_met()
        return new

    def _write_met(self) -> None:
        """In order, which is where the pages of the table are."""
        self.rows.executemany(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET day = excluded.day",
            [(known, self.today) for known in sorted(self._met)],
        )
        self._any_seen = True
        self._met.clear()

    def keep(self) -> None:
        """Everything since the last time is there for the next run from here on."""
        self._write_met()
        self.rows.execute("COMMIT")
        self.rows.execute("BEGIN IMMEDIATE")
        self._turn()

    def _turn(self) -> None:
        """Once a day, what was not met for long is forgotten."""
        today = int(self._clock() // _DAY)
        if today != self.today:
            self.today = today
            for table in _AGING:
                self.rows.execute(f"DELETE FROM {table} WHERE day < ?", (today - KEPT,))
            self.rows.execute("DELETE FROM series WHERE series NOT IN (SELECT series FROM waiting)")


@contextmanager
def opened(
    path: Path | None = None, *, clock: Callable[[], float] = time.time, lasting: bool = False
) -> Iterator[Store]:
    """The store in the file at `path`, which is made, or one for the time being; `lasting` also where that is for
    several looks. What is not kept is as if it had not been. `clock` gives seconds since 1970. Raises UsageError for
    what is no state or cannot be used.
    """
    rows = None
    try:
        rows = _connected(path)
        yield Store(rows, clock, lasting=lasting or path is not None)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    finally:
        if rows is not None:
            rows.close()


@lru_cache(_REMEMBERED)
def digest_again(*parts: str) -> int:
    """The same, of texts that many records have."""
    return digest(*parts)


def digest(*parts: str) -> int:
    """What stands for texts: 64 bits, with a sign."""
    data = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


def packed(path: str) -> bytes:
    """A path, or another text that may be no whole UTF-8."""
    return path.encode("utf-8", "surrogatepass")


def unpacked(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _connected(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # it says what stood in logs
        except OSError as error:
            raise UsageError(f"the state {path} cannot be opened: {error.strerror}") from error
    rows = sqlite3.connect("" if path is None else path, timeout=0, isolation_level=None)
    rows.execute(f"PRAGMA cache_size = -{_CACHE}")
    rows.execute("PRAGMA temp_store = FILE")
    rows.execute("PRAGMA trusted_schema = OFF")
    rows.execute("PRAGMA locking_mode = EXCLUSIVE")
    rows.execute("BEGIN IMMEDIATE")
    if rows.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,):
        _run(rows, _TABLES)
        rows.execute(f"PRAGMA application_id = {_APPLICATION}")
        rows.execute(f"PRAGMA user_version = {_FORMAT}")
    else:
        _look_at(rows, path)
    _run(rows, _FRESH)
    return rows


def _run(rows: sqlite3.Connection, statements: str) -> None:
    """In the transaction that goes on, unlike `executescript`."""
    for statement in filter(None, map(str.strip, statements.split(";"))):
        rows.execute(statement)


def _look_at(rows: sqlite3.Connection, path: Path | None) -> None:
    if rows.execute("PRAGMA application_id").fetchone() != (_APPLICATION,):
        raise UsageError(f"{path} is no state of a hunt", help="name another file, or one that is not there yet")
    (found,) = rows.execute("PRAGMA user_version").fetchone()
    if found != _FORMAT:
        raise UsageError(
            f"the state {path} has the format {found}, this version of goatherd writes {_FORMAT}",
            help="name a file that is not there yet: all logs are read again then",
        )
    (whole,) = rows.execute("PRAGMA quick_check(1)").fetchone()
    if whole != "ok":
        raise sqlite3.DatabaseError(whole.partition("\n")[0])


def _unusable(path: Path | None, error: sqlite3.Error) -> UsageError:
    if path is None:
        return UsageError(f"what a hunt remembers cannot be written to the folder for temporary files: {error}")
    if "locked" in str(error):
        return UsageError(f"another run uses the state {path}", help="wait for it to end")
    return UsageError(
        f"the state {path} cannot be used: {error}",
        help="if it is damaged, name a file that is not there yet: all logs are read again then",
    )
