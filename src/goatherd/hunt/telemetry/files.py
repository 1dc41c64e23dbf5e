"""The files of telemetry below a path, opened as something hostile: no link is followed, every size is bounded."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from isal import igzip

from goatherd.core.plain_files import opened_plain
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL, rows_of_trail

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DOCUMENT = 128 << 20  # bytes of one JSON document, unpacked; trails write 50 MB at most
MAX_LINE = 16 << 20
ROWS = 5_000  # of a batch, in files of lines
_GZIP = b"\x1f\x8b"
_DIGEST = "CloudTrail-Digest"  # signatures over the files beside them, no events


def files_below(path: Path) -> Iterator[Path]:
    """In order of their names; folders of digests are passed over."""
    if path.is_file():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name != _DIGEST)
        for name in sorted(files):
            yield Path(folder, name)


def read_file(path: Path, shown: str) -> Iterator[Batch | Damage]:
    """`shown` is what the file is called in reports."""
    try:
        with open(opened_plain(str(path)), "rb") as plain:
            packed = plain.read(2) == _GZIP
            plain.seek(0)
            stream: IO[bytes] = igzip.open(plain, "rb") if packed else plain  # type: ignore[no-untyped-call]
            yield from _read(stream, shown)
    except (OSError, EOFError, zlib.error, igzip.BadGzipFile) as error:
        yield Damage(shown, 0, f"it cannot be read to its end: {getattr(error, 'strerror', None) or error}")


def _read(stream: IO[bytes], shown: str) -> Iterator[Batch | Damage]:
    head = stream.read(1 << 16)
    start = head.lstrip()[:1]
    if start not in (b"{", b"["):
        if head.strip():
            yield Damage(shown, 0, "no kind of log that is read")
        return
    document = head + stream.read(MAX_DOCUMENT - len(head))
    if len(document) == MAX_DOCUMENT:
        yield Damage(shown, 0, f"a document of more than {MAX_DOCUMENT >> 20} MB is not read")
        return
    try:
        yield Batch(CLOUDTRAIL, shown, 1, rows_of_trail(document))
    except (msgspec.DecodeError, RecursionError):
        yield from _lines(document, shown)


def _lines(document: bytes, shown: str) -> Iterator[Batch | Damage]:
    rows: list[bytes] = []
    first = 1
    for number, line in enumerate(document.split(b"\n"), 1):
        if not line.strip():
            continue
        if not rows:
            first = number
        rows.append(line)
        if len(rows) == ROWS:
            yield Batch(CLOUDTRAIL, shown, first, rows)
            rows = []
    if rows:
        yield Batch(CLOUDTRAIL, shown, first, rows)
