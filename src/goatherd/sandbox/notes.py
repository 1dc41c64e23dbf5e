"""Notes as they arrive from a function's process: whether its instruments wrote them, and whether they can be read.

The function's code lives in the same process, and it and its children can write to the same pipe. So every line is
sealed with a key that only the instruments were told of, before the function was loaded, and numbered:

    PROCESS.NUMBER SEAL [note, …]

PROCESS tells apart processes that were forked with the instruments in them. What has no seal, or was there before, is
`forged`. What notes say is documented in hosts/python/goatherd_instruments; of other forms none is taken.
"""

from __future__ import annotations

import math
import re
from hashlib import blake2b
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEY_BYTES = 64
MAX_TEXT = 20_000  # characters; instruments cut theirs to less
_LINE = re.compile(rb"([0-9]{1,10}(?:-[0-9]{1,10})?\.[0-9]{1,12}) ([0-9a-f]{32}) (\[.*)", re.DOTALL)
_REMEMBERED = 1024  # numbers of a process
_MAX_PROCESSES = 4096


def seal(key: bytes, text: bytes) -> bytes:
    """BLAKE2 is safe with the key in front; Node's has no other way to take one."""
    return blake2b(key + text).hexdigest()[:32].encode()


class Sealed:
    """The notes of one process of a function, and of those forked from it. `forged` counts lines of somebody else."""

    def __init__(self, key: bytes, most: int) -> None:
        self._key, self._most = key, most
        self._received = bytearray()
        self._room = most
        self._seen: dict[bytes, _Numbers] = {}
        self.forged = 0

    def add(self, data: bytes) -> None:
        """What is more than `most` bytes until the next `take` is left out."""
        self._received += data[: self._room]
        self._room -= min(len(data), self._room)

    def take(self) -> Iterator[bytes]:
        """JSON lists of notes, of all lines that have ended and are sealed."""
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest if self._room else b"")
        self._room = self._most - len(self._received)
        for line in lines:
            match = _LINE.fullmatch(line)
            if match and self._is_sealed(match[1], match[2], match[3]) and self._is_new(match[1]):
                yield match[3]
            elif line:
                self.forged += 1

    def _is_sealed(self, number: bytes, given: bytes, text: bytes) -> bool:
        return compare_digest(seal(self._key, number + b" " + text), given)

    def _is_new(self, counted: bytes) -> bool:
        process, _, digits = counted.partition(b".")
        if process not in self._seen and len(self._seen) >= _MAX_PROCESSES:
            self._seen.pop(next(iter(self._seen)))
        return self._seen.setdefault(process, _Numbers()).take(int(digits))


class _Numbers:
    """Those that were there already: threads may write in another order than they count, but not by far."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._first = self._last = 0

    def take(self, number: int) -> bool:
        """Whether it is a new one."""
        if number in self._taken or number < self._first:
            return False
        self._taken.add(number)
        self._last = max(self._last, number)
        if len(self._taken) > 2 * _REMEMBERED:
            self._first = self._last - _REMEMBERED
            self._taken = {each for each in self._taken if each >= self._first}
        return True


def notes_in(text: bytes) -> Iterator[dict[str, Any]]:
    """The notes of one line that have the form of their kind; members that are not documented are left out."""
    try:
        given = read_json(text)
    except Unreadable:
        return
    for each in given if isinstance(given, list) else ():
        note = _note(each)
        if note is not None:
            yield note


def _note(given: Any) -> dict[str, Any] | None:
    form = _FORMS.get(given.get("kind", ""), {}) if isinstance(given, dict) and _text(given.get("kind")) else {}
    if not form or any(name not in given or not fits(given[name]) for name, fits in form.items()):
        return None
    more = _MORE if given["kind"] == "reach" else {}
    kept = {name: value for name, value in given.items() if name in form or (name in more and more[name](value))}
    if not _PLACE.fullmatch(kept.get("where", "")):
        kept["where"] = ""
    return {"kind": given["kind"], **kept}


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _path(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(step, (list, dict)) for step in value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _seconds(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value) and 0 <= value < 1e9


def _port(value: Any) -> bool:
    return _text(value) or _count(value)


def _lines(value: Any) -> bool:
    return isinstance(value, dict) and all(_list(each) and all(map(_count, each)) for each in value.values())


_PLACE = re.compile(r"(?:.{1,1000}:[0-9]{1,9})?", re.DOTALL)
_FIELD: Mapping[str, Callable[[Any], bool]] = {"path": _path}
_FORMS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "read": {"path": _path, "missing": _truth},
    **dict.fromkeys(("iterate", "object", "list", "number", "closed"), _FIELD),
    "reach": {"sink": _text, "what": _text, "text": _text, "where": _text},
    "spawn": {"argv": _texts, "shell": _truth},
    "connect": {"host": _text, "port": _port},
    "polluted": {"property": _text, "on": _text, "text": _text},
    "lines": {"files": _lines},
    "cpu": {"seconds": _seconds, "peak": _count},
    "missing-module": {"name": _text},
}
_MORE: Mapping[str, Callable[[Any], bool]] = {
    "args": _list,
    **dict.fromkeys(("write", "exists", "parameters", "sandboxed", "recipients", "safe", "host"), _truth),
    **dict.fromkeys(("entities", "part", "loader", "pattern", "target"), _text),
}
