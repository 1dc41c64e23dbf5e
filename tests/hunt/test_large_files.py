"""Documents that are too large to be held in memory are read all the same, record by record."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.hunt.telemetry import batches, contents, files, source
from goatherd.hunt.telemetry.elements import Elements

if TYPE_CHECKING:
    from pathlib import Path

VALUES = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('{}[]",\\\n aé')),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", '"{', "]"]), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.sampled_from(["eventName", "a", "{["]), VALUES, max_size=3), max_size=5)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(RECORDS, VALUES, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_every_record_however_the_document_is_cut(records, other, size, indent, in_object):
    document = {"before": other if not isinstance(other, list) else None, "Records": records} if in_object else records
    elements = Elements(1 << 20)
    found = list(elements.of(cut(json.dumps(document, indent=indent).encode(), size)))
    assert [json.loads(each) for each in found if json.loads(each) in records] == records
    assert elements.ended


@given(RECORDS, st.integers(1, 40))
def test_records_of_a_document_that_was_cut_off(records, size):
    elements = Elements(1 << 20)
    data = json.dumps({"Records": [*records, {}]}).encode()[:-3]
    assert [json.loads(each) for each in elements.of(cut(data, size))] == records
    assert not elements.ended


@given(st.integers(1, 40), st.integers(50, 120), st.sampled_from(["b", "\\", '"', "]}"]))
def test_what_is_too_long_is_passed_over(size, times, letters):
    long = [{"a": [{"b": number} for number in range(times)]}, {"a": letters * times * 2, "c": [{"d": 1}]}]
    data = json.dumps({"Records": [{"n": 1}, long[0], {"n": 2}, long[1], {"n": 3}]}).encode()
    elements = Elements(60)
    assert [json.loads(each) for each in elements.of(cut(data, size))] == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert elements.too_long == 2
    assert elements.ended


@pytest.fixture
def small(monkeypatch):
    """Documents are large from 300 bytes on."""
    monkeypatch.setattr(contents, "MAX_DOCUMENT", 300)


EVENTS = [{"eventName": f"Event{number}", "eventVersion": "1.11"} for number in range(50)]
LINES = "".join(json.dumps(event) + "\n" for event in EVENTS)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(json.dumps({"Records": EVENTS}), id="a trail's file"),
        pytest.param(json.dumps({"Records": EVENTS}, indent=2), id="over many lines"),
        pytest.param(json.dumps(EVENTS, indent=2), id="a list"),
        pytest.param(gzip.compress(json.dumps({"Records": EVENTS}, indent=2).encode()), id="packed"),
    ],
)
def test_a_large_document(small, written, data):
    found = written(data)
    assert [each["eventName"] for each in found.records] == [each["eventName"] for each in EVENTS]
    assert found.numbers == list(range(1, 51))
    assert not found.damages


def test_many_lines_of_which_the_first_is_damaged(small, written):
    found = written('{"eventName": \n' + LINES)
    assert len(found.records) == len(EVENTS)
    assert [each.number for each in found.damages] == [1]


def test_lines_of_which_some_are_too_long(small, written, monkeypatch):
    monkeypatch.setattr(source, "MAX_LINE", 200)
    monkeypatch.setattr(source, "_CHUNK", 100)
    long = json.dumps({"eventName": "Long", "a": "b" * 1000}) + "\n"
    found = written(long + LINES + long + LINES)
    assert len(found.records) == 2 * len(EVENTS)
    assert len(found.damages) == 2


@pytest.mark.parametrize("first", ["", '{"eventName": \n'], ids=["after a record", "after a damaged line"])
def test_a_line_that_is_too_long_says_so(written, monkeypatch, first):
    monkeypatch.setattr(source, "MAX_LINE", 200)
    long = json.dumps({"eventName": "Long", "a": "b" * 1000}) + "\n"
    found = written(LINES.splitlines(keepends=True)[0] + first + long + LINES)
    assert found.damages[-1].why == "a line of more than 16 MB is not read"
    assert len(found.records) == 1 + len(EVENTS)


def test_a_large_document_that_has_no_end(small, written):
    found = written(json.dumps({"Records": EVENTS}, indent=2)[:-30])
    assert len(found.records) == len(EVENTS) - 1
    assert [each.why for each in found.damages] == ["a document that has no end: what is whole in it is read"]


def test_a_large_document_that_is_no_log(small, written):
    found = written(json.dumps([{"name": number} for number in range(1000)], indent=2))
    assert not found.records
    assert [each.why for each in found.damages] == ["no kind of log that is read"]


def test_batches_of_long_lines_are_small(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(batches, "WEIGHT", 1000)
    monkeypatch.setattr(source, "BLOCK", 1000)
    (tmp_path / "log").write_text(LINES)
    found = list(files.read_file(tmp_path / "log", "log"))
    assert max(sum(map(len, batch.rows)) for batch in found) < 1100
    assert sum(len(batch.rows) for batch in found) == len(EVENTS)
