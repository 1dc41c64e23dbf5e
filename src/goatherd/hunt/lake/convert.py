"""Logs -> a lake: a folder with a table of Parquet for each kind of log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import asdict, define

from goatherd.core.errors import UsageError
from goatherd.hunt.lake.table import Rows
from goatherd.hunt.lake.write import Writer
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import files_below, read_file, shown_as
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


MARK = "lake.json"
VERSION = 1


@define
class Lake:
    """What a lake was made of. `damages` are parts that are no record."""

    files: int = 0
    records: int = 0
    damages: int = 0


def convert(path: Path, out: Path, *, keep: Callable[[Damage], None] = lambda damage: None) -> Lake:
    """`out` is made; raises UsageError where something lies in it. `keep` is handed every part that is no record."""
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise UsageError(f"{out} is not empty", help="name a folder that is not there yet")
    tables = {kind.telemetry: (Rows(kind), Writer(kind, out)) for kind in KINDS}
    lake = Lake()
    for file in files_below(path):
        lake.files += 1
        for part in read_file(file, shown_as(file, path)):
            if isinstance(part, Damage):
                lake.damages += 1
                keep(part)
                continue
            rows, writer = tables[part.kind.telemetry]
            for found in rows.of(part, lake.records):
                if isinstance(found, Damage):
                    lake.damages += 1
                    keep(found)
                else:
                    lake.records += found.num_rows
                    writer.add(found)
    for _, writer in tables.values():
        writer.flush()
    (out / MARK).write_text(json.dumps({"version": VERSION, **asdict(lake)}) + "\n")
    return lake


def lake_at(path: Path) -> Lake | None:
    """None where the folder is no lake."""
    try:
        said = json.loads((path / MARK).read_text("utf-8"))
        if said.pop("version") != VERSION:
            raise UsageError(f"{path} was converted by another version of goatherd", help="convert the logs again")
        return Lake(**{name: int(said[name]) for name in ("files", "records", "damages")})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
