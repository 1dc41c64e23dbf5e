"""Our own detections over their examples: every engine gives the same alerts, and the printed SQL the same records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlglot import transpile

from goatherd.hunt.detections.examples import files_of
from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.duck.lake import opened
from goatherd.hunt.hunting import hunt
from goatherd.hunt.lake.columns import table_name
from goatherd.hunt.lake.convert import convert
from goatherd.hunt.lake.table import schema
from goatherd.hunt.rules import read_rules
from goatherd.hunt.sql.statements import statements
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

START, APART = datetime(2010, 1, 1, tzinfo=UTC), timedelta(days=40)
IDS = 1_000  # of one example


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All examples, so far apart that none knows of another."""
    folder = tmp_path_factory.mktemp("logs")
    examples = [example for each in all_detections() for example in (*each.matches, *each.ignores)]
    for number, example in enumerate(examples):
        (folder / f"{number:04}").mkdir()
        for name, data in files_of(example, START + number * APART, number * IDS).items():
            (folder / f"{number:04}" / name).write_bytes(data)
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
        for kind in KINDS:
            table = table_name(kind.telemetry)
            if kind in kinds:  # each statement reads it anew
                connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM memory.{table}")
            else:
                connection.register(table, schema(kind).empty_table())
        for each in statements(read):
            (query,) = transpile(each.text("trino"), read="trino", write="duckdb")
            found[each.about.id] = len(connection.execute(query).fetchall())
    assert found == expected
