"""`goatherd hunt rules`: what could be seen in the logs at hand, and what not for lack of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goatherd.hunt.detections.examples import events_of, files_of
from goatherd.hunt.detections.registry import all_detections

RULES = """\
title: An object was fetched
name: fetched
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb74
tags: [attack.t1530]
logsource: {product: aws, service: cloudtrail}
detection: {asked: {eventSource: s3.amazonaws.com, eventName: GetObject}, condition: asked}
---
title: A page was asked for
name: asked
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb75
logsource: {category: webserver}
detection: {asked: {cs-method: GET}, condition: asked}
---
title: A mailbox was read
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb76
logsource: {product: m365, service: exchange}
detection: {asked: {a: b}, condition: asked}
---
title: Both together
name: both
id: 4db60cc0-36fb-42b7-9b58-a5b53019fb77
correlation: {type: temporal, rules: [fetched, asked], group-by: [eventID], timespan: 1m, generate: true}
"""
EVENT = {"eventSource": "sts.amazonaws.com", "eventName": "GetCallerIdentity"}
REQUEST = {"requestId": "1", "httpMethod": "GET", "status": 200, "ip": "198.51.100.7", "requestTimeEpoch": 1}


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    (tmp_path / "rules.yml").write_text(RULES)
    (tmp_path / "logs" / "trail.json").write_text(json.dumps({"Records": events_of(EVENT)}))
    return tmp_path / "logs"


@pytest.fixture
def missing(goatherd, logs, tmp_path):
    """What each of the rules lacks, and None for one that can see something."""

    def run() -> dict[str, list[str] | None]:
        options = ["--no-own", "--rules", str(tmp_path / "rules.yml"), "--format", "json"]
        found = json.loads(goatherd("hunt", "rules", str(logs), *options).out)
        return {each["title"]: None if each["seen"] else each["missing"] for each in found["rules"]}

    return run


def test_data_events_are_a_log_of_their_own(logs, missing):
    data, requests = "aws cloudtrail with data events of s3", "aws cloudfront or aws s3access or aws apigateway"
    assert missing() == {
        "An object was fetched": [data],
        "A page was asked for": [requests],
        "A mailbox was read": ["a log that is not read"],
        "Both together": [data, requests],
    }
    (logs / "requests.json").write_text(json.dumps(REQUEST) + "\n")
    fetched = {**EVENT, "eventSource": "s3.amazonaws.com", "eventName": "GetObject"}
    (logs / "data.json").write_text(json.dumps({"Records": events_of(fetched)}))
    assert missing() == {
        "An object was fetched": None,
        "A page was asked for": None,
        "A mailbox was read": ["a log that is not read"],
        "Both together": None,
    }


def test_in_words(goatherd, logs, tmp_path, snapshot):
    options = ["--no-own", "--rules", str(tmp_path / "rules.yml")]
    assert str(goatherd("hunt", "rules", str(logs), *options)) == snapshot
    assert str(goatherd("hunt", "rules", *options)) == snapshot


def test_all_our_own_detections_can_see_their_examples(goatherd, tmp_path):
    """Each example makes an alert: so no rule is said to lack a log where all logs of the examples are at hand."""
    folder = tmp_path / "logs"
    for detection in all_detections():
        for number, example in enumerate(detection.matches):
            place = folder / detection.id / str(number)
            place.mkdir(parents=True)
            for name, data in files_of(example).items():
                (place / name).write_bytes(data)
    found = json.loads(goatherd("hunt", "rules", str(folder), "--format", "json").out)
    assert [each["id"] for each in found["rules"] if not each["seen"]] == []
    assert [each["risk"] for each in found["risks"]] == [f"SAS-{number}" for number in range(1, 11)]


def test_no_records(goatherd, tmp_path):
    (tmp_path / "empty").mkdir()
    assert goatherd("hunt", "rules", str(tmp_path / "empty")).code == 4


@pytest.mark.parametrize("event", [EVENT, {"eventSource": "s3.amazonaws.com", "eventName": "GetObject"}])
def test_what_was_converted_says_the_same_as_its_logs(goatherd, logs, tmp_path, event):
    (logs / "requests.jsonl").write_text(json.dumps(REQUEST))
    (logs / "trail.json").write_text(json.dumps({"Records": events_of(event)}))
    goatherd("hunt", "convert", str(logs), str(tmp_path / "lake"))
    said = goatherd("hunt", "rules", str(logs), "--format", "json")
    assert goatherd("hunt", "rules", str(tmp_path / "lake"), "--format", "json") == said
