"""A lake's tables in Spark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.hunt.lake.columns import FILE, NAME, NUMBER, ODD, PARTS, PLACE, RECORD, TIME, held, table_name
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

    from goatherd.hunt.telemetry.kind import Kind


def opened(session: SparkSession, lake: Path) -> list[Kind]:
    """The kinds that the lake has records of, for each of which there is a view then."""
    kinds = []
    for kind in KINDS:
        table = table_name(kind.telemetry)
        if (lake / table).is_dir():
            frame = session.read.schema(_schema(kind)).parquet(_address(lake / table))
            frame.createOrReplaceTempView(table)
            kinds.append(kind)
    return kinds


def _schema(kind: Kind) -> str:
    """That of `goatherd.hunt.lake.table`, and the folders that it is parted by."""
    types = {
        PLACE: "bigint",
        TIME: "timestamp_ntz",
        FILE: "string",
        NUMBER: "bigint",
        NAME: "string",
        ODD: "boolean",
        **{each.name: "double" if each.holds == "number" else "string" for each in held(kind)},
        **dict.fromkeys((RECORD, *PARTS), "string"),
    }
    return ", ".join(f"`{name}` {type}" for name, type in types.items())


def _address(folder: Path) -> str:
    """Hadoop's, without letters that stand for others."""
    return "file://" + re.sub(r"([\\{}\[\]*?])", r"\\\1", str(folder.absolute()))
