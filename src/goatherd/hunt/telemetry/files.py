"""The files of telemetry below a path, opened as something hostile: no link is followed, every size is bounded."""

from __future__ import annotations

import os
import zlib
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec
from isal import igzip

from goatherd.core.plain_files import opened_plain
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.forms import DOCUMENTS, form_of, is_whole, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.telemetry.forms import Form
    from goatherd.hunt.telemetry.kind import Kind

MAX_DOCUMENT = 128 << 20  # bytes of one JSON document, unpacked; trails write 50 MB at most
MAX_LINE = 16 << 20
ROWS = 5_000  # of a batch, in files of lines
ODD = 20  # lines at the beginning of a file, after which it is no log
KEPT = 1 << 16  # bytes of what is no record
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


def shown_as(file: Path, path: Path) -> str:
    """What a file below `path` is called in reports."""
    shown = os.path.relpath(file, path) if path.is_dir() else file.name
    return shown.replace(os.sep, "/")


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
    lines = _lines(stream)
    number, first = next(((number, line) for number, line in lines if line.strip()), (0, b""))
    start = first.lstrip()[:1]
    if not start:
        return
    if start not in (b"{", b"[") or is_whole(first):
        yield from _rows(chain([(number, first)], lines), shown)
    else:
        document = first + stream.read(MAX_DOCUMENT - len(first))
        if len(document) == MAX_DOCUMENT:
            yield Damage(shown, 0, f"a document of more than {MAX_DOCUMENT >> 20} MB is not read")
        elif is_whole(document):
            yield from _document(document, shown)
        else:
            yield from _rows(enumerate(document.split(b"\n"), number), shown)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """With their numbers, from 1. Of a line that is too long, what is left is passed over."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        yield number, line
        while len(line) == MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)


def _rows(lines: Iterable[tuple[int, bytes]], shown: str) -> Iterator[Batch | Damage]:
    """One record a line, or one document of several; what the first readable line is, the others are."""
    form: Form | None = None
    odd: list[Damage] = []  # before the first one that is read
    waiting: list[tuple[int, bytes]] = []
    for number, line in lines:
        if not line.strip():
            continue
        if form is None:
            form = form_of(line)
            if form is None:
                odd.append(Damage(shown, number, "no kind of log that is read", line[:KEPT]))
                if len(odd) == ODD:
                    break
                continue
            yield from odd
        if form is DOCUMENTS:
            yield from _document(line, shown)
            continue
        try:
            waiting.append((number, form.row(line)))
        except (msgspec.DecodeError, RecursionError, ValueError) as error:
            yield Damage(shown, number, str(error), line[:KEPT])
        if len(waiting) == ROWS:
            yield _batch(form.kind, waiting, shown)
            waiting = []
    if form is None:
        yield Damage(shown, 0, "no kind of log that is read")
    elif waiting:
        yield _batch(form.kind, waiting, shown)


def _batch(kind: Kind, rows: list[tuple[int, bytes]], shown: str) -> Batch:
    return Batch(kind, shown, [number for number, _ in rows], [row for _, row in rows])


def _document(document: bytes, shown: str) -> Iterator[Batch | Damage]:
    try:
        kind, rows = rows_of(document)
    except (msgspec.DecodeError, RecursionError) as error:
        yield Damage(shown, 0, f"no kind of log that is read: {error}", document[:KEPT])
    else:
        yield Batch(kind, shown, range(1, len(rows) + 1), rows)
