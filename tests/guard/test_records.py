"""The guard's own lines, found in logs of every form; they are written by the runtime itself."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from goatherd.core.errors import UsageError
from goatherd.guard.learning import ENOUGH, learned
from goatherd.guard.records import MAX_LINE, Sample, read_logs
from goatherd.report.guard.stopped import as_data, stopped_in
from tests.guard.conftest import valid


@pytest.fixture
def lines(monkeypatch):
    """What a runtime's telemetry writes."""
    from goatherd_guard.decisions import Decision
    from goatherd_guard.policy import Policy
    from goatherd_guard.telemetry import Telemetry

    written = io.StringIO()
    monkeypatch.setattr("sys.__stdout__", written)
    told = Telemetry(Policy({"version": 1, "function": "Convert"}))
    told.decided(
        Decision("block", "event", "shell", "932230", "body.file: a command", "body.file", ("json",), "; id"),
        "http-api",
        "r-1",
    )
    told.decided(
        Decision("report", "confinement", "network", "confinement-network", "reaches shop.example"), "http-api", "r-2"
    )
    told.counted([])
    return written.getvalue().splitlines()


def read(tmp_path, data, name="log"):
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_logs([file])


def cloudwatch(lines):
    events = [{"timestamp": 1, "message": f"2026-11-29T10:00:00.000Z\tr-1\tINFO\t{line}\n"} for line in lines]
    return json.dumps({"events": events}, indent=4)


FORMS = {
    "as it was written": "\n".join,
    "with the stream in front": lambda lines: "\n".join(
        f"2026-11-29T10:00:00 2026/11/29/[$LATEST]ab {line}" for line in lines
    ),
    "JSON logs of Lambda": lambda lines: "\n".join(
        json.dumps({"level": "INFO", "message": json.loads(line)}) for line in lines
    ),
    "text in JSON logs": lambda lines: "\n".join(json.dumps({"level": "INFO", "message": line}) for line in lines),
    "a query of Logs Insights as CSV": lambda lines: (
        "@timestamp,@message\n" + "".join('2026-12-01,"{}"\n'.format(line.replace('"', '""')) for line in lines)
    ),
    "filter-log-events": cloudwatch,
    "a subscription": lambda lines: json.dumps({"logEvents": [{"message": line} for line in lines]}),
    "compressed": lambda lines: gzip.compress("\n".join(lines).encode()),
}


@pytest.mark.parametrize("form", FORMS)
def test_decisions_are_found_in_every_form_of_log(tmp_path, lines, form):
    records = read(tmp_path, FORMS[form](lines))
    first, second = records.decisions
    assert (first.function, first.verdict, first.family, first.rule, first.field) == (
        "Convert",
        "block",
        "shell",
        "932230",
        "body.file",
    )
    assert (first.kind, first.request, first.length, first.value) == ("http-api", "r-1", 4, "")
    assert (second.verdict, second.stage, second.what) == ("report", "confinement", "reaches shop.example")


def test_what_is_no_record_of_the_guard_is_passed_over(tmp_path, lines):
    noise = [
        "START RequestId: r-1",
        '{"class_uid": 2004}',
        '{"class_uid":2004,',
        "{broken",
        '{"goatherd": 1}',
        "[" * 5000,
    ]
    assert len(read(tmp_path, "\n".join([*noise, *lines])).decisions) == 2


def test_a_line_without_end_takes_no_memory_without_end(tmp_path, lines):
    long = '{"class_uid":2004,"x":"' + "a" * (MAX_LINE + 10) + '"}'
    assert len(read(tmp_path, "\n".join([long, *lines])).decisions) == 2


def test_values_of_a_wrong_type_are_no_failure(tmp_path):
    row = {
        "class_uid": 2004,
        "metadata": {"product": {"name": "goatherd-guard"}},
        "unmapped": 3,
        "resources": {},
        "evidences": [[]],
    }
    row |= {"time": "x", "message": ["a"], "finding_info": []}
    (found,) = read(tmp_path, json.dumps(row)).decisions
    assert (found.function, found.what, found.time, found.verdict) == ("", "", 0, "report")


def test_a_file_that_is_cut_off_is_told(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path, gzip.compress(b"a\n" * 1000)[:-9])


def test_decisions_are_counted_by_function_rule_and_field(tmp_path, lines):
    data = as_data(stopped_in(read(tmp_path, "\n".join([lines[0], lines[0], lines[1]]))))
    assert (data["stopped"], data["reported"], data["failures"]) == (2, 1, 0)
    (function,) = data["functions"]
    assert [(row["rule"], row["field"], row["stopped"]) for row in function["causes"]] == [
        ("932230", "body.file", 2),
        ("confinement-network", "", 0),
    ]


def samples(function, doings, times):
    return [Sample(function, tuple(doings)) for _ in range(times)]


@pytest.fixture
def watched(policy):
    """The policy of a function whose code speaks to whom the event names."""
    return policy("import requests\ndef handler(event, context):\n    requests.get(event['body'])\n")


def test_a_section_is_closed_once_enough_was_seen(tmp_path, lines, watched):
    records = read(tmp_path, "\n".join(lines).replace("Convert", "Main"))
    few = learned(watched, "Main", records).policy
    assert [row["host"] for row in few["network"]["allow"]] == ["shop.example"]
    assert few["network"]["others"] == "monitor"
    records.samples = samples("Main", [("connect", "mail.example", ())], ENOUGH)
    enough = valid(learned(watched, "Main", records).policy)
    assert enough["network"] == {
        "allow": [
            {"host": "mail.example", "why": f"seen {ENOUGH} times"},
            {"host": "shop.example", "why": "seen 1 time"},
        ],
        "others": "block",
    }


def test_what_an_event_held_is_not_learned_and_leaves_its_section_open(tmp_path, lines, watched):
    records = read(tmp_path, lines[1].replace("Convert", "Main").replace("shop.example", "<redacted>"))
    records.samples = samples("Main", [("connect", "mail.example", ())], ENOUGH)
    found = learned(watched, "Main", records)
    assert found.redacted == ("network",)
    assert [row["host"] for row in found.policy["network"]["allow"]] == ["mail.example"]
    assert found.policy["network"]["others"] == "monitor"


def test_what_was_refused_or_is_another_functions_is_not_learned(tmp_path, lines, watched):
    other = read(tmp_path, "\n".join(lines))
    assert learned(watched, "Main", other).policy == watched
    refused = read(tmp_path, lines[1].replace("Convert", "Main").replace('"action_id":1', '"action_id":2'))
    assert learned(watched, "Main", refused).policy == watched


def test_calls_of_aws_are_learned_with_their_resources(tmp_path, policy):
    watched = policy("import private_sdk\ndef handler(event, context):\n    private_sdk.run(event)\n")
    records = read_logs([])
    records.samples = samples("Main", [("aws", "s3:PutObject", ("uploads/a",)), ("process", "/bin/ls", ())], ENOUGH)
    found = valid(learned(watched, "Main", records).policy)
    why = f"seen {ENOUGH} times"
    assert found["aws"]["allow"] == [
        {"service": "s3", "operation": "PutObject", "resources": ["uploads/a"], "why": why}
    ]
    assert found["processes"] == {"allow": [{"program": "/bin/ls", "why": why}], "others": "block"}
    assert watched["aws"]["allow"] == []  # the policy that was there stays
