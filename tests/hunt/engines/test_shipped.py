"""Our own detections over their examples: every engine gives the same alerts, and the printed SQL the same records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import transpile

from goatherd.hunt.detections.registry import all_detections
from goatherd.hunt.duck.lake import opened
from goatherd.hunt.hunting import hunt
from goatherd.hunt.lake.columns import table_name
from goatherd.hunt.lake.table import schema
from goatherd.hunt.rules import read_rules
from goatherd.hunt.sql.statements import statements
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.hunt.hunting import Hunt


def test_the_same_alerts(hunt_tables: Callable[..., Hunt], logs: Path, lake: Path) -> None:
    read = read_rules([])
    expected = hunt(logs, read)
    found = hunt_tables(lake, read)
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
