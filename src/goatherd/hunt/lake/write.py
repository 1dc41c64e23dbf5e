"""Rows of tables -> files of Parquet, parted by account, service and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field

from goatherd.hunt.lake.columns import OTHER, PARTS, PLACE, RECORD, held, table_name

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.hunt.telemetry.kind import Kind

WAITING = 48 << 20  # bytes of rows that are written together
FOLDERS = 2_000  # of one table; what would need more lies in those called "other"


@define
class Writer:
    """The files of one kind's table. Memory is bounded by what waits."""

    _kind: Kind
    _out: Path
    _waiting: dict[str, list[pa.Table]] = field(factory=dict)
    _bytes: int = 0
    _files: int = 0
    _folders: set[str] = field(factory=set)

    def add(self, folder: str, rows: pa.Table) -> None:
        if folder not in self._folders:
            if len(self._folders) >= FOLDERS:
                folder = "/".join([OTHER] * len(PARTS))
            self._folders.add(folder)
        self._waiting.setdefault(folder, []).append(rows)
        self._bytes += rows.nbytes
        if self._bytes >= WAITING:
            self.flush()

    def flush(self) -> None:
        for folder, tables in self._waiting.items():
            self._write(folder, pa.concat_tables(tables))
        self._waiting.clear()
        self._bytes = 0

    def _write(self, folder: str, rows: pa.Table) -> None:
        parts = [f"{name}={value}" for name, value in zip(PARTS, folder.split("/"), strict=True)]
        place = self._out.joinpath(table_name(self._kind.telemetry), *parts)
        place.mkdir(parents=True, exist_ok=True)
        self._files += 1
        plain = {RECORD, PLACE, *(each.name for each in held(self._kind) if each.holds not in ("text", "time"))}
        pq.write_table(
            rows,
            place / f"{self._files:06}.parquet",
            compression="zstd",
            compression_level=1,
            use_dictionary=[name for name in rows.column_names if name not in plain],
            write_statistics=[name for name in rows.column_names if name != RECORD],
        )
