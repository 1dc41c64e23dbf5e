"""The lake that a hunt is in: what lies there, or what logs are converted into for the time being."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.hunt.lake.mark import lake_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.telemetry.batch import Damage


def lake_of(path: Path, folder: Path, found: Hunt, keep: Callable[[Damage], None]) -> Path:
    """`path`, or a lake that is made in `folder`. What it was made of is told to `found`, every part that is no record
    to `keep`.
    """
    lake, made = path, lake_at(path)
    if made is None:
        from goatherd.hunt.lake.convert import convert  # a lake is read without pyarrow

        lake = folder / "lake"

        def tell(damage: Damage) -> None:
            keep(damage)
            found.tell(damage)

        made = convert(path, lake, keep=tell)
    found.files, found.records, found.damages = made.files, made.records, made.damages
    return lake
