"""Our own detections over their examples: every engine gives the same alerts, and the printed SQL the same records."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlglot import transpile

from goatherd.hunt.detections.examples import events_of
from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.duck.lake import opened
from goatherd.hunt.hunting import hunt
from goatherd.hunt.lake.columns import table_name
from goatherd.hunt.lake.convert import convert
from goatherd.hunt.rules import read_rules
from goatherd.hunt.sql.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APART = timedelta(days=40)


def everything() -> Iterator[dict[str, Any]]:
    """The events of all examples, so far apart that none knows of another."""
    ids, shift = count(), timedelta()
    for detection in all_detections():
        for example in (*detection.matches, *detection.ignores):
            for event in events_of(example):
                time = datetime.fromisoformat(event["eventTime"]) + shift
                yield {**event, "eventTime": time.isoformat(), "eventID": str(next(ids))}
            shift += APART


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    events = list(everything())
    for number in range(3):
        (folder / f"{number}.json").write_text(json.dumps({"Records": events[number::3]}))
    return folder


@pytest.fixture(scope="module")
def lake(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lakes") / "lake"
    convert(logs, out)
    return out


def test_the_same_alerts(logs: Path, lake: Path) -> None:
    read = read_rules([])
    expected = hunt(logs, read)
    found = hunt_with_duckdb(lake, read)
    assert found.alerts.ordered == expected.alerts.ordered
    assert {alert.about.id for alert in found.alerts.ordered} == {each.id for each in all_detections()}
    assert (found.records, found.untimed, found.files) == (expected.records, expected.untimed, expected.files)


def test_printed_sql_finds_the_same_records(logs: Path, lake: Path, tmp_path: Path) -> None:
    read = read_rules([])
    expected = {alert.about.id: 0 for alert in hunt(logs, read).alerts.ordered}
    for alert in hunt(logs, read).alerts.ordered:
        expected[alert.about.id] += alert.count
    connection, kinds = opened(lake, tmp_path)
    found = {}
    with connection:
        for kind in kinds:  # each statement reads it anew
            table = table_name(kind.telemetry)
            connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM memory.{table}")
        for each in statements(read):
            (query,) = transpile(each.text("trino"), read="trino", write="duckdb")
            found[each.about.id] = len(connection.execute(query).fetchall())
    assert found == expected
