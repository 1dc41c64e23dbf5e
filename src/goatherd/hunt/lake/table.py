"""Batches of records -> rows of a kind's table, which lie in memory until there are enough to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from goatherd.hunt.lake.columns import (
    FILE,
    NAME,
    NUMBER,
    ODD,
    PARTS,
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

REMEMBERED = 100_000  # times, names and folders by how records write them
_DAY = 86_400 * 1_000_000
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
        self._parted = pa.schema([*self._schema, *(pa.field(name, pa.string()) for name in PARTS)])
        self._columns = held(kind)
        self._asked: dict[str, Column] = {
            **dict.fromkeys(filter(None, (kind.account, kind.service)), "text"),
            **{each.field: each.holds for each in self._columns},
        }
        self._fields = Fields(self._asked)
        self._time = _remembered(microseconds_of)
        self._day = _remembered(_day)
        self._part = _remembered(part_of)
        self._plain = _remembered(lambda name: None if name is None else kind.plain_name(name))

    def of(self, batch: Batch, place: int) -> Iterator[pa.Table | Damage]:
        """`place` is that of the batch's first record."""
        try:
            yield self._table(batch.path, batch.numbers, batch.rows, self._fields.read(batch.rows), None, place)
        except (msgspec.DecodeError, UnicodeDecodeError, pa.ArrowInvalid, RecursionError):
            yield from self._one_by_one(batch, place)

    def _one_by_one(self, batch: Batch, place: int) -> Iterator[pa.Table | Damage]:
        """Of a batch in which some record is odd or none."""
        numbers: list[int] = []
        rows: list[bytes] = []
        odd: list[bool] = []
        found: dict[str, list[Any]] = {field: [] for field in self._asked}
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
            yield self._table(batch.path, numbers, rows, found, odd, place)

    def _table(
        self,
        path: str,
        numbers: Sequence[int],
        rows: Sequence[bytes],
        found: Mapping[str, list[Any]],
        odd: list[bool] | None,
        place: int,
    ) -> pa.Table:
        kind, count, nothing = self._kind, len(rows), [None] * len(rows)
        times = [self._time[each] for each in found["eventTime"]]
        names = [self._plain[each] for each in found[kind.named]]
        values = {**found, kind.named: names}
        columns = [
            range(place, place + count),
            times,
            pa.repeat(path, count),
            numbers,
            [each and each.lower() for each in names],
            pa.repeat(False, count) if odd is None else odd,
            *(values[each.field] for each in self._columns),
            pa.array(list(map(bytes, rows)), pa.binary()),
            [self._part[each] for each in found.get(kind.account, nothing)],
            [self._part[each] for each in found.get(kind.service, nothing)],
            [self._day[each and each // _DAY] for each in times],
        ]
        arrays = [
            given.cast(field.type) if isinstance(given, pa.Array) else pa.array(given, field.type)
            for given, field in zip(columns, self._parted, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=self._parted)


def _day(since_1970: int | None) -> str:
    return UNKNOWN if since_1970 is None else str(pa.scalar(since_1970, pa.date32()).as_py())


def _remembered(worked_out: Callable[[Any], Any]) -> Mapping[Any, Any]:
    return _Remembered(worked_out)


class _Remembered(dict[Any, Any]):
    def __init__(self, worked_out: Callable[[Any], Any]) -> None:
        self._worked_out = worked_out

    def __missing__(self, given: Any) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[given] = self._worked_out(given)
        return found
