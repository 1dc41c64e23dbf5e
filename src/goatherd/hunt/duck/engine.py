"""A hunt with DuckDB, in a lake that one machine holds."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from goatherd.hunt.duck.database import Duck
from goatherd.hunt.duck.lake import opened
from goatherd.hunt.hunting import Hunt
from goatherd.hunt.tables.engine import ask
from goatherd.hunt.tables.lakes import lake_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.telemetry.batch import Damage


def hunt(
    path: Path,
    read: ReadRules,
    *,
    baseline: Baseline | None = None,
    keep: Callable[[Damage], None] = lambda damage: None,
) -> Hunt:
    """Below `path` are logs, or it is a lake; everything else is as the stream has it."""
    with TemporaryDirectory(prefix="goatherd-") as folder:
        found = Hunt(baseline=baseline)
        lake = lake_of(path, Path(folder), found, keep)
        connection, kinds = opened(lake, Path(folder, "spill"))
        with connection:
            ask(Duck(kinds, connection), read, found)
        return found
