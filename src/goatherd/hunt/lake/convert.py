"""Logs -> a lake: a folder with a table of Parquet for each kind of log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.hunt.lake.mark import Lake, mark
from goatherd.hunt.lake.table import Rows
from goatherd.hunt.lake.write import Writer
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.batches import ROWS, WEIGHT
from goatherd.hunt.telemetry.files import files_below, read_file, shown_as
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def convert(path: Path, out: Path, *, keep: Callable[[Damage], None] = lambda damage: None) -> Lake:
    """`out` is made, and is no lake where there are no records; raises UsageError where something lies in it. `keep` is
    handed every part that is no record.
    """
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise UsageError(f"{out} is not empty", help="name a folder that is not there yet")
    tables = {kind.telemetry: (Rows(kind), Writer(kind, out)) for kind in KINDS}
    lake = Lake()
    for batches in _together(_parts(path, lake)):
        if isinstance(batches, Damage):
            lake.damages += 1
            keep(batches)
            continue
        rows, writer = tables[batches[0].kind.telemetry]
        for found in rows.of(batches, lake.records):
            if isinstance(found, Damage):
                lake.damages += 1
                keep(found)
            else:
                writer.add(*found)
                lake.records += found[1].num_rows
    for _, writer in tables.values():
        writer.flush()
    if lake.records:
        mark(out, lake)
    return lake


def _parts(path: Path, lake: Lake) -> Iterator[Batch | Damage]:
    for file in files_below(path):
        lake.files += 1
        shown = shown_as(file, path).encode("utf-8", "backslashreplace").decode()  # names of files need not be text
        yield from read_file(file, shown)


def _together(parts: Iterable[Batch | Damage]) -> Iterator[list[Batch] | Damage]:
    """Small batches that follow each other become one table: each column of one takes its time, however short it is."""
    waiting: list[Batch] = []
    count = size = 0
    for part in parts:
        if isinstance(part, Damage):
            yield part
            continue
        if waiting and (count >= ROWS or size >= WEIGHT or part.kind is not waiting[0].kind):
            yield waiting
            waiting, count, size = [], 0, 0
        waiting.append(part)
        count += len(part.rows)
        size += sum(map(len, part.rows))
    if waiting:
        yield waiting
