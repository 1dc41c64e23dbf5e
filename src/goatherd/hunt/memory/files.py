"""Which files have been read, and how far.

A file is known by its path and by how it begins. What was there by another path, where nothing begins so any more, was
renamed, as logs are that are rotated. What begins otherwise than before is another file in its place.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from attrs import define, frozen

from goatherd.core.plain_files import opened_plain
from goatherd.hunt.memory.store import packed, unpacked
from goatherd.hunt.telemetry.position import Position

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.hunt.memory.store import Store

UNKNOWN = -1  # the size of a file of which there is more to read
_HEAD = 1024  # bytes by which a file is known
_ASIDE = b"\0"  # in no path
_COLUMNS = "path, identity, size, modified, head, head_digest, start, line, record, heading, day"


@frozen
class _Known:
    path: bytes
    identity: str
    size: int
    modified: int
    head: int
    head_digest: bytes
    start: int
    line: int
    record: int
    heading: bytes
    day: int

    @property
    def position(self) -> Position:
        return Position(self.identity, self.start, self.line, self.record, self.heading, again=True)


@frozen
class News:
    """A file in which there may be something new. `size` and `modified` are what they were before it was read; `was` is
    the path that it is known by. One that cannot be opened is not `readable`: reading it says why.
    """

    position: Position
    size: int
    modified: int
    head: int = 0
    head_digest: bytes = b""
    was: bytes = b""

    @property
    def readable(self) -> bool:
        return bool(self.head_digest)


@define
class ReadFiles:
    """`root` is what paths begin at."""

    _store: Store
    _root: Path

    @property
    def any(self) -> bool:
        return self._store.rows.execute("SELECT 1 FROM files LIMIT 1").fetchone() is not None

    def news(self, file: Path, shown: str) -> News | None:
        """None where it is as it was read, or gone."""
        known = self._at(shown)
        try:
            told = os.stat(file, follow_symlinks=False)
        except OSError:
            return None
        state = (told.st_size, told.st_mtime_ns)
        if known is not None and (known.size, known.modified) == state:
            self._met(known)
            return None
        try:
            head = _head_of(file)
        except OSError:
            return News(Position(shown), *state)
        if known is not None and not _is_longer(known, head, told.st_size):
            self._put_aside(known)
            known = None
        known = known or self._renamed(head, shown, state)
        about = (*state, len(head), _digest(head))
        if known is None:
            return News(Position(self._identity(shown, head)), *about)
        return News(known.position, *about, known.path)

    def read(self, shown: str, news: News) -> None:
        """It was read as far as `news.position` says."""
        at = news.position
        size = UNKNOWN if at.growing and at.unfinished else news.size
        place = (at.start, at.line, at.record, at.heading, self._store.today)
        about = (packed(shown), at.file, size, news.modified, news.head, news.head_digest, *place)
        self._store.rows.execute("DELETE FROM files WHERE path = ?", (news.was,))
        query = f"INSERT OR REPLACE INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._store.rows.execute(query, about)

    def _at(self, shown: str) -> _Known | None:
        query = f"SELECT {_COLUMNS} FROM files WHERE path = ?"
        found = self._store.rows.execute(query, (packed(shown),)).fetchone()
        return _Known(*found) if found else None

    def _met(self, known: _Known) -> None:
        """It stays known as long as it is there."""
        if known.day != self._store.today:
            self._store.rows.execute("UPDATE files SET day = ? WHERE path = ?", (self._store.today, known.path))

    def _put_aside(self, known: _Known) -> None:
        """Something else is in its place; it may turn up by another name."""
        self._store.rows.execute(
            "UPDATE files SET path = ? WHERE path = ?", (known.path + _ASIDE + known.identity.encode(), known.path)
        )

    def _identity(self, shown: str, head: bytes) -> str:
        """What no other file has that is remembered, by whatever path: logs that are rotated begin alike, all of them
        with nothing.
        """
        found = _digest(packed(shown), head)
        while self._store.rows.execute("SELECT 1 FROM files WHERE identity = ?", (found.hex(),)).fetchone():
            found = _digest(found)
        return found.hex()

    def _renamed(self, head: bytes, shown: str, state: tuple[int, int]) -> _Known | None:
        """What began so, and is not where it was any more; of several what is as it was, else what was met last."""
        query = f"SELECT {_COLUMNS} FROM files WHERE head_digest = ?"
        rows = self._store.rows.execute(query, (_digest(head),)).fetchall()
        gone = (
            known
            for known in (_Known(*row) for row in rows)
            if known.path != packed(shown) and state[0] >= known.start and not self._is_there(known)
        )
        return max(gone, key=lambda known: ((known.size, known.modified) == state, known.day), default=None)

    def _is_there(self, known: _Known) -> bool:
        if _ASIDE in known.path:
            return False
        try:
            return _digest(_head_of(self._root / unpacked(known.path))[: known.head]) == known.head_digest
        except OSError:
            return False


def _is_longer(known: _Known, head: bytes, size: int) -> bool:
    """Whether a file that begins with `head` is what is known, to which something may have been added."""
    begins = len(head) >= known.head and _digest(head[: known.head]) == known.head_digest
    return begins and size >= max(known.start, 0)


def _head_of(file: Path) -> bytes:
    with open(opened_plain(str(file)), "rb") as stream:
        return stream.read(_HEAD)


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()
