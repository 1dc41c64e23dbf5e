"""Every kind of log becomes a table, whose columns hold what its records say: rules about any field find the same."""

from __future__ import annotations

import json
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.core.finding import LOW
from goatherd.hunt.condition import Like, Missing
from goatherd.hunt.detections.examples import files_of
from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.duck.lake import opened
from goatherd.hunt.hunting import hunt
from goatherd.hunt.lake.columns import ODD, PARTS, RECORD, column_name, held, table_name
from goatherd.hunt.lake.convert import convert
from goatherd.hunt.lake.table import schema
from goatherd.hunt.rule import About, Rule
from goatherd.hunt.sigma import ReadRules
from goatherd.hunt.telemetry.kinds import KINDS
from goatherd.hunt.values import path_of, values_at
from tests.hunt.conftest import LOGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.hunt.condition import Condition
    from goatherd.hunt.telemetry.kind import Kind

EVENTS = [
    {"eventSource": "lambda.amazonaws.com", "eventName": "Invoke", "requestParameters": {"functionName": "take"}},
    {"log": "function", "message": "REPORT RequestId: 8f5e3c1a-0000-4000-8000-000000000001\tDuration: 12.5 ms\t"},
    {"log": "function", "message": json.dumps({"level": "ERROR", "message": "no", "order": {"id": 7}})},
    {"log": "guard"},
]
WORKSPACE = {
    "insertId": "w1",
    "timestamp": "2026-03-02T10:00:00Z",
    "logName": "organizations/1/logs/cloudaudit.googleapis.com%2Factivity",
    "protoPayload": {
        "methodName": "google.admin.AdminService.changeTwoStepVerification",
        "serviceName": "admin.googleapis.com",
        "metadata": {"event": [{"eventName": "ENFORCE", "parameter": [{"name": "NEW_VALUE", "value": "false"}]}]},
    },
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("all") / "logs"
    copytree(LOGS, folder)
    for name, data in files_of(EVENTS).items():
        (folder / name).write_bytes(data)
    login = json.dumps(WORKSPACE).replace("admin.googleapis.com", "login.googleapis.com")
    (folder / "workspace.jsonl").write_text(f"{json.dumps(WORKSPACE)}\n{login}\n")
    return folder


@pytest.fixture(scope="module")
def lake(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("all") / "lake"
    assert convert(logs, out).damages == 0
    return out


def test_every_kind_has_a_table_of_its_own() -> None:
    assert len({table_name(kind.telemetry) for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        names = [column.name for column in schema(kind)]
        assert len({*names, *PARTS}) == len(names) + len(PARTS), table_name(kind.telemetry)


def test_columns_hold_what_the_records_say(lake: Path, tmp_path: Path) -> None:
    for kind, records, rows in tables(lake, tmp_path):
        for record, row in zip(records, rows, strict=True):
            for column in held(kind):
                values = values_at(record, path_of(column.field))
                found = row[column.name]
                if found is None:
                    assert not values
                elif column.is_json:
                    assert values == values_at({"it": json.loads(found)}, ("it",))
                else:
                    assert values == values_at({"it": found}, ("it",))


def test_rules_about_any_field(logs: Path, lake: Path, tmp_path: Path) -> None:
    read = ReadRules()
    asked = set()
    for kind, records, _ in tables(lake, tmp_path):
        asked.add(kind.telemetry)
        for number, condition in enumerate(conditions(kind, records)):
            read.rules.append(
                Rule(About(f"{table_name(kind.telemetry)}-{number}", "t", LOW), kind.telemetry, condition)
            )
    expected, found = hunt(logs, read), hunt_with_duckdb(lake, read)
    assert found.alerts.ordered == expected.alerts.ordered
    assert not found.diagnoses
    assert asked == {kind.telemetry for kind in KINDS}


def conditions(kind: Kind, records: list[dict[str, Any]]) -> Iterator[Condition]:
    fields = {column.field for column in held(kind)}.union(*(paths(record) for record in records))
    for field in sorted(fields):
        values = {value for record in records for value in values_at(record, path_of(field))}
        yield Like(field, (min(values),)) if values else Missing(field)


def paths(value: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, inner in value.items():
        if "." not in name and name:  # which no rule can ask for
            yield above + name
            yield from paths(inner, f"{above}{name}.") if isinstance(inner, dict) else ()


def tables(lake: Path, spill: Path) -> Iterator[tuple[Kind, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Of each kind the records, and the rows that they are."""
    connection, kinds = opened(lake, spill)
    with connection:
        for kind in kinds:
            assert not connection.execute(f"SELECT 1 FROM {table_name(kind.telemetry)} WHERE {ODD}").fetchall()
            found = connection.execute(f"SELECT * FROM {table_name(kind.telemetry)}")
            names = [each[0] for each in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            assert {column_name(kind.named), RECORD} <= set(names)
            yield kind, [kind.plain(json.loads(row[RECORD])) for row in rows], rows
