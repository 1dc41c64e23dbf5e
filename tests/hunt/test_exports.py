"""Logs that were exported as tables with commas, and times in the forms that exports have."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.files import read_file
from goatherd.hunt.telemetry.position import Position
from goatherd.hunt.telemetry.times import understood

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BOM = "\N{BYTE ORDER MARK}"
OF_API = ("requestId", "ip", "requestTime", "httpMethod", "path", "status", "userAgent")
GET = ("r-1", "203.0.113.7", "09/Apr/2026:12:34:56 +0200", "GET", "/orders", "200", "curl/8")
OF_CONSOLE = ("User name", "Event time", "Event source", "Event name", "User agent", "Event ID")
STOPPED = ("erin", "2026-04-09T12:34:56Z", "cloudtrail.amazonaws.com", "StopLogging", "curl/8", "e-1")


def table(*rows: Sequence[str], end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue()


def read(folder: Path, text: str, at: Position | None = None) -> tuple[list[tuple[int, dict[str, Any]]], list[Damage]]:
    """The records with their numbers, and what is none."""
    (folder / "log.csv").write_text(text, newline="")
    found = list(read_file(folder / "log.csv", "log.csv", at))
    batches = [each for each in found if isinstance(each, Batch)]
    records = [
        (n, msgspec.json.decode(row)) for each in batches for n, row in zip(each.numbers, each.rows, strict=True)
    ]
    return records, [each for each in found if isinstance(each, Damage)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("agent", ['a "quoted" one', "two\nlines", 'a, b\r\n\n"c"\n', "\n", '"'], ids=repr)
@pytest.mark.parametrize(
    ("heading", "row", "name"), [(OF_API, GET, "cs-user-agent"), (OF_CONSOLE, STOPPED, "userAgent")]
)
def test_what_a_cell_may_hold(tmp_path, heading, row, name, agent, end):
    odd = [agent if each == "curl/8" else each for each in row]
    records, damages = read(tmp_path, BOM + table(heading, row, odd, row, end=end))
    assert damages == []
    assert [record[name] for _, record in records] == ["curl/8", agent, "curl/8"]
    assert [number for number, _ in records] == [2, 3, 4 + agent.count("\n")]


def test_tables_one_behind_the_other(tmp_path):
    """As `cat` puts exports together: with their headings and their byte order marks."""
    records, damages = read(tmp_path, (BOM + table(OF_API, GET)) * 2)
    assert ([number for number, _ in records], damages) == ([2, 4], [])


def test_a_cell_that_has_no_end_hides_nothing(tmp_path):
    broken = table(GET).replace("curl/8", '"curl')
    records, damages = read(tmp_path, table(OF_API, GET) + broken + table(GET, GET))
    assert [number for number, _ in records] == [2, 4, 5]
    assert [(each.number, "no row of a table" in each.why) for each in damages] == [(3, True)]


def test_rows_behind_records_as_they_stand(tmp_path):
    """Lines of JSON are read many at once, and rows that go on are found among them."""
    events = "".join(f'{{"eventVersion":"1.08","eventName":"x","eventID":"{number}"}}\n' for number in range(3))
    odd = [each.replace("curl/8", "one\ntwo") for each in GET]
    records, damages = read(tmp_path, (events + table(OF_API, odd, GET)) * 2)
    assert damages == []
    assert sorted(number for number, _ in records) == [1, 2, 3, 5, 7, 8, 9, 10, 12, 14]
    assert [each["cs-user-agent"] for _, each in records if "cs-user-agent" in each] == ["one\ntwo", "curl/8"] * 2


def test_many_cells_that_have_no_end(tmp_path):
    """Each of which would be looked for up to the end of the file."""
    rows = 'a"b,"\n' * 100_000
    records, damages = read(tmp_path, table(OF_API, GET) + rows + table(GET))
    assert ([number for number, _ in records], len(damages)) == ([2, 100_003], 100_000)


def test_a_row_of_another_length_is_told(tmp_path):
    records, damages = read(tmp_path, table(OF_API, GET, GET[:4], GET))
    assert len(records) == 2
    assert [(each.number, each.why) for each in damages] == [(3, "this line has 4 columns, its heading 7")]


def test_a_row_that_is_still_written(tmp_path):
    """What stands behind its first line is not read until its last cell ends."""
    odd = table([each.replace("curl/8", "one\ntwo") for each in GET])
    start, whole = table(OF_API, GET) + odd[:-6], table(OF_API, GET) + odd
    at = Position("log.csv", growing=True)
    assert ([number for number, _ in read(tmp_path, start, at)[0]], at.unfinished) == ([2], True)
    at.unfinished = False
    records, damages = read(tmp_path, whole, at)
    assert [(number, record["cs-user-agent"]) for number, record in records] == [(3, "one\ntwo")]
    assert (damages, at.unfinished, at.line) == ([], False, 4)


def test_lines_of_logs_insights(tmp_path):
    report = "REPORT RequestId: 3f1a5c2e-7f6b-4d0e-9a53-000000000001\tDuration: 9 ms\tMemory Size: 128 MB"
    heading = ("@timestamp", "@message", "@logStream", "@log")
    rows = [("2026-04-09 12:34:56.789", text, "s", "111122223333:/aws/lambda/take") for text in (report, "one\ntwo")]
    records, damages = read(tmp_path, table(heading, *rows))
    assert damages == []
    assert [(each["function"], each["type"], each["eventTime"]) for _, each in records] == [
        ("take", "report", "2026-04-09T12:34:56.789000Z"),
        ("take", "log", "2026-04-09T12:34:56.789000Z"),
    ]


def test_rows_of_log_analytics(tmp_path):
    heading = ("TimeGenerated [UTC]", "OperationNameValue", "CategoryValue", "Caller", "Properties", "ResourceId")
    row = ("2026-04-09 12:34:56.789", "Microsoft.Web/sites/write", "Administrative", "erin", '{"a": "b"}', "/x")
    ((_, record),), damages = read(tmp_path, table(heading, row))
    assert (record["operationName"], record["eventTime"], damages) == (row[1], "2026-04-09T12:34:56.789000Z", [])


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-09T12:34:56Z",
        "2026-04-09 12:34:56",
        "2026-04-09 14:34:56 +0200",
        "2026-04-09 12:34:56 UTC",
        "20260409T123456Z",
        "09/Apr/2026:14:34:56 +0200",
        "[09/Apr/2026:12:34:56 +0000]",
        "Thu, 09 Apr 2026 14:34:56 +0200",
        "1775738096",
        1_775_738_096,
    ],
)
def test_times(written):
    assert understood(written) == "2026-04-09T12:34:56Z"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-04-09 12:34:56,789", "2026-04-09T12:34:56.789000Z"),
        (1_775_738_096.25, "2026-04-09T12:34:56.250Z"),
        (1_775_738_096_789, "2026-04-09T12:34:56.789Z"),
        ("1775738096789123", "2026-04-09T12:34:56.789123Z"),
        (1_775_738_096_789_123_456, "2026-04-09T12:34:56.789123Z"),
    ],
)
def test_parts_of_seconds(written, meant):
    assert understood(written) == meant


@pytest.mark.parametrize(
    "written", ["yesterday", "4/9/2026, 1:00 PM", "2026-13-09T12:34:56Z", "9" * 30, "", True, None]
)
def test_what_is_no_time(written):
    assert understood(written) == ""


def test_a_time_that_is_not_understood_stays_as_it_is(tmp_path):
    """It is told where a rule needs the time."""
    ((_, record),), _ = read(tmp_path, table(OF_API, [each.replace("09/Apr", "9. April") for each in GET]))
    assert record["eventTime"] == "9. April/2026:12:34:56 +0200"
