"""What the pages show of the last thing that was done in a lesson, kept for when they are served again.

A file a lesson, whose first line is the digest of the rest: one that is broken, or of another version, counts as none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, field, fields

from goatherd.learn.files import read_below, remove_below, write_below

if TYPE_CHECKING:
    from pathlib import Path

MAX_KEPT = 8 << 20  # bytes of a lesson
_FORMAT = 1


@define
class Last:
    """`sent` is a door and its fields, `seen` what Stage.send gave, `verdict` a list of parts (name, why, measured) or
    why there is none, `solution` the one that was asked for, `drafts` texts that were not saved, by file.
    """

    sent: dict[str, str] = field(factory=dict)
    seen: dict[str, Any] = field(factory=dict)
    verdict: dict[str, Any] = field(factory=dict)
    solution: str = ""
    drafts: dict[str, str] = field(factory=dict)


class Kept:
    """What was last, by the name of a lesson; in a folder `last` below `home`, which is there."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._last: dict[str, Last] = {}
        self._lock = Lock()

    def of(self, name: str) -> Last:
        with self._lock:
            if name not in self._last:
                self._last[name] = _read(self._home, _file(name))
            return self._last[name]

    def keep(self, name: str) -> None:
        """To be called when `of` was changed. What the disk refuses is not kept, and shown for as long as we run."""
        with self._lock, suppress(OSError):
            _write(self._home, _file(name), self._last.get(name, Last()))

    def forget(self, name: str) -> None:
        with self._lock, suppress(OSError):
            self._last[name] = Last()
            remove_below(self._home, _file(name))


def _file(name: str) -> str:
    return f"last/{name}.json"


def _read(home: Path, file: str) -> Last:
    try:
        digest, _, data = read_below(home, file, MAX_KEPT + 100).partition(b"\n")
        return Last(**json.loads(data)) if digest == _digest(data) else Last()
    except (OSError, ValueError):
        return Last()


def _write(home: Path, file: str, last: Last) -> None:
    data = json.dumps(asdict(last)).encode()
    if len(data) > MAX_KEPT:
        data = json.dumps(asdict(Last(drafts=last.drafts))).encode()
    if len(data) <= MAX_KEPT:
        write_below(home, file, _digest(data) + b"\n" + data, 0o600)


def _digest(data: bytes) -> bytes:
    names = [each.name for each in fields(Last)]
    return sha256(repr((_FORMAT, names)).encode() + data).hexdigest().encode()
