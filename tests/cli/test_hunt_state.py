"""`goatherd hunt --state` and `--follow`: only what is new is read and told, and nothing is told twice."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.detections.examples import events_of

if TYPE_CHECKING:
    from collections.abc import Callable

STOPPED = {"eventSource": "cloudtrail.amazonaws.com", "eventName": "StopLogging"}
REQUEST = '203.0.113.7 - - [09/Apr/2026:12:34:56 +0000] "GET /../../etc/passwd HTTP/1.1" 200 12'
RULE = """\
title: A file of passwords was asked for
logsource: {category: webserver}
detection: {asked: {cs-uri|contains: passwd}, condition: asked}
---
title: A trail was stopped
logsource: {product: aws, service: cloudtrail}
detection: {asked: {eventName: StopLogging}, condition: asked}
"""


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    (tmp_path / "rule.yml").write_text(RULE)
    return tmp_path / "logs"


@pytest.fixture
def hunt(goatherd, logs, tmp_path) -> Callable[..., tuple[int, int, int]]:
    """The exit code, how many records are told in alerts, and how many were read."""

    def run(*more: str) -> tuple[int, int, int]:
        asked = ["--no-own", "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl"]
        result = goatherd("hunt", str(logs), "--state", str(tmp_path / "state"), *asked, *more)
        told = [json.loads(line) for line in result.out.splitlines()]
        return result.code, sum(each.get("count", 0) for each in told), told[-1]["records"]

    return run


def lines(*ids: str) -> str:
    return "".join(json.dumps({**events_of(STOPPED)[0], "eventID": id}) + "\n" for id in ids)


def test_the_same_logs_twice(logs, hunt):
    (logs / "trail.json").write_text(lines("a", "b"))
    assert hunt() == (1, 2, 2)
    assert hunt() == (0, 0, 0)


def test_what_is_added(logs, hunt):
    (logs / "trail.json").write_text(lines("a"))
    hunt()
    with (logs / "trail.json").open("a") as stream:
        stream.write(lines("b"))
    (logs / "other.json").write_text(json.dumps({"Records": [json.loads(lines("c"))]}))
    assert hunt() == (1, 2, 2)


def test_copies_of_what_was_told(logs, hunt):
    (logs / "trail.json").write_text(lines("a"))
    hunt()
    (logs / "copy.json.gz").write_bytes(gzip.compress(lines("a").encode()))
    assert hunt() == (0, 0, 1)


def test_lines_without_ids_of_a_log_that_is_rotated(logs, hunt):
    (logs / "access.log").write_text(f"{REQUEST}\n" * 3)
    (logs / "other.log").write_text(f"{REQUEST}\n")
    assert hunt() == (1, 4, 4)
    (logs / "access.log").rename(logs / "access.log.1")
    (logs / "access.log").write_text(f"{REQUEST.replace('34', '35')}\n")
    assert hunt() == (1, 1, 1)


def renamed(log: Path, number: int) -> None:
    log.rename(f"{log}.{number}")
    log.write_bytes(b"")


def copied_and_emptied(log: Path, number: int) -> None:
    Path(f"{log}.{number}").write_bytes(log.read_bytes())
    log.write_bytes(b"")


def emptied(log: Path, number: int) -> None:
    log.write_bytes(b"")


@pytest.mark.parametrize("rotate", [renamed, copied_and_emptied, emptied])
@pytest.mark.parametrize("heading", ["", "#Fields: date time c-ip cs-method cs-uri-stem\n"], ids=["empty", "heading"])
def test_a_log_that_is_read_before_its_first_record(logs, hunt, rotate, heading):
    """Every time it begins as it did before."""
    log = logs / "access.log"
    log.write_text(heading)
    for number in range(4):
        hunt()
        with log.open("a") as stream:
            stream.write(f"{REQUEST.replace('34', str(40 + number))}\n")
        assert hunt() == (1, 1, 1)
        rotate(log, number)
        log.write_text(heading)


MANY = """
---
title: A page was asked for
name: asked
logsource: {category: webserver}
detection: {page: {cs-uri|contains: page}, condition: page}
---
title: Many pages were asked for
correlation: {type: event_count, rules: [asked], group-by: [c-ip], timespan: 1h, condition: {gte: 3}}
"""


@pytest.mark.parametrize("rotate", [renamed, copied_and_emptied, emptied])
@pytest.mark.parametrize("second", ["56", "5{}"], ids=["one-second", "seconds"])
def test_a_correlation_over_a_log_that_is_rotated(logs, hunt, tmp_path, rotate, second):
    """Each run reads the first line of a file of the same name."""
    (tmp_path / "rule.yml").write_text(RULE + MANY)
    told = []
    for number in range(3):
        line = REQUEST.replace("56", second.format(number)).replace("../../etc/passwd", f"page{number}")
        (logs / "access.log").write_text(f"{line}\n")
        told.append(hunt())
        rotate(logs / "access.log", number)
    assert told == [(0, 0, 1), (0, 0, 1), (1, 3, 1)]


def test_a_line_that_was_not_written_to_its_end(logs, hunt):
    (logs / "access.log").write_text(f"{REQUEST}\n{REQUEST[:-1]}")
    assert hunt() == (1, 2, 2)
    (logs / "access.log").write_text(f"{REQUEST}\n{REQUEST}\n{REQUEST}\n")
    assert hunt() == (1, 1, 2)


def test_what_is_no_log_is_told_once(logs, hunt):
    (logs / "trail.json").write_text(lines("a"))
    (logs / "notes").write_text("what to buy\n" * 30)
    assert hunt() == (1, 1, 1)
    with (logs / "notes").open("a") as stream:
        stream.write("bread\n")
    assert hunt() == (0, 0, 0)


def test_columns_are_known_by_a_heading_of_an_earlier_run(logs, hunt):
    """A heading of the default format's names, and one more: lines of it are read by nothing else."""
    flow = "2 111122223333 eni-1 10.0.1.5 169.254.169.254 1 80 6 1 1 1775736896 1775736897 ACCEPT OK"
    heading = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
    (logs / "flows.log").write_text(f"{heading} action log-status vpc-id\n{flow} vpc-1\n")
    assert hunt()[2] == 1
    with (logs / "flows.log").open("a") as stream:
        stream.write(f"{flow} vpc-1\n")
    assert hunt()[2] == 1


def test_what_is_not_told_is_not_remembered_as_told(goatherd, logs, hunt, tmp_path, monkeypatch):
    (logs / "trail.json").write_text(lines("a"))
    with monkeypatch.context() as broken:
        broken.setattr("goatherd.cli.hunt_print.Printer.print", lambda self, found: 1 / 0)
        goatherd("hunt", str(logs), "--state", str(tmp_path / "state"))
    assert hunt() == (1, 1, 1)


def test_a_file_that_is_no_state_stays_as_it_is(goatherd, logs, tmp_path):
    for name, content in {"text": b"a list of things to buy", "damaged": b"SQLite format 3\0" + bytes(200)}.items():
        (tmp_path / name).write_bytes(content)
        result = goatherd("hunt", str(logs), "--state", str(tmp_path / name))
        assert result.code == 2
        assert f"the state @TMP@/{name} cannot be used: " in result.err
        assert (tmp_path / name).read_bytes() == content


def test_another_database(goatherd, logs, tmp_path):
    with sqlite3.connect(tmp_path / "other") as rows:
        rows.execute("CREATE TABLE seen (a)")
    result = goatherd("hunt", str(logs), "--state", str(tmp_path / "other"))
    assert (result.code, "is no state of a hunt" in result.err) == (2, True)


def test_a_state_that_was_cut_off(goatherd, logs, hunt, tmp_path):
    (logs / "trail.json").write_text(lines(*map(str, range(100))))
    hunt()
    with (tmp_path / "state").open("r+b") as stream:
        stream.truncate(3 * 4096)
    result = goatherd("hunt", str(logs), "--state", str(tmp_path / "state"))
    assert (result.code, "cannot be used" in result.err) == (2, True)


def test_a_state_of_another_version(goatherd, logs, hunt, tmp_path):
    hunt()
    with sqlite3.connect(tmp_path / "state") as rows:
        rows.execute("PRAGMA user_version = 99")
    result = goatherd("hunt", str(logs), "--state", str(tmp_path / "state"))
    assert (result.code, "has the format 99" in result.err) == (2, True)


def test_two_runs_with_one_state(goatherd, logs, hunt, tmp_path):
    hunt()
    rows = sqlite3.connect(tmp_path / "state", isolation_level=None)
    rows.execute("BEGIN IMMEDIATE")
    result = goatherd("hunt", str(logs), "--state", str(tmp_path / "state"))
    rows.close()
    assert (result.code, "another run uses the state" in result.err) == (2, True)


@pytest.mark.parametrize(
    "more",
    [
        ["--state", "STATE", "--engine", "duckdb"],
        ["--follow", "--engine", "duckdb"],
        ["--follow", "--format", "html"],
        ["--state", "LOGS/state"],
    ],
    ids=" ".join,
)
def test_what_does_not_go_together(goatherd, logs, tmp_path, more):
    words = [each.replace("STATE", str(tmp_path / "state")).replace("LOGS", str(logs)) for each in more]
    assert goatherd("hunt", str(logs), *words).code == 2
    assert not (tmp_path / "state").exists()


def test_following(goatherd, logs, tmp_path, monkeypatch):
    """Between the looks, things are written; what was printed until then is looked at."""
    (logs / "trail.json").write_text(lines("a"))
    access = logs / "access.log"

    def append(data: str) -> None:
        with access.open("a") as stream:
            stream.write(data)

    steps: list[Callable[[], Any]] = [
        lambda: append(f"{REQUEST}\n"),
        lambda: append(REQUEST[:40]),
        lambda: append(f"{REQUEST[40:]}\n"),
        lambda: (logs / "part.json").write_text('{"Records": [\n' + lines("b")),
        lambda: append(REQUEST),
        lambda: os.kill(os.getpid(), signal.SIGTERM),
    ]
    monkeypatch.setattr("goatherd.cli.hunt_follow._pause", lambda seconds, stopped: steps.pop(0)())
    asked = ["--no-own", "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl"]
    result = goatherd("hunt", str(logs), "--follow", *asked)
    told = [json.loads(line) for line in result.out.splitlines()]
    found = [(each["evidence"][0]["path"], each["evidence"][0]["number"]) for each in told if each["type"] == "alert"]
    assert result.code == 1
    assert found == [("trail.json", 1), ("access.log", 1), ("access.log", 2), ("part.json", 2), ("access.log", 3)]
    assert told[-1] | {"alerts": 0} == {
        "type": "summary",
        "alerts": 0,
        "records": 5,
        "files": 3,
        "not_read": 1,
        "not_read_for": {"Input data was truncated": 1},
        "without_time": 0,
    }
