"""What of the logs below a path is to be read: all of it, or what has come since it was read last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.hunt.telemetry.files import files_below, shown_as
from goatherd.hunt.telemetry.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.hunt.memory.files import ReadFiles

    Part = tuple[Path, str, Position]  # the file, what it is called in reports, where it is read from

QUIET = 5.0  # seconds without a change, after which nobody is still writing a file


def all_parts(root: Path) -> Iterator[Part]:
    for file in files_below(root):
        shown = shown_as(file, root)
        yield file, shown, Position(shown)


@frozen
class _Unfinished:
    """What somebody may still be writing, as it was at `since`."""

    file: Path
    state: tuple[int, int]
    since: float


@define
class NewParts:
    """`_unfinished` and `_refused`, which could not be opened, are by what files are called in reports."""

    _files: ReadFiles
    _root: Path
    _unfinished: dict[str, _Unfinished] = field(factory=dict, init=False)
    _refused: dict[str, tuple[int, int]] = field(factory=dict, init=False)

    def all(self) -> Iterator[Part]:
        """Each part has to be read before the next one is asked for."""
        for file in files_below(self._root):
            yield from self._part(file, growing=False)

    def growing(self) -> Iterator[Part]:
        """What may still be written has time."""
        for file in files_below(self._root):
            yield from self._part(file, growing=True)

    def left(self) -> Iterator[Part]:
        """What was given time and has no more."""
        for each in list(self._unfinished.values()):
            yield from self._part(each.file, growing=False)

    def _part(self, file: Path, *, growing: bool) -> Iterator[Part]:
        shown = shown_as(file, self._root)
        news = self._files.news(file, shown)
        if news is None:
            return
        at, state = news.position, (news.size, news.modified)
        if not news.readable:
            if self._refused.get(shown) != state:
                self._refused[shown] = state
                yield file, shown, at
            return
        known = self._unfinished.get(shown)
        if growing and known is not None and known.state == state:
            if at.start > 0 or time.monotonic() - known.since < QUIET:
                return
            growing = False
        at.growing = growing
        yield file, shown, at
        self._files.read(shown, news)
        if at.growing and at.unfinished:
            self._unfinished[shown] = _Unfinished(file, state, time.monotonic())
        else:
            self._unfinished.pop(shown, None)
