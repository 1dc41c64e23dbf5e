"""One file of SQLite in the user's own folder. Whatever is wrong with it, the run goes on without."""

from __future__ import annotations

import sqlite3
import time
import zlib
from pathlib import Path

from goatherd.core.private import make_private, why_not_private

# What was not asked for the longest goes first.
MAX_BYTES = 400_000_000
MAX_ENTRY_BYTES = 50_000_000
_MAX_UNPACKED = 500_000_000
_WAIT_SECONDS = 2
_FORMAT = 1


class Cache:
    """Bytes by key. A folder of "" keeps nothing; neither does one that others may write to, or that cannot be used."""

    def __init__(self, folder: str = "") -> None:
        self._rows = _opened(folder) if folder else None
        self._used: set[bytes] = set()
        self._new: dict[bytes, bytes] = {}

    @property
    def keeps(self) -> bool:
        return self._rows is not None

    def get(self, key: bytes) -> bytes | None:
        if self._rows is None:
            return None
        try:
            row = self._rows.execute("SELECT value FROM entries WHERE key = ?", (key,)).fetchone()
            value = _unpacked(row[0]) if row else None
        except (sqlite3.Error, zlib.error):
            return None
        if value is not None:
            self._used.add(key)
        return value

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value from `close` on."""
        if self._rows is not None:
            packed = zlib.compress(value, 1)
            if len(packed) <= MAX_ENTRY_BYTES and len(value) <= _MAX_UNPACKED:
                self._new[key] = packed

    def close(self) -> None:
        """Write what is new, and forget what has not been used for the longest."""
        if self._rows is None:
            return
        rows, self._rows = self._rows, None
        now = int(time.time())
        try:
            with rows:
                rows.executemany("UPDATE entries SET used = ? WHERE key = ?", [(now, key) for key in self._used])
                rows.executemany(
                    "INSERT OR REPLACE INTO entries (key, value, size, used) VALUES (?, ?, ?, ?)",
                    [(key, value, len(value), now) for key, value in self._new.items()],
                )
                _forget(rows)
        except sqlite3.Error:
            pass  # another run has it, or the disk is full: nothing is lost but time
        finally:
            rows.close()


def _forget(rows: sqlite3.Connection) -> None:
    (total,) = rows.execute("SELECT total(size) FROM entries").fetchone()
    if total <= MAX_BYTES:
        return
    for key, size in rows.execute("SELECT key, size FROM entries ORDER BY used, rowid").fetchall():
        rows.execute("DELETE FROM entries WHERE key = ?", (key,))
        total -= size
        if total <= MAX_BYTES * 3 // 4:
            return


def _opened(folder: str) -> sqlite3.Connection | None:
    path = Path(folder, f"{_FORMAT}.sqlite3")
    try:
        make_private(folder)
        if why_not_private(folder):
            return None
        return _connected(path) or _anew(path)
    except (OSError, sqlite3.Error):
        return None


def _anew(path: Path) -> sqlite3.Connection | None:
    """A new file in the place of one that is no database."""
    path.unlink()
    return _connected(path)


def _connected(path: Path) -> sqlite3.Connection | None:
    """A connection; None for a file that is no database of ours."""
    rows = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    try:
        rows.execute("PRAGMA synchronous = OFF")
        with rows:
            rows.execute(
                "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB, size INTEGER, used INTEGER)"
            )
    except sqlite3.OperationalError:
        rows.close()
        raise
    except sqlite3.DatabaseError:
        rows.close()
        return None
    return rows


def _unpacked(value: bytes) -> bytes | None:
    inflated = zlib.decompressobj()
    unpacked = inflated.decompress(value, _MAX_UNPACKED)
    return unpacked if inflated.eof else None
