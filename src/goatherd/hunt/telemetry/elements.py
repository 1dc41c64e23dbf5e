"""A document that is too large to be held in memory: the objects in its lists, each as soon as it is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What opens or closes next, behind whole texts and whatever else stands before it.
_NEXT = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{}\[\]])', re.DOTALL)
_DEEPEST = 3  # where records lie: in a list, in an object with a list


_END_OF_TEXT = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NO_TEXT = re.compile(rb'(?:[^"]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)


@define
class Elements:
    """Of a document that comes in parts, until it ends; `rest` is what stands behind it then, as far as it has come.

    An object of more than `most` bytes is passed over and counted as `too_long`, and so is a text that is so long by
    itself. `_at` is up to where `rest` was looked through, and `_start` where in it the object begins whose end is
    looked for: None if there is none, -1 for one that is passed over.
    """

    most: int
    too_long: int = 0
    ended: bool = False
    rest: bytes = b""
    _at: int = 0
    _start: int | None = None
    _depth: int = 0
    _in_text: bool = False  # which is passed over
    _opened: list[bytes] = field(factory=list)

    def of(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            data, at = self.rest + part, self._at
            if self._in_text:
                data, at = self._behind_text(data), 0
            while (found := _NEXT.match(data, at)) is not None:
                at = found.end()
                start = self._close() if found[1] in b"}]" else self._open(found[1], at - 1)
                if start >= 0:
                    yield data[start:at]
                if not self._opened:
                    self.ended, self.rest = True, data[at:]
                    return
            self._keep(data, at)

    def _open(self, mark: bytes, place: int) -> int:
        inside = self._opened[-1:] == [b"["] and len(self._opened) < _DEEPEST
        if mark == b"{" and self._start is None and inside:
            self._start, self._depth = place, len(self._opened)
        self._opened.append(mark)
        return -1

    def _close(self) -> int:
        """Where the object began that ends here; -1 where it is none of those looked for."""
        if self._opened:
            self._opened.pop()
        if self._start is None or len(self._opened) > self._depth:
            return -1
        start, self._start = self._start, None
        return start

    def _keep(self, data: bytes, at: int) -> None:
        begin = self._start if self._start is not None and self._start >= 0 else at
        if len(data) - begin > self.most:
            self.too_long += self._start != -1
            self._start, begin = (None if self._start is None else -1), at
        if len(data) - at > self.most:
            between = _NO_TEXT.match(data, at)
            self._in_text = between is not None and between.end() < len(data)
            at = begin = len(data) - (self._in_text and _ends_in_escape(data))
        self.rest, self._at = data[begin:], at - begin
        if begin != at:
            self._start = 0

    def _behind_text(self, data: bytes) -> bytes:
        end = _END_OF_TEXT.match(data)
        if end is not None:
            self._in_text = False
            return data[end.end() :]
        return data[len(data) - _ends_in_escape(data) :]


def _ends_in_escape(data: bytes) -> bool:
    """Whether the last letter of a text that goes on is what the next one is written with."""
    return (len(data) - len(data.rstrip(b"\\"))) % 2 == 1
