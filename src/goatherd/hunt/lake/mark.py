"""What tells a lake from a folder of logs: a file that says what it was made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import asdict, define

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MARK = "lake.json"
VERSION = 1


@define
class Lake:
    """What a lake was made of. `damages` are parts that are no record."""

    files: int = 0
    records: int = 0
    damages: int = 0


def mark(folder: Path, lake: Lake) -> None:
    (folder / MARK).write_text(json.dumps({"version": VERSION, **asdict(lake)}) + "\n")


def lake_at(path: Path) -> Lake | None:
    """None where the folder is no lake."""
    try:
        said = json.loads((path / MARK).read_text("utf-8"))
        if said.pop("version") != VERSION:
            raise UsageError(f"{path} was converted by another version of goatherd", help="convert the logs again")
        return Lake(**{name: int(said[name]) for name in ("files", "records", "damages")})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
