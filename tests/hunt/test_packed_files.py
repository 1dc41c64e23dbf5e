"""Packed files that are cut off or damaged: what can be unpacked of them is read."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.files import read_file

if TYPE_CHECKING:
    from pathlib import Path


def lines(first: int, count: int) -> bytes:
    return b"".join(
        json.dumps({"eventName": "x", "eventID": str(n)}).encode() + b"\n" for n in range(first, first + count)
    )


def read(folder: Path, data: bytes) -> tuple[int, list[str]]:
    """How many records, and what is said of the rest."""
    (folder / "trail.gz").write_bytes(data)
    found = list(read_file(folder / "trail.gz", "trail.gz"))
    records = sum(len(each.rows) for each in found if isinstance(each, Batch))
    return records, [each.why for each in found if isinstance(each, Damage) and not each.number]


def test_several_behind_each_other(tmp_path):
    """With zeros between them, as on tapes, and an empty one."""
    parts = [gzip.compress(each) for each in (lines(0, 3), b"", lines(3, 2))]
    assert read(tmp_path, b"\0\0".join(parts) + b"\0") == (5, [])


def test_something_else_behind(tmp_path):
    why = "it cannot be read to its end: what stands behind what was packed is not packed"
    assert read(tmp_path, gzip.compress(lines(0, 3)) + b"hello") == (3, [why])


@pytest.mark.parametrize("count", [1, 300, 200_000])
def test_all_but_the_last_bytes(tmp_path, count):
    why = "it cannot be read to its end: what was packed ends before its end"
    assert read(tmp_path, gzip.compress(lines(0, count))[:-4]) == (count, [why])


def test_half_of_it(tmp_path):
    records, (why,) = read(tmp_path, (data := gzip.compress(lines(0, 1_000)))[: len(data) // 2])
    assert (records > 400, why) == (True, "it cannot be read to its end: what was packed ends before its end")


def test_a_damaged_byte_far_behind(tmp_path):
    data = bytearray(gzip.compress(lines(0, 200_000)))
    data[len(data) * 3 // 4] ^= 0xFF
    records, (why,) = read(tmp_path, bytes(data))
    assert (100_000 < records < 200_000, why.startswith("it cannot be read to its end")) == (True, True)


def test_a_sum_that_is_wrong(tmp_path):
    """Which stands behind all records."""
    data = bytearray(gzip.compress(lines(0, 2_000)))
    data[-6] ^= 0xFF
    records, (why,) = read(tmp_path, bytes(data))
    assert (records > 1_900, why.startswith("it cannot be read to its end")) == (True, True)


def test_damage_in_the_second_of_two(tmp_path):
    data = bytearray(gzip.compress(lines(2_000, 2_000)))
    data[-6] ^= 0xFF
    records, (why,) = read(tmp_path, gzip.compress(lines(0, 2_000)) + data)
    assert (3_900 < records <= 4_000, why.startswith("it cannot be read to its end")) == (True, True)


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", gzip.compress(b"")[:-3], b"\x1f\x8b\x08\xff" * 9], ids=["a mark", "no end", "no gzip"]
)
def test_nothing_in_it(tmp_path, data):
    assert read(tmp_path, data)[0] == 0
    assert len(read(tmp_path, data)[1]) == 1
