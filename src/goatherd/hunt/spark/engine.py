"""A hunt with Spark."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from goatherd.core.errors import GoatherdError, UsageError
from goatherd.hunt.hunting import Hunt
from goatherd.hunt.lake.mark import lake_at
from goatherd.hunt.spark.database import Spark
from goatherd.hunt.spark.lake import opened
from goatherd.hunt.spark.session import ERRORS, first_line, is_local, session_of
from goatherd.hunt.tables.engine import ask
from goatherd.hunt.tables.lakes import lake_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.telemetry.batch import Damage

MASTER = "local[*]"


def hunt(
    path: Path,
    read: ReadRules,
    *,
    master: str = MASTER,
    baseline: Baseline | None = None,
    keep: Callable[[Damage], None] = lambda damage: None,
) -> Hunt:
    """As DuckDB's. `master` is where Spark works, as Spark itself names it. Raises UsageError where it cannot start."""
    if not is_local(master) and lake_at(path) is None:
        raise UsageError(
            f"{path} was not converted, and {master} sees no temporary folder of this machine",
            help="write tables where all of its machines see them: goatherd hunt convert",
        )
    with TemporaryDirectory(prefix="goatherd-") as folder:
        found = Hunt(baseline=baseline)
        lake = lake_of(path, Path(folder), found, keep)
        with session_of(master) as session:
            try:
                ask(Spark(opened(session, lake), session), read, found)
            except ERRORS as error:
                raise GoatherdError(f"Spark fails: {first_line(error)}") from error
        return found
