"""Which logs a lake was made of, without asking rules of them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from goatherd.hunt.duck.lake import opened
from goatherd.hunt.lake.columns import RECORD, table_name
from goatherd.hunt.rule_coverage import Logs
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL
from goatherd.hunt.telemetry.dataevents import FIELDS, service_of_data

if TYPE_CHECKING:
    from goatherd.hunt.lake.mark import Lake


def logs_in(path: Path, lake: Lake) -> Logs:
    """The logs of the lake at `path`, whose mark is `lake`."""
    found = Logs(files=lake.files, damages=lake.damages)
    with TemporaryDirectory(prefix="goatherd-") as folder:
        connection, kinds = opened(path, Path(folder))
        with connection:
            for kind in kinds:
                counted = connection.execute(f"SELECT COUNT(*) FROM {table_name(kind.telemetry)}").fetchone()
                found.records[kind.telemetry] += counted[0] if counted else 0
            if CLOUDTRAIL in kinds:
                paths = ", ".join(f"'$.{name}'" for name in FIELDS)
                alike = connection.execute(f"""
                    SELECT ANY_VALUE({RECORD}), COUNT(*) FROM {table_name(CLOUDTRAIL.telemetry)}
                    GROUP BY {RECORD} -> [{paths}]
                """)
                while rows := alike.fetchmany(1_000):
                    for record, count in rows:
                        if service := service_of_data(record):
                            found.data[service] += count
    return found
