"""Records of one kind from one file, still as JSON: engines read of them what they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.hunt.telemetry.kind import Kind

_NUMBERS = re.compile(r"\d+")
_LONGEST = 100


@frozen
class Batch:
    """`rows` are JSON objects, one a record; `numbers` are theirs in the file, from 1. `file` tells the file from all
    others. `values` are what the kind's reader has read of each; None where it did not, or one is of another type.
    """

    kind: Kind
    path: str
    numbers: Sequence[int]
    rows: Sequence[bytes]
    file: str = ""
    values: Sequence[Any] | None = None


@frozen
class Damage:
    """A part of a file that is no record: it is kept as it is, told, and everything else is read.

    `number` is that of the record or line, 0 for the whole file.
    """

    path: str
    number: int
    why: str
    data: bytes = b""

    @property
    def reason(self) -> str:
        """The same for parts that are none for the same reason, wherever in them it lies."""
        return _NUMBERS.sub("N", self.why[:_LONGEST])
