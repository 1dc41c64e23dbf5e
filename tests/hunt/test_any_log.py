"""Whatever happens to a log, each of its records is read or told, and no other suffers; columns hold their types."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.stream.engine import Stream
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.files import read_file
from goatherd.hunt.telemetry.kinds import KINDS
from goatherd.hunt.telemetry.others import what_it_is

LOGS = Path(__file__).parent / "logs"
LINES = sorted(file.name for file in LOGS.iterdir() if file.suffix != ".json")
OBJECTS = [json.loads(line) for file in sorted(LOGS.glob("*.jsonl")) for line in file.read_text().splitlines()]
OBJECTS += json.loads((LOGS / "azureactivity.json").read_text())["records"]
OBJECTS += json.loads((LOGS / "azureactivity_cli.json").read_text())
HEADED = {"cloudfront.log": 2, "vpcflow_custom.log": 1}  # how many lines are no records
TYPES = {"text": str, "time": str, "number": (int, float), "list": list, "json": object}
STREAM = Stream(rule for detection in all_detections() for rule in detection.rules().rules)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["nan", "inf", "1e999"])
    | st.text(max_size=5)
    | st.just("-"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    file = tmp_path_factory.mktemp("logs") / "log"

    def read(data: bytes) -> tuple[list[bytes], list[Damage], list[Batch]]:
        file.write_bytes(data)
        found = list(read_file(file, "log"))
        batches = [each for each in found if isinstance(each, Batch)]
        rows = [bytes(row) for batch in batches for row in batch.rows]
        return rows, [each for each in found if isinstance(each, Damage)], batches

    return read


@pytest.mark.parametrize("name", LINES)
@settings(max_examples=40)
@given(data=st.data())
def test_a_damaged_line_harms_no_other(parts, name, data):
    lines = (LOGS / name).read_bytes().splitlines()
    number = data.draw(st.integers(HEADED.get(name, 0), len(lines) - 1))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(lines[number]))] * 2)))
    odd = data.draw(st.binary(max_size=20).filter(lambda each: b"\n" not in each and b"\x1f\x8b" not in each))
    line = lines[number][:start] + odd + lines[number][end:]
    assume(not what_it_is(line))  # the mark of another kind of file
    before, _, _ = parts(b"\n".join(lines))
    lines[number] = line
    rows, damages, _ = parts(b"\n".join(lines))
    others = [row for place, row in enumerate(before) if place != number - HEADED.get(name, 0)]
    assert [row for row in rows if row in others] == others
    is_comment = name in HEADED and line.startswith(b"#")
    assert len(rows) + len(damages) >= len(before) - (is_comment or not line.strip())


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("packed", [False, True])
@settings(max_examples=25)
@given(data=st.data())
def test_what_stands_before_a_cut_is_read(parts, name, packed, data):
    whole = (LOGS / name).read_bytes()
    rows, _, _ = parts(whole)
    written = gzip.compress(whole, mtime=0) if packed else whole
    cut = data.draw(st.integers(0, len(written) - 1))
    left, damages, _ = parts(written[:cut])
    if packed:
        assert damages or not cut
    else:
        done = max(0, whole[:cut].count(b"\n") - HEADED.get(name, 0))
        assert left[:done] == rows[:done]
        assert len(left) + len(damages) >= done


@given(st.data())
def test_values_of_other_types(parts, data):
    record = json.loads(json.dumps(data.draw(st.sampled_from(OBJECTS))))
    inside = record
    while True:
        name = data.draw(st.sampled_from(sorted(inside)))
        if not (isinstance(inside[name], dict) and inside[name] and data.draw(st.booleans())):
            break
        inside = inside[name]
    inside[name] = data.draw(ANYTHING)
    rows, damages, batches = parts(json.dumps(record, allow_nan=False, default=str).encode())
    assert len(rows) + len(damages) == 1
    for batch in batches:
        assert all(not isinstance(each, Damage) for each in STREAM.ask(batch))
        for number, row in enumerate(batch.rows):
            said = json.loads(bytes(row))
            assert all(isinstance(each, str) for each in vars_of(batch.kind.evidence(said, "log", number)))
            for column, type in batch.kind.columns.items():
                assert column not in said or isinstance(said[column], TYPES[type]), column


def vars_of(evidence: Any) -> list[Any]:
    return [evidence.time, evidence.actor, evidence.address, evidence.what, evidence.region, evidence.error]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.telemetry.service)
def test_each_kind_says_its_columns(kind):
    assert {*kind.columns.values()} <= set(TYPES)
    assert {"eventTime", kind.named, *filter(None, (kind.account, kind.service))} <= {*kind.columns}
