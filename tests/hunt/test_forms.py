"""One log in many wrappings, and many logs in one folder or file: all of it is read, and told apart by its content."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.times import microseconds_of

LOGS = Path(__file__).parent / "logs"
EVENT = {"eventVersion": "1.11", "eventID": "1", "eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"}
FLOW = (LOGS / "vpcflow.log").read_text().splitlines()[0]
CARRIED = {"id": "1", "timestamp": 0, "message": json.dumps(EVENT)}
ACCESS = (LOGS / "apigateway.jsonl").read_text().splitlines()[0]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"Records": [EVENT]}, id="a trail's file"),
        pytest.param([EVENT], id="a list"),
        pytest.param({"detail-type": "AWS API Call via CloudTrail", "detail": EVENT}, id="EventBridge"),
        pytest.param({"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(EVENT)}]}, id="lookup-events"),
        pytest.param({"QueryResultRows": [[{"eventJson": json.dumps(EVENT)}]]}, id="Lake, the whole event"),
        pytest.param({"QueryResultRows": [[{name: value} for name, value in EVENT.items()]]}, id="Lake, columns"),
        pytest.param({"logGroup": "trail", "logEvents": [CARRIED]}, id="CloudWatch"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_cloudtrail(written, document, indent):
    found = written(json.dumps(document, indent=indent))
    assert found.services == ["cloudtrail"]
    assert found.records[0]["eventName"] == "StopLogging"
    assert not found.damages


def test_cloudtrail_as_a_table(written):
    whole = json.dumps(EVENT).replace('"', '""')
    found = written(f'"eventJson","eventTime"\n"{whole}","2026"\n"{{""a"": ","2026"\n')
    assert found.records == [EVENT]
    assert [each.number for each in found.damages] == [3]


def test_the_event_history_of_the_console(written):
    found = written("User name,Event time,Event name,Event ID\nerin,2026-03-02T10:00:00Z,StopLogging,1\n")
    assert found.shown == ["StopLogging by erin from"]
    assert found.records[0]["eventTime"] == "2026-03-02T10:00:00Z"


def test_digests_hold_no_events(written):
    found = written(json.dumps({"digestStartTime": "2026-03-02T10:00:00Z", "logFiles": [{"s3Bucket": "b"}]}))
    assert (found.records, found.damages) == ([], [])


@pytest.mark.parametrize("message", ["eventName", "version vpc-id srcaddr dstaddr", "#Version: 1.0"])
def test_cloudwatch_carries_no_headings(written, message):
    found = written(f"2026-03-02T10:00:00.000Z {message}\n")
    assert [each["message"] for each in found.records] == [message]


@pytest.mark.parametrize("message", [FLOW, ACCESS], ids=["vpcflow", "apigateway"])
def test_cloudwatch_carries_other_logs(written, message):
    events = [{"id": "7", "timestamp": 1772445600000, "message": message}, {"id": "8", "timestamp": 0, "message": "hi"}]
    for document in ({"logGroup": "shop", "logEvents": events}, {"events": events}):
        found = written(json.dumps(document))
        assert found.services in (["vpcflow", "lambda"], ["apigateway", "lambda"])
        assert found.records[0]["eventTime"][:19] == "2026-03-02T10:00:00"


def test_a_function_s_log_holds_what_the_function_wrote(written):
    """Whoever calls a function may shape its lines: they are no flows and no requests."""
    events = [{"id": str(number), "timestamp": 0, "message": each} for number, each in enumerate([FLOW, ACCESS])]
    assert written(json.dumps({"logGroup": "/aws/lambda/pay", "logEvents": events})).services == ["lambda"] * 2


def test_documents_behind_each_other(written):
    """Firehose writes no line ends between them."""
    found = written("".join(json.dumps({"Records": [{**EVENT, "eventID": each}]}) for each in "abc") + '{"Records"')
    assert [each["eventID"] for each in found.records] == ["a", "b", "c"]
    assert found.numbers == [1, 2, 3]
    assert [each.data for each in found.damages] == [b'{"Records"']


@pytest.mark.parametrize("indent", [None, 1])
def test_of_a_document_that_was_cut_off_all_that_is_whole_is_read(written, indent):
    whole = json.dumps(
        {"Records": [{**EVENT, "eventID": each, "resources": [{"a": "}"}]} for each in "abc"]}, indent=indent
    )
    found = written(whole[: whole.index('"c"')])
    assert [each["eventID"] for each in found.records] == ["a", "b"]
    (damage,) = found.damages
    assert b"StopLogging" not in damage.data
    assert b"eventID" in damage.data


def test_of_a_packed_file_that_was_cut_off_the_lines_before_are_read(written):
    packed = gzip.compress(
        "".join(json.dumps({**EVENT, "eventID": str(n), "n": "%x" % n**9}) + "\n" for n in range(999)).encode()
    )
    found = written(packed[: len(packed) // 2])
    assert len(found.records) > 100
    assert [each["eventID"] for each in found.records] == [str(number) for number in range(len(found.records))]
    assert "cannot be read to its end" in found.damages[-1].why


def test_many_logs_in_one_file(written):
    names = (
        "apigateway.jsonl",
        "resolver.jsonl",
        "guard.jsonl",
        "googleaudit.jsonl",
        "vpcflow_custom.log",
        "s3access.log",
    )
    found = written("".join((LOGS / name).read_text() for name in names))
    assert not found.damages
    assert len(found.records) == 14
    assert len(set(found.services)) == 8


def test_a_folder_of_everything_by_content_alone(tmp_path):
    rule = "title: A\nlogsource: {category: webserver}\ndetection: {a: {c-uri|contains: '/'}, condition: a}"
    of_requests = set()
    for number, file in enumerate(sorted(LOGS.iterdir())):
        (tmp_path / f"{number}").write_bytes(gzip.compress(file.read_bytes()))
        if file.stem in ("apigateway", "cloudfront", "s3access"):
            of_requests.add(f"{number}")
    found = hunt(tmp_path, read_sigma(rule, "a.yml"))
    assert found.damages == 0
    assert {seen.path for alert in found.alerts.ordered for seen in alert.evidence} == of_requests


@pytest.mark.parametrize(
    "time", ["2026-03-02 10:00:00.000", "2026-03-02T10:00:00.000", "2026-03-02T11:00:00.000+01:00"]
)
def test_times_of_lake(written, time):
    """As its files of CSV and its answers have them, which are in UTC where they do not say it."""
    rows = {"QueryResultRows": [[{"eventName": "StopLogging"}, {"eventTime": time}]]}
    for log in (f"eventName,eventTime\nStopLogging,{time}\n", json.dumps(rows)):
        (record,) = written(log).records
        assert microseconds_of(record["eventTime"]) == 1_772_445_600_000_000
