"""Batches of records -> rows of a kind's table, which lie in memory until there are enough to be written."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from attrs import evolve

from goatherd.hunt.lake.columns import (
    FILE,
    NAME,
    NUMBER,
    ODD,
    PLACE,
    RECORD,
    TIME,
    UNKNOWN,
    held,
    part_of,
)
from goatherd.hunt.lake.fields import Fields
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.times import microseconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from goatherd.hunt.telemetry.batch import Batch
    from goatherd.hunt.telemetry.kind import Column, Kind

_event = msgspec.json.Decoder(dict[str, Any])


def schema(kind: Kind) -> pa.Schema:
    """Without the folders that it is parted by."""
    return pa.schema(
        [
            pa.field(PLACE, pa.int64(), nullable=False),
            pa.field(TIME, pa.timestamp("us")),
            pa.field(FILE, pa.string(), nullable=False),
            pa.field(NUMBER, pa.int64(), nullable=False),
            pa.field(NAME, pa.string()),
            pa.field(ODD, pa.bool_(), nullable=False),
            *(pa.field(each.name, pa.float64() if each.holds == "number" else pa.string()) for each in held(kind)),
            pa.field(RECORD, pa.string(), nullable=False),
        ]
    )


class Rows:
    """The rows of one kind's table. What is no record is damage."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._schema = schema(kind)
        self._columns = held(kind)
        self._fields = Fields(
            {
                **dict.fromkeys(filter(None, (kind.account, kind.service)), "text"),
                **{each.field: each.holds for each in self._columns},
            }
        )

    def of(self, batches: Sequence[Batch], place: int) -> Iterator[tuple[str, pa.Table] | Damage]:
        """Tables with the folder that each belongs into. `place` is that of the first record."""
        rows = [row for batch in batches for row in batch.rows]
        try:
            tables = self._tables(batches, rows, self._fields.read(rows), None, place)
        except (msgspec.DecodeError, pa.ArrowInvalid, RecursionError):
            for batch in batches:
                for found in self._one_by_one(batch, place):
                    place += 0 if isinstance(found, Damage) else found[1].num_rows
                    yield found
        else:
            yield from tables

    def _one_by_one(self, batch: Batch, place: int) -> Iterator[tuple[str, pa.Table] | Damage]:
        """Of a batch in which some record is odd or none."""
        numbers: list[int] = []
        rows: list[bytes] = []
        odd: list[bool] = []
        found: dict[str, list[Any]] = {field: [] for field in self._fields.columns}
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            try:
                bytes(row).decode()
                values, fits = self._fields.read_odd(_event.decode(row))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield Damage(batch.path, number, str(error), bytes(row))
                continue
            numbers.append(number)
            rows.append(row)
            odd.append(not fits)
            for field, value in values.items():
                found[field].append(value)
        if rows:
            whole = evolve(batch, numbers=numbers, rows=rows, values=None)
            yield from self._tables([whole], rows, found, odd, place)

    def _tables(
        self,
        batches: Sequence[Batch],
        rows: Sequence[bytes],
        found: Mapping[str, Sequence[Any]],
        odd: list[bool] | None,
        place: int,
    ) -> list[tuple[str, pa.Table]]:
        """`rows` are all of the batches'."""
        kind, count = self._kind, len(rows)
        arrays = {each.field: _array(found[each.field], each.holds) for each in self._columns}
        arrays[kind.named] = _each(arrays[kind.named], kind.plain_name)
        times = _times(arrays["eventTime"])
        columns = [
            pa.array(range(place, place + count), pa.int64()),
            times,
            pa.concat_arrays([pa.repeat(batch.path, len(batch.rows)) for batch in batches]),
            pa.array([number for batch in batches for number in batch.numbers], pa.int64()),
            _each(arrays[kind.named], str.lower),
            pa.repeat(False, count) if odd is None else pa.array(odd),
            *(arrays[each.field] for each in self._columns),
        ]
        parts = [
            *(_part(found[name] if name else [None] * count) for name in (kind.account, kind.service)),
            pc.fill_null(times.cast(pa.date32()).cast(pa.string()), UNKNOWN),
        ]
        folders = pc.binary_join_element_wise(*parts, "/").dictionary_encode()
        order = pc.array_sort_indices(folders.indices)
        columns = [column.take(order) for column in columns]
        records = _records([rows[at] for at in order.to_pylist()])  # not taken too: they are most of all bytes
        return list(_by_folder(pa.Table.from_arrays([*columns, records], schema=self._schema), folders.take(order)))


def _array(values: Sequence[Any], holds: Column) -> pa.Array:
    if holds in ("list", "json"):
        return pa.array(values, pa.binary()).cast(pa.string())
    return pa.array(values, pa.float64() if holds == "number" else pa.string())


def _records(rows: Sequence[bytes]) -> pa.Array:
    """Raises pa.ArrowInvalid where one of them is no UTF-8."""
    ends = array("i", accumulate(map(len, rows), initial=0))
    texts = pa.StringArray.from_buffers(len(rows), pa.py_buffer(ends), pa.py_buffer(b"".join(rows)))
    texts.validate(full=True)
    return texts


def _each(texts: pa.Array, worked_out: Callable[[str], str]) -> pa.Array:
    """Of each different text once."""
    encoded = texts.dictionary_encode()
    answers = [worked_out(text) for text in encoded.dictionary.to_pylist()]
    return pa.array(answers, pa.string()).take(encoded.indices)


def _part(values: Sequence[Any]) -> pa.Array:
    return pc.fill_null(_each(pa.array(values, pa.string()), part_of), UNKNOWN)


def _times(written: pa.Array) -> pa.Array:
    """Without a zone, in UTC: what Arrow reads, and else what Python does, which reads all forms of a time."""
    try:
        times = written.cast(pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        times = pa.array([microseconds_of(each) for each in written.to_pylist()], pa.timestamp("us", "UTC"))
    return times.cast(pa.timestamp("us"))


def _by_folder(table: pa.Table, folders: pa.DictionaryArray) -> Iterator[tuple[str, pa.Table]]:
    """Of a table in order of its rows' folders."""
    names, start = folders.dictionary.to_pylist(), 0
    runs = pc.run_end_encode(folders.indices)
    for number, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield names[number], table.slice(start, end - start)
        start = end
