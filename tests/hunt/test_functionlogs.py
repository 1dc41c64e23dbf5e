"""Logs of functions, in all forms in which they are taken out of CloudWatch: what a rule can ask of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.hunt.telemetry.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = "3f1a5c2e-7f6b-4d0e-9a53-0c4f0d6c7f11"
REPORT = (
    f"REPORT RequestId: {REQUEST}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t"
    "Max Memory Used: 71 MB\tInit Duration: 210.53 ms\tStatus: timeout\n"
)
REPORTED = {
    "type": "report",
    "requestId": REQUEST,
    "durationMs": 3000.0,
    "billedMs": 3000.0,
    "memoryMb": 128.0,
    "usedMb": 71.0,
    "initMs": 210.53,
    "status": "timeout",
}
WRITTEN = f"[ERROR]\t2026-03-02T10:00:00.000Z\t{REQUEST}\tcannot reach the table"
PLATFORM = json.dumps(
    {
        "time": "2026-03-02T10:00:00.000Z",
        "type": "platform.report",
        "record": {
            "requestId": REQUEST,
            "metrics": {"durationMs": 12.5, "billedDurationMs": 13, "memorySizeMB": 128, "maxMemoryUsedMB": 71},
            "status": "success",
        },
    }
)
POWERTOOLS = json.dumps(
    {"level": "INFO", "message": "paid", "timestamp": "t", "function_name": "pay", "function_request_id": REQUEST}
)


@pytest.fixture
def read(tmp_path: Path):
    def rows(text: str) -> list[dict]:
        (tmp_path / "log").write_text(text)
        return [json.loads(row) for batch in read_file(tmp_path / "log", "log") for row in batch.rows]

    return rows


def test_a_subscription(read):
    events = [
        {"id": "7", "timestamp": 1772445600000, "message": REPORT},
        {"id": "8", "timestamp": 1772445601000, "message": WRITTEN},
    ]
    document = {"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/pay", "logStream": "s", "logEvents": events}
    report, written = read(json.dumps(document))
    known = {"function": "pay", "stream": "s"}
    assert report == known | REPORTED | {
        "eventTime": "2026-03-02T10:00:00.000Z",
        "eventID": "7",
        "message": REPORT.strip(),
    }
    assert written == known | {
        "eventTime": "2026-03-02T10:00:01.000Z",
        "eventID": "8",
        "message": WRITTEN,
        "type": "log",
        "requestId": REQUEST,
        "level": "ERROR",
    }


def test_an_answer_of_the_command_line(read):
    event = {"logStreamName": "s", "timestamp": 1772445600000, "message": f"START RequestId: {REQUEST} Version: 3\n"}
    (row,) = read(json.dumps({"events": [event], "searchedLogStreams": []}, indent=2))
    assert (row["stream"], row["type"], row["requestId"]) == ("s", "start", REQUEST)


def test_an_export(read):
    rows = read(f"2026-03-02T10:00:00.000Z {REPORT}2026-03-02T10:00:01.000Z {PLATFORM}\n")
    assert rows[0] == REPORTED | {"eventTime": "2026-03-02T10:00:00.000Z", "message": REPORT.strip()}
    assert (rows[1]["type"], rows[1]["durationMs"], rows[1]["status"]) == ("report", 12.5, "success")


def test_lines_of_json(read):
    platform, told = read(f"{PLATFORM}\n{POWERTOOLS}\n")
    assert (platform["type"], platform["usedMb"], platform["eventTime"]) == ("report", 71, "2026-03-02T10:00:00.000Z")
    assert (told["function"], told["level"], told["requestId"], told["message"]) == ("pay", "INFO", REQUEST, "paid")
    assert told["data"]["level"] == "INFO"


def test_a_timeout(read):
    (row,) = read(f"2026-03-02T10:00:00.000Z 2026-03-02T10:00:00.000Z {REQUEST} Task timed out after 3.00 seconds\n")
    assert (row["type"], row["status"], row["requestId"]) == ("log", "timeout", REQUEST)
