"""What logs would have of a campaign: files as the cloud writes them, with nothing run."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.attack.telemetry.writing import Telemetry, require_empty
from goatherd.core.errors import UsageError
from goatherd.core.finding import HIGH, Finding
from goatherd.core.source import Span
from goatherd.hunt.alerts import Alerts
from goatherd.hunt.application.baseline import Baseline
from goatherd.hunt.attack_coverage import Covered, coverage, read_campaign
from goatherd.hunt.rules import read_rules
from tests.sandbox.pods import read, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.12, CodeUri: ., MemorySize: 256, Timeout: 7}}
Resources:
  Notes: {Type: AWS::Serverless::SimpleTable}
  Key: {Type: AWS::SecretsManager::Secret}
  Pages: {Type: AWS::S3::Bucket}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: logs
      EventSelectors: [{DataResources: [{Type: "AWS::DynamoDB::Table", Values: ["arn:aws:dynamodb"]}]}]
  Web:
    Type: AWS::Serverless::HttpApi
    Properties:
      AccessLogSettings:
        DestinationArn: !GetAtt Lines.Arn
        Format: >-
          {"requestId":"$context.requestId","ip":"$context.identity.sourceIp","route":"$context.routeKey",
          "status":"$context.status","what":"$context.unheard"}
  Lines: {Type: AWS::Logs::LogGroup}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.take
      Environment: {Variables: {NOTES: !Ref Notes, KEY: !Ref Key}}
      Policies:
        - DynamoDBCrudPolicy: {TableName: !Ref Notes}
        - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Key}
      Events: {Call: {Type: HttpApi, Properties: {ApiId: !Ref Web, Path: /notes, Method: post}}}
"""
APP = """
import os

import boto3


def take(event, context):
    boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["KEY"])
    boto3.client("dynamodb").get_item(TableName=os.environ["NOTES"], Key={"id": {"S": event["body"]}})
"""


def call(service: str, operation: str, *, function: str = "Take", error: str = "", **parameters: Any) -> dict[str, Any]:
    return {
        **{"kind": "call", "service": service, "operation": operation, "parameters": parameters, "gap": ""},
        **{"function": function, "key": "ASIA" if function else "", "denied": "", "error": error},
        "status": 400 if error else 200,
    }


SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:goatherd-Key-a1B2c3"
GET = {"TableName": "goatherd-Notes", "Key.id.S": "one"}


def sending(*calls: dict[str, Any], role: str = "", status: int = 200, log: str = "", **more: Any) -> dict[str, Any]:
    run = {
        **{"function": "Take", "via": "", "after": None, "why": "", "error": None, "seconds": 0.1, "cold": False},
        **{"ended": "response" if status != 502 else "error", "log": log, "calls": list(calls)},
    }
    event = {"routeKey": "POST /notes", "rawPath": "/notes", "requestContext": {"http": {"method": "POST"}}}
    reply = {"status": status, "size": 2}
    return {
        **({"role": role} if role else {}),
        **{"function": "Take", "trigger": 0, "event": event, "uploads": [], "reply": reply, "outside": []},
        "runs": [run],
        **more,
    }


HARMLESS = sending(call("secretsmanager", "GetSecretValue", SecretId=SECRET), call("dynamodb", "GetItem", **GET))
BROKEN = "[ERROR] KeyError: 'body'\rTraceback (most recent call last):\r"


@pytest.fixture
def application(tmp_path):
    return read(written(tmp_path / "tree", {"template.yaml": TEMPLATE, "app.py": APP}))


def proof(number: int, *sent: dict[str, Any]) -> tuple[dict[str, Any], Finding]:
    said = {"acted": "Take", "trigger": "Take by http-api POST /notes", "evidence": "it was seen", "sent": list(sent)}
    finding = Finding(
        *(Span("app.py", number), "Something was proved"),
        function="Take",
        severity=HIGH,
        id="GOAT0151",
        slug="command-runs",
    )
    return said, finding


def logs(folder: Path) -> dict[str, list[Any]]:
    """By folder below it: events and lines."""
    found: dict[str, list[Any]] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file() and each.name != "campaign.json"):
        data = file.read_bytes()
        text = gzip.decompress(data).decode() if file.suffix == ".gz" else data.decode()
        name = "/".join(file.relative_to(folder).parts[:2])
        found.setdefault(name, []).extend(_entries(text))
    return found


def _entries(text: str) -> Iterator[Any]:
    for line in text.splitlines():
        document = json.loads(line) if line.startswith("{") else {}
        yield from document.get("Records", [])
        yield from (each["message"] for each in document.get("logEvents", []))
        if not document:
            yield line


def write(folder: Path, application: Any, *proofs: Any, harmless: tuple[dict[str, Any], ...] = (HARMLESS,)) -> Path:
    telemetry = Telemetry()
    telemetry.keep(application, list(proofs), list(harmless))
    require_empty(folder)
    assert telemetry.write(folder) == len(proofs)
    return folder


def covered(folder: Path, application: Any) -> tuple[Alerts, list[Covered]]:
    campaign, baseline = read_campaign(folder), Baseline.of([application])
    quiet, *found = coverage(folder, campaign, read_rules(()), baseline)
    assert isinstance(quiet, Alerts)
    return quiet, [each for each in found if isinstance(each, Covered)]


def test_what_the_template_sets_up_is_apart_from_what_it_does_not(application, tmp_path):
    found = logs(write(tmp_path / "logs", application))
    kept = {(each["eventName"], each["eventCategory"]) for each in found["configured/AWSLogs"]}
    assert kept == {("GetSecretValue", "Management"), ("GetItem", "Data")}
    assert {each["eventName"] for each in found["not-configured/AWSLogs"]} == {"Invoke"}
    assert not any(name.startswith("not-configured/lambda") for name in found)
    asked = json.loads(next(iter(found["configured/apigateway"])))
    assert asked | {"requestId": "", "ip": ""} == {
        **{"requestId": "", "ip": "", "route": "POST /notes", "status": "200", "what": "-"}
    }
    assert json.loads(found["not-configured/apigateway"][0])["path"] == "/notes"


def test_calls_are_those_of_the_function_and_things_have_names_of_a_deployment(application, tmp_path):
    found = logs(write(tmp_path / "logs", application))
    read_, got = (
        next(each for each in found["configured/AWSLogs"] if each["eventName"] == name)
        for name in ("GetSecretValue", "GetItem")
    )
    function = got["userIdentity"]["arn"].rpartition("/")[2]
    assert function.startswith("goatherd-Take-") and len(function) == len("goatherd-Take-") + 12
    assert got["userIdentity"]["inScopeOf"]["credentialsIssuedTo"].endswith(f":function:{function}")
    assert "exec-env/AWS_Lambda_python3.12" in got["userAgent"]
    assert got["requestParameters"]["tableName"].startswith("goatherd-Notes-")
    assert got["requestParameters"]["key"] == {"id": "one"}
    assert read_["requestParameters"]["secretId"].startswith(SECRET.removesuffix("-a1B2c3") + "-")
    start, end, report = found["configured/lambda"][:3]
    assert start.startswith("START RequestId: ") and end.startswith("END RequestId: ")
    assert "\tMemory Size: 256 MB\t" in report


def test_the_same_campaign_gives_the_same_files(application, tmp_path):
    attack = proof(1, sending(role="proof", log=BROKEN, status=502))
    folders = [write(tmp_path / name, application, attack) for name in ("one", "two")]
    one, two = ({str(f.relative_to(d)): f.read_bytes() for f in d.rglob("*") if f.is_file()} for d in folders)
    assert one == two
    assert "simulated" in json.loads(one["campaign.json"])["about"]


def test_an_attack_is_seen_with_the_logs_that_are_set_up_or_only_with_others(application, tmp_path):
    fails = proof(1, sending(role="proof", log=BROKEN, status=502), sending(role="twin"))
    stolen = {**call("dynamodb", "Scan", TableName="goatherd-Notes"), "kind": "call"}
    takes = proof(2, {**HARMLESS, "role": "proof", "outside": [stolen]}, {**HARMLESS, "role": "twin"})
    put = call("s3", "PutObject", function="", Bucket="goatherd-pages", Key="x.txt")
    writes = proof(3, {**HARMLESS, "role": "proof", "outside": [put]}, {**HARMLESS, "role": "twin"})
    silent = proof(4, {**HARMLESS, "role": "proof"}, {**HARMLESS, "role": "twin"})
    quiet, found = covered(write(tmp_path / "logs", application, fails, takes, writes, silent), application)
    assert quiet.ordered == []
    assert "GOAT1074" in {about.id for about in found[0].configured}
    assert {"GOAT0190", "GOAT0192"} <= {about.id for about in found[1].configured}
    assert (found[2].configured, found[2].attack.configured) == ((), [])
    assert {about.id for about in found[2].everywhere} == {"GOAT0386", "GOAT0387"}
    assert (found[3].everywhere, found[3].attack.everywhere) == ((), [])


def test_what_the_harmless_twin_leaves_as_well_is_no_trace(application, tmp_path):
    """It fails in the same way, so that an alert says nothing of the attack."""
    attack = proof(1, sending(role="proof", log=BROKEN, status=502), sending(role="twin", log=BROKEN, status=502))
    _, (found,) = covered(write(tmp_path / "logs", application, attack), application)
    assert found.attack.everywhere == []
    assert found.everywhere == ()


def test_words_that_users_choose_are_no_trace_and_other_forms_are(application, tmp_path):
    def asking(key: str) -> dict[str, Any]:
        return call("s3", "PutObject", Bucket="goatherd-pages", Key=key)

    usual = sending(asking("inbox/mine"))
    other = proof(1, sending(asking("inbox/yours"), role="proof"), sending(asking("inbox/mine"), role="twin"))
    odd = proof(2, sending(asking("inbox/$(id)"), role="proof"), sending(asking("inbox/mine"), role="twin"))
    _, (same, form) = covered(write(tmp_path / "logs", application, other, odd, harmless=(usual,)), application)
    assert same.attack.everywhere == []
    assert form.attack.everywhere == ["CloudTrail's data events", "the bucket's access log"]


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="is not empty"):
        require_empty(tmp_path)


def test_hostile_names_stay_below_the_folder(tmp_path):
    named = TEMPLATE.replace("Handler: app.take", 'FunctionName: "../../../up"\n      Handler: app.take')
    application = read(written(tmp_path / "tree", {"template.yaml": named, "app.py": APP}))
    folder = write(tmp_path / "logs", application)
    outside = [each for each in tmp_path.rglob("*") if each.is_file() and not each.is_relative_to(folder)]
    assert sorted(each.name for each in outside) == ["app.py", "template.yaml"]


def test_times_are_those_of_a_week_before_the_attacks(application, tmp_path):
    attack = proof(1, sending(role="proof", log=BROKEN, status=502))
    folder = write(tmp_path / "logs", application, attack)
    times = [each["eventTime"] for each in logs(folder)["configured/AWSLogs"]]
    assert min(times).startswith("2026-01-05")
    assert read_campaign(folder).attacks[0].time > max(time for time in times if time < "2026-01-12")
