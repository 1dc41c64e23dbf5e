"""The files of telemetry below a path, opened as something hostile: no link is followed, every size is bounded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from goatherd.core.plain_files import opened_plain
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.contents import Contents
from goatherd.hunt.telemetry.others import LONGEST_MARK, what_it_is
from goatherd.hunt.telemetry.position import NO_LOG, Position
from goatherd.hunt.telemetry.readers import NO_READERS
from goatherd.hunt.telemetry.source import Source
from goatherd.hunt.telemetry.unpacked import MARK, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.telemetry.batch import Batch
    from goatherd.hunt.telemetry.readers import Readers

_DIGEST = "CloudTrail-Digest"  # signatures over the files beside them, no events


def files_below(path: Path) -> Iterator[Path]:
    """In order of their names; folders of digests are passed over. Links are among them, also those to folders: what
    opens them says that they are not followed.
    """
    if path.is_file():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name != _DIGEST)
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*files, *links]):
            yield Path(folder, name)


def shown_as(file: Path, path: Path) -> str:
    """What a file below `path` is called in reports."""
    shown = os.path.relpath(file, path) if path.is_dir() else file.name
    return shown.replace(os.sep, "/")


def read_file(
    path: Path, shown: str, position: Position | None = None, readers: Readers = NO_READERS
) -> Iterator[Batch | Damage]:
    """`shown` is what the file is called in reports. It is read from `position` on, which is where it ended then. What
    `readers` read of many records at once, batches have.
    """
    at = position or Position(shown)
    if at.start == NO_LOG:
        return
    try:
        with open(opened_plain(str(path)), "rb") as plain:
            first = plain.read(LONGEST_MARK)
            packed = first.startswith(MARK)
            if other := what_it_is(first):
                at.start = NO_LOG
                yield Damage(shown, 0, other)
                return
            size = _size_of(plain, packed=packed)
            plain.seek(at.start)
            stream, unpacking = unpacked(plain) if packed else (plain, None)
            source = Source(stream, at.start, size, unpacking)
            yield from Contents(source, shown, at, readers).all()
    except OSError as error:
        yield Damage(shown, 0, f"it cannot be read: {error.strerror or error}")
        return
    if packed:
        at.rewind()
    if source.broken:
        at.unfinished = True
        if not at.growing:
            yield Damage(shown, 0, f"it cannot be read to its end: {source.broken}")


def _size_of(file: IO[bytes], *, packed: bool) -> int:
    """What it says itself: gzip has it at its end, of the last part."""
    size = file.seek(0, os.SEEK_END)
    if not packed:
        return size
    file.seek(max(size - 4, 0))
    return int.from_bytes(file.read(4), "little")
