"""What the learner has done, kept in SQLite: one row for everything that happened, so that nothing is ever lost."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.errors import UsageError
from goatherd.core.plain_files import opened_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from goatherd.learn.course import Lesson

STARTED, EXPLOITED, HINT, VERIFIED, REFUSED, RESET = "started", "exploited", "hint", "verified", "refused", "reset"
_TABLE = """
create table if not exists happened (
    id integer primary key, at text not null, lesson text not null, what text not null, detail text not null
) strict
"""
_END = bytes.fromhex("d9d505f920a163d7")  # of a journal that names another. Source: SQLite, "Database File Format", 3


@frozen
class Standing:
    """How far one lesson is. `exploited` is when that was done first and `verified` when it was last (UTC, ISO 8601;
    "" if it was not, or a later verification failed), `how` is what the attack gained; `hints` is how many were taken.
    """

    started: bool = False
    exploited: str = ""
    how: str = ""
    verified: str = ""
    hints: int = 0
    tries: int = 0


class Progress:
    """Any number of processes may use the same file. Everything raises UsageError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._opened() as database:
            database.execute(_TABLE)

    def note(self, lesson: Lesson, what: str, detail: str = "") -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._opened() as database:
            database.execute(
                "insert into happened (at, lesson, what, detail) values (?, ?, ?, ?)", (at, lesson.name, what, detail)
            )

    def standing(self, lesson: Lesson) -> Standing:
        return self.standings([lesson])[0]

    def standings(self, lessons: Iterable[Lesson]) -> list[Standing]:
        """What counts is what happened since a lesson was last put back."""
        done: dict[str, list[dict[str, Any]]] = {}
        for row in self.export():
            if row["what"] == RESET:
                done.pop(row["lesson"], None)
            else:
                done.setdefault(row["lesson"], []).append(row)
        return [_standing(done.get(lesson.name, [])) for lesson in lessons]

    def export(self) -> list[dict[str, Any]]:
        """Everything that happened, the oldest first: `at` (UTC, ISO 8601), `lesson`, `what`, `detail`."""
        with self._opened() as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute("select at, lesson, what, detail from happened order by id")]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        _refuse_what_leads_elsewhere(self._path)
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as database, database:
                yield database
        except sqlite3.Error as error:
            help = "make room and see that you may write there, move the file away, or choose another --home"
            raise UsageError(f"{self._path}: {error}", help=help) from error


def _refuse_what_leads_elsewhere(database: Path) -> None:
    """Raise UsageError for a link, which SQLite would follow, and for a journal that names another one, which it would
    remove. Ours are neither; those of a copy from somebody else may be.
    """
    journal = database.with_name(f"{database.name}-journal")
    # The database is not opened for it: closing it would end the locks that other threads have.
    for path, leads in ((database, _is_no_file), (journal, _names_another)):
        try:
            if leads(path):
                raise UsageError(f"{path} leads to other files: nothing is written through it", help="move it away")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}", help="move it away") from error


def _is_no_file(path: Path) -> bool:
    return not stat.S_ISREG(os.lstat(path).st_mode)


def _names_another(path: Path) -> bool:
    if _is_no_file(path):
        return True
    with open(opened_plain(str(path)), "rb") as file:
        file.seek(max(os.fstat(file.fileno()).st_size - len(_END), 0))
        return file.read() == _END


def _standing(rows: list[dict[str, Any]]) -> Standing:
    def first(what: str) -> dict[str, Any]:
        return next((row for row in rows if row["what"] == what), {"at": "", "detail": ""})

    done = [row["what"] for row in rows]
    verdicts = [row for row in rows if row["what"] in (VERIFIED, REFUSED)]
    fixed = verdicts[-1]["at"] if verdicts and verdicts[-1]["what"] == VERIFIED else ""
    return Standing(
        STARTED in done,
        first(EXPLOITED)["at"],
        first(EXPLOITED)["detail"],
        fixed,
        done.count(HINT),
        done.count(VERIFIED) + done.count(REFUSED),
    )
