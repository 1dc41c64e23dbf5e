"""What the learner has done, kept in SQLite: one row for everything that happened, so that nothing is ever lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.errors import UsageError

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
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as database, database:
                yield database
        except sqlite3.Error as error:
            help = "make room and see that you may write there, move the file away, or choose another --home"
            raise UsageError(f"{self._path}: {error}", help=help) from error


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
