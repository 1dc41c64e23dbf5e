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


@define
class Elements:
    """Of a document that comes in parts. What is longer than `most` bytes is passed over: an object is counted as
    `too_long`, and behind a text nothing is looked at, so that the document is `stuck`. `open`: it has no end.

    `_rest` is what is still needed of the parts, `_at` up to where it was looked through, and `_start` where in it the
    object begins whose end is looked for: None if there is none, -1 for one that is passed over.
    """

    most: int
    too_long: int = 0
    stuck: bool = False
    _rest: bytes = b""
    _at: int = 0
    _start: int | None = None
    _depth: int = 0
    _opened: list[bytes] = field(factory=list)

    @property
    def open(self) -> bool:
        return bool(self._opened) and not self.stuck

    def of(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            data, at = self._rest + part, self._at
            while (found := _NEXT.match(data, at)) is not None:
                at = found.end()
                start = self._close() if found[1] in b"}]" else self._open(found[1], at - 1)
                if start >= 0:
                    yield data[start:at]
            self._keep(data, at)
            if self.stuck:
                return

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
        if self._start is not None and self._start >= 0 and at - self._start > self.most:
            self.too_long += 1
            self._start = -1
        begin = self._start if self._start is not None and self._start >= 0 else at
        self.stuck = len(data) - at > self.most
        self._rest, self._at = b"" if self.stuck else data[begin:], at - begin
        if begin != at:
            self._start = 0
