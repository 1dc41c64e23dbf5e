"""Rows of tables -> files of Parquet, parted by account, service and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
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
    _waiting: list[pa.Table] = field(factory=list)
    _bytes: int = 0
    _files: int = 0
    _folders: set[str] = field(factory=set)

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        if self._bytes >= WAITING:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        rows = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting.clear()
        self._bytes = 0
        folders = pc.binary_join_element_wise(*(rows[name] for name in PARTS), "/").combine_chunks().dictionary_encode()
        numbers, rows = folders.indices, rows.drop_columns(list(PARTS))
        keys = pa.table({"folder": numbers, "place": rows[PLACE]})
        order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
        runs = pc.run_end_encode(numbers.take(order))
        rows, start = rows.take(order), 0
        for number, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            self._write(folders.dictionary[number].as_py(), rows.slice(start, end - start))
            start = end

    def _write(self, folder: str, rows: pa.Table) -> None:
        if folder not in self._folders:
            if len(self._folders) >= FOLDERS:
                folder = "/".join([OTHER] * len(PARTS))
            self._folders.add(folder)
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
