"""A copy of OSV's data that scans look into: a file indexed by the names of packages, made once and read often."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import weakref
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code.advisories.archives import Documents
from goatherd.code.advisories.lookup import Advisories
from goatherd.code.advisories.osv import ECOSYSTEMS, normalise, records_of
from goatherd.code.advisories.osv_copy import no_advisories
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.code.advisories.osv import Record

FORMAT = "2"
# All of npm's are about a gigabyte.
MAX_BYTES = 8_000_000_000
MAX_DOCUMENTS = 3_000_000

_TABLES = """
create table told (key text primary key, value text) without rowid;
create table advisories (ecosystem text, name text, record text);
"""
_NAMES = tuple(f'"{ecosystem}"'.encode() for ecosystem in ECOSYSTEMS)


@frozen
class Made:
    """`counts` are the advisories of each ecosystem, `problems` what could not be read of the documents."""

    counts: dict[str, int]
    problems: tuple[str, ...]


class Index(Advisories):
    """What `make_index` wrote. Ecosystems that are not in it have those of `others`, and the rest what those have that
    is later than the index.

    Raises UsageError for a file that is no such index.
    """

    def __init__(self, path: str, others: Advisories) -> None:
        super().__init__()
        self._others = others
        try:
            self._file = sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)
            weakref.finalize(self, self._file.close)
            self.told = dict(self._file.execute("select key, value from told"))
        except sqlite3.Error as error:
            raise _unusable(path, str(error)) from error
        if self.told.get("format") != FORMAT:
            raise _unusable(path, "another version of goatherd made it")
        self.ecosystems = frozenset(each for each in ECOSYSTEMS if f"newest {each}" in self.told)

    def records(self, ecosystem: str, name: str) -> list[Record]:
        if ecosystem not in self.ecosystems:
            return self._others.records(ecosystem, name)
        key = (ecosystem, normalise(ecosystem, name))
        rows = self._file.execute("select record from advisories where ecosystem = ? and name = ?", key)
        records: list[Record] = [json.loads(record) for (record,) in rows]
        known = {id for record in records for id in (record[0], *record[1])}
        newest = self.newest(ecosystem)
        others = self._others.records(ecosystem, name)
        return records + [o for o in others if o[-2] > newest and known.isdisjoint((o[0], *o[1]))]

    def newest(self, ecosystem: str) -> str:
        if ecosystem not in self.ecosystems:
            return self._others.newest(ecosystem)
        day: str = self.told[f"newest {ecosystem}"]
        return day

    def some(self, ecosystem: str) -> str:
        some = self._others.some(ecosystem)
        return some if ecosystem not in self.ecosystems or some > self.newest(ecosystem) else ""

    def is_shipped(self, ecosystem: str) -> bool:
        return ecosystem not in self.ecosystems and self._others.is_shipped(ecosystem)


def make_index(sources: Sequence[str], target: str, told: dict[str, str]) -> Made:
    """Write what folders and archives in OSV's layout say to `target`, which stays as it was if anything goes wrong.

    `told` is kept with it. Raises ReadError when there is not one advisory, UsageError for more than an archive of OSV
    can hold, OSError where nothing can be written.
    """
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=folder, suffix=".sqlite")
    os.close(handle)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.executescript("pragma journal_mode = off; pragma synchronous = off;" + _TABLES)
            file.execute("begin")
            made = _fill(file, sources)
            if not made.counts:
                raise no_advisories(" or ".join(sources))
            rows = {**told, "format": FORMAT, **{f"count {each}": str(n) for each, n in made.counts.items()}}
            file.executemany("insert or replace into told values (?, ?)", rows.items())
            file.execute("create index names on advisories (ecosystem, name)")
            file.execute("commit")
        os.replace(path, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)
    return made


def _fill(file: sqlite3.Connection, sources: Sequence[str]) -> Made:
    counts: dict[str, int] = {}
    newest: dict[str, str] = {}
    problems: list[str] = []
    for ecosystem, name, record in _records(sources, problems):
        file.execute("insert into advisories values (?, ?, ?)", (ecosystem, name, json.dumps(record)))
        counts[ecosystem] = counts.get(ecosystem, 0) + 1
        newest[ecosystem] = max(newest.get(ecosystem, ""), record[-2])
    file.executemany("insert into told values (?, ?)", [(f"newest {each}", day) for each, day in newest.items()])
    return Made(counts, tuple(problems))


def _records(sources: Sequence[str], problems: list[str]) -> Iterator[tuple[str, str, Record]]:
    size = number = 0
    for source in sources:
        documents = Documents(source)
        for place in documents.places():
            data = documents.read(place) or b""
            number, size = number + 1, size + len(data)
            if size > MAX_BYTES or number > MAX_DOCUMENTS:
                raise UsageError(
                    f"{source} holds more than all of OSV's advisories can be",
                    help=f"at most {MAX_DOCUMENTS:,} documents of {MAX_BYTES:,} bytes together are taken",
                )
            if any(name in data for name in _NAMES):
                yield from _parsed(data, str(place), documents.problems)
            elif data and not data.rstrip().endswith(b"}"):
                documents.problems.append(f"{place} is not JSON")
        problems += documents.problems


def _parsed(data: bytes, place: str, problems: list[str]) -> Iterator[tuple[str, str, Record]]:
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError):
        problems.append(f"{place} is not JSON")
        return
    yield from records_of(document)


def _quoted(path: str) -> str:
    """As a part of an address: a `?` or `#` in it would end it."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _unusable(path: str, why: str) -> UsageError:
    return UsageError(
        f"the copy of the advisories in {path} cannot be used: {why}",
        help="goatherd advisories update makes it anew; without the file, those that come with goatherd are used",
    )
