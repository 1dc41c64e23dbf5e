"""What the guard says in a function's log is a record of the guard's, wherever the log was taken from."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from goatherd_guard import telemetry

LINE = (Path(__file__).parent / "logs" / "guard.jsonl").read_text().strip()


def test_a_decision(example):
    found = example("guard.jsonl")
    assert found.services == ["guard"]
    assert (
        found.records[0].items()
        >= {
            "eventTime": "2026-03-02T10:00:00.123Z",
            "function": "Orders",
            "stage": "event",
            "family": "shell",
            "rule": "GE1",
            "verdict": "block",
            "field": "body.name",
            "requestId": "r-1",
        }.items()
    )
    assert found.shown == ["stopped: a field holds shell syntax by Orders from"]


def test_among_the_lines_of_a_function(written):
    events = [
        {"id": str(number), "timestamp": 1772445600000, "message": each} for number, each in enumerate(["hi", LINE])
    ]
    document = {"logGroup": "/aws/lambda/orders", "logStream": "s", "logEvents": events}
    assert written(json.dumps(document)).services == ["lambda", "guard"]
    assert written(f"2026-03-02T10:00:00.000Z hi\n2026-03-02T10:00:00.000Z {LINE}\n").services == ["lambda", "guard"]


def test_as_the_guard_itself_writes_it(written, monkeypatch):
    lines: list[str] = []
    monkeypatch.setattr(telemetry, "write", lambda row: lines.append(json.dumps(row)))
    policy = SimpleNamespace(function="Orders", telemetry={}, digest="p")
    decision = SimpleNamespace(
        **{"stage": "sink", "family": "sql", "rule": "GS2", "verdict": "report", "what": "w", "field": "body.q"},
        **{"how": ("json", "base64"), "record": "", "value": "1' OR 1=1", "blocks": False},
    )
    telemetry.Telemetry(policy).decided(decision, "http", "r-2")
    record = written(lines[0]).records[0]
    assert (record["family"], record["how"], record["requestId"], record["length"]) == (
        "sql",
        ["json", "base64"],
        "r-2",
        9,
    )


def test_findings_of_others_are_none_of_the_guard_s(written):
    found = written(LINE.replace("goatherd-guard", "other"))
    assert (found.records, len(found.damages)) == ([], 1)
