"""A hunt: logs -> records -> rules -> alerts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.alerts import Alerts
from goatherd.hunt.stream.engine import Stream
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import files_below, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goatherd.hunt.rule import Rule


@define
class Hunt:
    """What came of it. `damaged` are parts that are no record; every record around them was asked."""

    alerts: Alerts = field(factory=Alerts)
    damaged: list[Damage] = field(factory=list)
    files: int = 0
    records: int = 0


def hunt(path: Path, rules: Iterable[Rule]) -> Hunt:
    stream, found = Stream(rules), Hunt()
    for file in files_below(path):
        shown = os.path.relpath(file, path) if path.is_dir() else file.name
        found.files += 1
        for batch in read_file(file, shown.replace(os.sep, "/")):
            if isinstance(batch, Damage):
                found.damaged.append(batch)
                continue
            for match in stream.ask(batch):
                if isinstance(match, Damage):
                    found.damaged.append(match)
                else:
                    found.alerts.add(match)
    found.records = stream.records
    return found
