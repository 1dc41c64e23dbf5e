"""What is found in one file becomes batches, each of records of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.reading import Records, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.telemetry.kind import Kind
    from goatherd.hunt.telemetry.reading import Found

ROWS = 5_000  # of a batch,
WEIGHT = 16 << 20  # and their bytes
KEPT = 1 << 16  # bytes of what is no record


@define
class Batches:
    """`shown` is what the file is called in reports, `_file` tells it from all others, and `last` is the number of the
    last record. `_waiting` are records that are not yet enough for a batch, by kind, `_weight` bytes together.
    """

    shown: str
    _file: str
    last: int
    _waiting: dict[Kind, list[tuple[int, bytes]]] = field(factory=dict, init=False)
    _weight: int = field(default=0, init=False)

    def found(self, found: Iterable[Found], number: int) -> Iterator[Batch | Damage]:
        """A record's number is that of its line, or of those of its document; all numbers of a file are different."""
        number = max(number, self.last + 1)
        for each in found:
            if isinstance(each, Records):
                numbers = range(number, number + len(each.rows))
                yield Batch(each.kind, self.shown, numbers, each.rows, self._file, each.values)
                number += len(each.rows)
                continue
            if isinstance(each, Unread):
                yield Damage(self.shown, number, each.why, each.data[:KEPT])
            elif each is not None:
                kind, row = each
                self._waiting.setdefault(kind, []).append((number, row))
                self._weight += len(row)
                if len(self._waiting[kind]) == ROWS or self._weight >= WEIGHT:
                    yield from self.rest()
            number += 1
        self.last = number - 1

    def rest(self) -> Iterator[Batch]:
        for kind, waiting in self._waiting.items():
            if waiting:
                numbers, rows = [number for number, _ in waiting], [row for _, row in waiting]
                yield Batch(kind, self.shown, numbers, rows, self._file)
        self._waiting.clear()
        self._weight = 0
