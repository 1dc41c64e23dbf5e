"""Work that several pods share: each takes the next number as soon as it is done with the one before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 6


@frozen
class Work:
    """Iterating takes numbers away, for all processes that were forked with it. `first`: of several, the first."""

    _descriptor: int
    first: bool = True

    @classmethod
    def of(cls, count: int) -> Work:
        """The numbers from 0 on; at most some ten thousand fit."""
        reading, writing = os.pipe()
        os.write(writing, b"".join(b"%0*d" % (_WIDTH, number) for number in range(count)))
        os.close(writing)
        return cls(reading)

    def shares(self, parts: int) -> list[Work]:
        return [evolve(self, first=part == 0) for part in range(parts)]

    def __iter__(self) -> Iterator[int]:
        while data := os.read(self._descriptor, _WIDTH):
            yield int(data)

    def close(self) -> None:
        os.close(self._descriptor)
