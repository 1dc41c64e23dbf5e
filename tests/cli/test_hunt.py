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


@pytest.mark.parametrize("engine", ["stream", "duckdb"])
def test_two_accounts_have_users_of_one_name(goatherd, logs, rule, engine):
    first, second = ({**STOPPED, "recipientAccountId": account} for account in ("111122223333", "444455556666"))
    write(logs, first | {"userIdentity": {"userName": "erin"}}, second | {"userIdentity": {"userName": "erin"}})
    result = goatherd("hunt", str(logs), "--no-own", "--rules", rule, "--format", "jsonl", "--engine", engine)
    alerts = [row for line in result.out.splitlines() if (row := json.loads(line))["type"] == "alert"]
    assert [[each["account"] for each in alert["evidence"]] for alert in alerts] == [["111122223333"], ["444455556666"]]


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


def test_many_parts_that_cannot_be_read_are_summed_up(goatherd, logs):
    write(logs, {"eventName": "ListBuckets"})
    for number in range(7):
        (logs / f"note{number}.txt").write_text("hello")
    (logs / "lines.json").write_text('{"eventName": "ListBuckets"}\n' + "".join(f"[{n}]\n" for n in range(10)))
    out = goatherd("hunt", str(logs)).out
    assert "and 14 more that cannot be read" in out
    assert "    7  no kind of log that is read\n" in out
    assert goatherd("hunt", str(logs), "--verbose").out.count("not read: ") == 17


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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title: t\nlogsource: {product: aws}\ndetecton: {a: {b: c}, condition: a}", "the rule 't' is not used"),
        ("logsource: {product: aws}", "the rule 'a rule without a title' is not used"),
        ("title: [", "this is no Sigma rule"),
    ],
)
def test_what_is_meant_as_a_rule_and_is_none_is_told(goatherd, logs, tmp_path, text, why):
    (tmp_path / "broken.yml").write_text(text)
    write(logs, {"eventName": "ListBuckets"})
    result = goatherd("hunt", str(logs), "--rules", str(tmp_path / "broken.yml"))
    assert result.code == 3
    assert f"incomplete: @TMP@/broken.yml: {why}" in result.err


def test_other_yaml_may_lie_among_rules(goatherd, logs, tmp_path, rule):
    (tmp_path / "template.yml").write_text("Resources: {A: !Ref B}\n? [a, b]\n: c\n---\n- title: t\n")
    write(logs, {"eventName": "ListBuckets"})
    result = goatherd("hunt", str(logs), "--no-own", "--rules", str(tmp_path))
    assert (result.code, result.err) == (0, "")


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


SHOP = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Take:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: take, Runtime: python3.12, Handler: app.handler, CodeUri: src/}
"""
BY_TAKE = {
    "userAgent": "Boto3/1.35.0 exec-env/AWS_Lambda_python3.12",
    "userIdentity": {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::111122223333:assumed-role/shop-TakeRole-a1B2c3D4e5F6/take",
    },
}
DELETED = {"eventSource": "dynamodb.amazonaws.com", "eventName": "DeleteTable", "requestParameters": {"tableName": "t"}}


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shop" / "src").mkdir(parents=True)
    (tmp_path / "shop" / "template.yaml").write_text(SHOP)
    (tmp_path / "shop" / "src" / "app.py").write_text("def handler(event, context):\n    return str(event)\n")
    return str(tmp_path / "shop")


def test_an_application(goatherd, logs, shop, snapshot):
    write(logs, DELETED | BY_TAKE, STOPPED | BY_TAKE)
    result = goatherd("hunt", str(logs), "--app", shop)
    assert str(result) == snapshot
    assert str(goatherd("hunt", str(logs), "--app", shop, "--engine", "duckdb")) == str(result)
    assert goatherd("hunt", str(logs), "--app", shop, "--no-own").code == 1


def test_an_application_again(goatherd, logs, shop, tmp_path):
    """A run that goes on tells the new records, and names all that deviates."""
    write(logs, DELETED | BY_TAKE)
    asked = ["hunt", str(logs), "--app", shop, "--no-own", "--format", "jsonl"]
    going_on = [*asked, "--state", str(tmp_path / "state")]
    assert '"GOAT0190"' in goatherd(*going_on).out
    assert goatherd(*going_on).code == 0
    write(logs, DELETED | BY_TAKE, STOPPED | BY_TAKE)
    result = goatherd(*going_on)
    assert "cloudtrail:StopLogging, dynamodb:DeleteTable" in result.out
    (alert, summary) = map(json.loads, result.out.splitlines())
    assert [each["what"] for each in alert["evidence"]] == ["StopLogging"]
    assert summary["application"] == ["1 of 1 functions of the application are in the logs"]


def test_an_application_and_nothing_that_deviates(goatherd, logs, shop):
    write(logs, {"eventName": "ListBuckets"})
    result = goatherd("hunt", str(logs), "--app", shop)
    assert result.code == 0
    assert "application: 0 of 1 functions of the application are in the logs" in result.out


def test_a_folder_without_an_application(goatherd, logs, tmp_path):
    write(logs, STOPPED)
    (tmp_path / "nothing").mkdir()
    result = goatherd("hunt", str(logs), "--app", str(tmp_path / "nothing"))
    assert result.code == 2
    assert "no function of an application" in result.err


def test_a_stack_that_is_not_in_the_logs(goatherd, logs, shop):
    write(logs, STOPPED)
    result = goatherd("hunt", str(logs), "--app", shop, "--stack", "nix")
    assert "no function in the logs is of a stack that --stack names: nix" in result.out


def test_a_stack_of_no_application(goatherd, logs):
    result = goatherd("hunt", str(logs), "--stack", "shop")
    assert result.code == 2
    assert "--stack names a stack of --app" in result.err


def test_reports(goatherd, logs, rule, tmp_path):
    write(logs, STOPPED)
    files = {form: tmp_path / f"out.{form}" for form in ("html", "sarif", "ocsf", "jsonl")}
    reports = [option for form, file in files.items() for option in ("--report", f"{form}={file}")]
    result = goatherd("hunt", str(logs), "--no-own", "--rules", rule, *reports)
    assert result.code == 1
    assert "A trail was stopped" in result.out
    assert all("A trail was stopped" in file.read_text() for file in files.values())
    assert goatherd("hunt", str(logs), "--no-own", "--rules", rule, *reports).code == 1
    files["ocsf"].write_text("what somebody wrote\n")
    assert "out.ocsf is there already" in goatherd("hunt", str(logs), "--no-own", "--rules", rule, *reports).err


@pytest.mark.parametrize("form", ["ocsf", "sarif", "html"])
def test_a_format_is_printed(goatherd, logs, rule, form):
    write(logs, STOPPED)
    result = goatherd("hunt", str(logs), "--no-own", "--rules", rule, "--format", form)
    assert (result.code, "A trail was stopped" in result.out) == (1, True)


def test_a_report_that_is_none(goatherd, logs):
    result = goatherd("hunt", str(logs), "--report", "pdf=out.pdf")
    assert result.code == 2
    assert "jsonl, ocsf, sarif, html" in result.err


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        '{"goatherdCampaign": 1}',
        '{"goatherdCampaign": 1, "harmless": {}}',
        '{"goatherdCampaign": 2, "harmless": [], "attacks": []}',
    ],
)
def test_coverage_needs_what_attack_has_written(goatherd, logs, text):
    if text is not None:
        (logs / "campaign.json").write_text(text)
    run = goatherd("hunt", "coverage", str(logs))
    assert (run.code, run.out) == (2, "")
    assert "goatherd attack --telemetry DIR writes such a folder" in run.err


def test_what_tells_of_a_campaign_is_no_record(goatherd, logs):
    write(logs, STOPPED)
    (logs / "campaign.json").write_text('{"goatherdCampaign": 1, "harmless": [], "attacks": []}')
    run = goatherd("hunt", str(logs))
    assert run.code == 1
    assert "not read" not in run.out
    assert goatherd("hunt", "coverage", str(logs)).code == 4
