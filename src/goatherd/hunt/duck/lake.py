"""A lake's tables in DuckDB: memory bounded, nothing fetched, nothing written but what does not fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from goatherd.hunt.lake.columns import PARTS, table_name
from goatherd.hunt.sql.values import string
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.hunt.telemetry.kind import Kind

MEMORY = "320MB"


def opened(lake: Path, spill: Path) -> tuple[duckdb.DuckDBPyConnection, list[Kind]]:
    """A connection with a view for each kind that the lake has records of. `spill` is a folder for what does not fit
    into memory.
    """
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    kinds = []
    for kind in KINDS:
        table = table_name(kind.telemetry)
        if not (lake / table).is_dir():
            continue
        files = string(f"{_escaped(str(lake / table))}/*/*/*/*.parquet").sql("duckdb")
        types = ", ".join(f"{name}: VARCHAR" for name in PARTS)
        connection.execute(f"""
            CREATE VIEW {table} AS
            SELECT * FROM read_parquet({files}, hive_partitioning = true, hive_types = {{{types}}})
        """)
        kinds.append(kind)
    return connection, kinds


def _escaped(path: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)
