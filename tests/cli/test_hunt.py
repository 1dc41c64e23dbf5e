"""`goatherd hunt` as a whole: logs in, alerts and an honest exit code out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goatherd.hunt.detections.examples import events_of

STOPPED = {
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "requestParameters": {"name": "main"},
}
RULE = """\
title: A trail was stopped
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb74
author: Erin
level: high
tags: [attack.t1685.002]
logsource: {product: aws, service: cloudtrail}
detection: {stop: {eventSource: cloudtrail.amazonaws.com, eventName: StopLogging}, condition: stop}
"""


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


@pytest.fixture
def rule(tmp_path: Path) -> str:
    (tmp_path / "rule.yml").write_text(RULE)
    return str(tmp_path / "rule.yml")


def write(logs: Path, *events, name: str = "trail.json") -> None:
    (logs / name).write_text(json.dumps({"Records": events_of(list(events))}))


def test_an_alert(goatherd, logs, rule, snapshot):
    write(logs, {"eventName": "ListBuckets"}, STOPPED, {**STOPPED, "errorCode": "AccessDenied"})
    assert str(goatherd("hunt", str(logs), "--no-own", "--rules", rule)) == snapshot


def test_json_lines(goatherd, logs, rule, snapshot):
    write(logs, STOPPED)
    (logs / "broken.json").write_text('{"Records": [{]}')
    result = goatherd("hunt", str(logs), "--no-own", "--rules", rule, "--format", "jsonl")
    assert result.code == 1
    assert [json.loads(line) for line in result.out.splitlines()] == snapshot


def test_our_own_detections_are_asked(goatherd, logs):
    write(logs, {"eventSource": "lambda.amazonaws.com", "eventName": "UpdateFunctionCode20150331v2"})
    result = goatherd("hunt", str(logs))
    assert result.code == 1
    assert "GOAT0370" in result.out
    assert goatherd("hunt", str(logs), "--no-own").code == 0


def test_nothing_found_though_a_part_was_not_read(goatherd, logs, snapshot):
    write(logs, {"eventName": "ListBuckets"})
    (logs / "note.txt").write_text("hello")
    assert str(goatherd("hunt", str(logs))) == snapshot


def test_what_cannot_be_read_is_kept(goatherd, logs, tmp_path):
    (logs / "lines.json").write_text('{"eventName": "ListBuckets"}\n{"eventName": \n[1]\n')
    result = goatherd("hunt", str(logs), "--damaged", str(tmp_path / "odd.jsonl"))
    assert result.code == 3
    kept = [json.loads(line) for line in (tmp_path / "odd.jsonl").read_text().splitlines()]
    assert [(each["path"], each["record"], each["data"]) for each in kept] == [
        ("lines.json", 2, '{"eventName": \n'),
        ("lines.json", 3, "[1]\n"),
    ]


def test_no_records(goatherd, logs):
    result = goatherd("hunt", str(logs))
    assert result.code == 4
    assert result.out == "no alerts in 0 records of 0 files\n"


def test_a_place_without_rules(goatherd, logs, tmp_path):
    (tmp_path / "empty").mkdir()
    result = goatherd("hunt", str(logs), "--rules", str(tmp_path / "empty"))
    assert result.code == 2
    assert "there is no rule below @TMP@/empty" in result.err


def test_a_correlation_of_rules_that_are_not_there_is_told(goatherd, logs, tmp_path):
    asked = "{type: event_count, rules: [gone], group-by: [a], timespan: 1m, condition: {gte: 2}}"
    text = f"title: t\nname: c\ncorrelation: {asked}"
    (tmp_path / "c.yml").write_text(text)
    write(logs, {"eventName": "ListBuckets"})
    result = goatherd("hunt", str(logs), "--rules", str(tmp_path / "c.yml"))
    assert result.code == 3
    assert "incomplete: @TMP@/c.yml: the rule 't' is not used: there is no rule 'gone'" in result.err


def test_terminal_escapes_of_a_log_stay_harmless(goatherd, logs, rule):
    write(logs, {**STOPPED, "userIdentity": {"arn": "arn:aws:iam::1:user/\x1b[2J"}, "awsRegion": "\x1b]0;x\x07"})
    result = goatherd("hunt", str(logs), "--no-own", "--rules", rule)
    assert "\x1b" not in result.out
    assert "\x07" not in result.out


def test_without_the_extra(goatherd, logs, monkeypatch):
    monkeypatch.setattr("goatherd.cli.hunt.MODULES", ("isal", "no_such_module"))
    result = goatherd("hunt", str(logs))
    assert result.code == 2
    assert "this needs no_such_module" in result.err
    assert "[hunt]" in result.err
