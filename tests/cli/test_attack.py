"""`goatherd attack`, `goatherd invoke` and `goatherd scan --prove`, as a user sees them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from goatherd.sandbox import esbuild_release
from goatherd.sandbox.installing.store import fingerprint, packages_folder

SCHEMA = Path(__file__).parents[2] / "docs" / "json-schema" / "report-1.json"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes: {Type: AWS::Serverless::SimpleTable}
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.count
      CodeUri: src/
      Events:
        Call: {Type: HttpApi, Properties: {Path: /count, Method: get}}
  Keep:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.keep
      CodeUri: src/
      Environment: {Variables: {NOTES: !Ref Notes}}
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Notes}}]
"""
APP = """\
import os
import subprocess

import boto3


def count(event, context):
    name = event["queryStringParameters"]["name"]
    said = subprocess.run(f"printf %s {name} | wc -c", shell=True, capture_output=True, text=True)
    return {"statusCode": 200, "body": said.stdout}


def keep(event, context):
    print("keeping", event["id"])
    table = boto3.resource("dynamodb").Table(os.environ["NOTES"])
    table.get_item(Key={"id": event["id"]})
    table.put_item(Item={"id": event["id"]})
"""
FIXED = APP.replace('f"printf %s {name} | wc -c", shell=True', '["wc", "-c"], input=name')


@pytest.fixture
def root(tmp_path, monkeypatch):
    folder = tmp_path / "tree"
    (folder / "src").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "src" / "app.py").write_text(APP)
    monkeypatch.chdir(folder)
    return folder


def test_what_was_proved_is_shown_with_a_command_that_does_it_again(goatherd, root, snapshot):
    run = goatherd("attack", "--function", "Count", "--select", "GOAT0151", "--width", "80")
    assert run == snapshot
    assert run.code == 1


def test_the_same_seed_gives_the_same_report_and_another_one_other_texts(goatherd, root):
    arguments = ("attack", "--function", "Count", "--select", "GOAT0151", "--format", "json")
    first, again, other = goatherd(*arguments), goatherd(*arguments), goatherd(*arguments, "--seed", "1")
    assert first.out == again.out
    assert first.out != other.out
    report = json.loads(first.out)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    (finding,) = report["findings"]
    assert finding["proof"]["status"] == "proved"
    assert json.loads(finding["proof"]["event"])["rawPath"] == "/count"
    assert report["summary"]["attack"]["reached"] == 1


def test_a_scan_says_of_each_finding_whether_it_was_proved(goatherd, root):
    run = goatherd("scan", "--prove", "--select", "GOAT0101,GOAT0501", "--format", "json")
    proofs = {finding["id"]: finding["proof"] for finding in json.loads(run.out)["findings"]}
    assert proofs["GOAT0101"]["status"] == "proved"
    assert "the shell ran" in proofs["GOAT0101"]["evidence"]
    assert proofs["GOAT0501"]["status"] == "not attempted"
    assert proofs["GOAT0501"]["why"]


def test_what_a_scan_found_can_be_attacked_alone(goatherd, root):
    found = json.loads(goatherd("scan", "--select", "GOAT0101", "--format", "json").out)["findings"]
    run = goatherd("attack", "--finding", found[0]["fingerprint"][:8], "--format", "json")
    assert [finding["id"] for finding in json.loads(run.out)["findings"]] == ["GOAT0101"]
    (root / "src" / "app.py").write_text(FIXED)
    assert goatherd("attack", "--finding", found[0]["fingerprint"]).code == 2


def test_the_guard_is_tried_on_the_same_ways_in(goatherd, root):
    run = goatherd("attack", "--function", "Count", "--select", "GOAT0151", "--guard", "--format", "json")
    report = json.loads(run.out)
    assert [finding["proof"]["guarded"] for finding in report["findings"]] == ["stopped"]
    assert report["summary"]["attack"]["targets"] == 1


def test_a_function_that_apply_would_refuse_is_told(goatherd, root):
    (root / "template.yaml").write_text(TEMPLATE.replace("python3.12", "python3.8", 1))
    run = goatherd("attack", "--function", "Count", "--select", "GOAT0151", "--guard", "-q")
    why = "the guard runs in Python 3.9 to 3.14 and Node.js 18 to 24, not in python3.8: write python3.13 in template"
    assert f"template.yaml:4 Count was attacked under guard, and guard apply would refuse it: {why}" in run.err


def test_a_saved_test_fails_until_the_hole_is_closed(goatherd, root):
    goatherd("attack", "--function", "Count", "--select", "GOAT0151", "--save-tests", "attacks", "-q")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "attacks"]
    before = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "1 failed" in before.stdout
    (root / "src" / "app.py").write_text(FIXED)
    after = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "1 passed" in after.stdout, after.stdout


def test_logs_of_a_campaign_tell_before_the_deployment_what_would_be_seen(goatherd, root):
    run = goatherd(
        *("attack", "--function", "Count", "--select", "GOAT0151,GOAT1052", "--telemetry", "logs", "-q"),
    )
    assert run.err == "logs of 2 attacks written to logs\n"
    told = goatherd("hunt", "coverage", "logs", "--app", ".", "--format", "json")
    report = json.loads(told.out)
    seen = {attack["oracle"]: attack["seen"]["configured"] for attack in report["attacks"]}
    assert seen == {"GOAT0151": [], "GOAT1052": ["GOAT1074"]}
    assert report["harmless"] == []
    assert told.code == 1
    text = goatherd("hunt", "coverage", "logs", "--app", ".").out
    assert "no trace  GOAT0151 command-runs (src/app.py:9, Count)" in text
    assert "seen      GOAT1052" in text
    (result,) = json.loads(goatherd("hunt", "coverage", "logs", "--format", "sarif").out)["runs"][0]["results"]
    assert (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"]) == ("GOAT0590", 9)
    assert goatherd("attack", "--telemetry", "logs").code == 2


def test_functions_of_like_names_have_tests_of_their_own(goatherd, root):
    rows = (
        TEMPLATE.replace("  Count:\n", "  Count_:\n") + TEMPLATE[TEMPLATE.index("  Count:") : TEMPLATE.index("  Keep:")]
    )
    (root / "template.yaml").write_text(rows.replace("Path: /count", "Path: /counted", 1))
    run = goatherd("attack", "--select", "GOAT0151", "--save-tests", "attacks", "-q")
    text = (root / "attacks" / "test_goatherd.py").read_text()
    names = re.findall(r"def (test_\w+)", text)
    assert len(set(names)) == len(names) == 2, run.err


def test_invoke_shows_the_answer_the_log_and_what_the_role_refused(goatherd, root, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "1"}')))
    run = goatherd("invoke", "Keep", "--event", "-")
    assert run.code == 1
    assert "log: keeping 1" in run.err
    assert "call: dynamodb GetItem 200" in run.err
    assert " refused: the role lacks dynamodb:PutItem" in run.err
    (root / "event.json").write_text('{"queryStringParameters": {"name": "four"}}')
    answered = goatherd("invoke", "Count", "--event", "event.json")
    assert answered.code == 0
    assert json.loads(answered.out) == {"statusCode": 200, "body": "4\n"}
    harmless = goatherd("invoke", "Count", "--kind", "http-api")
    assert (harmless.code, harmless.out) == (1, "")
    assert "KeyError" in harmless.err


def test_invoke_says_which_of_two_applications_the_function_is_of(goatherd, root):
    (root / "other" / "src").mkdir(parents=True)
    (root / "other" / "template.yaml").write_text(TEMPLATE)
    (root / "other" / "src" / "app.py").write_text("def count(event, context):\n    return 'of the other'\n")
    first = goatherd("invoke", "Count", "--kind", "http-api")
    assert (first.code, json.loads(first.out)) == (0, "of the other")
    note = (
        "note: Count is taken from other/template.yaml; also in template.yaml: pass the folder of the one that is meant"
    )
    assert note in first.err
    meant = goatherd("invoke", "Count", "other", "--kind", "http-api")
    assert (meant.code, json.loads(meant.out)) == (0, "of the other")
    assert "is taken from" not in meant.err


def test_invoke_says_that_a_cache_others_can_write_to_is_why_a_function_is_not_built(goatherd, root, monkeypatch):
    (root / "template.yaml").write_text(TEMPLATE.replace("python3.12", "nodejs20.x"))
    (root / "src" / "app.ts").write_text("export const count = async (event: any) => 1;\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "shared"))
    wanted = esbuild_release.wanted()
    assert wanted is not None
    planted = packages_folder() / fingerprint("ForNpm", sorted(wanted.files.items()))
    planted.mkdir(parents=True)
    (root / "shared").chmod(0o777)
    run = goatherd("invoke", "Count", "--kind", "http-api")
    assert run.code == 2
    assert "the cache of packages is not used: others may write to @TMP@/tree/shared;" in run.err


def test_a_sandbox_that_breaks_is_told_in_one_line(goatherd, root, monkeypatch):
    monkeypatch.setattr("goatherd.sandbox.pod.Pod.start", lambda pod: os._exit(7))
    run = goatherd("invoke", "Count", "--kind", "http-api")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("error: Count cannot be run here: the sandbox ended early (exit code 7)")
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("attack", "--function", "Cuont"),
        ("attack", "--select", "GOAT0101"),
        ("attack", "--finding", "ffffffffffff"),
        ("invoke", "Cuont"),
        ("invoke", "Count", "--kind", "pigeon"),
        ("invoke", "Count", "--event", "src/app.py"),
    ],
)
def test_mistakes_of_attack_and_invoke(goatherd, root, snapshot, arguments):
    run = goatherd(*arguments)
    assert run == snapshot
    assert run.code == 2


def test_a_function_that_cannot_run_is_told_and_the_others_are_attacked(goatherd, root):
    (root / "template.yaml").write_text(TEMPLATE.replace("app.keep", "app.missing"))
    run = goatherd("attack", "--select", "GOAT0151", "-q")
    assert run.code == 3
    assert "GOAT0151" in run.out
    assert "Keep" in run.err
    assert "Attacked 1 of 2 ways in" in goatherd("attack", "--select", "GOAT0151").out


def test_a_function_that_never_answers_is_not_called_clean(goatherd, root):
    (root / "src" / "app.py").write_text(
        "def count(event, context):\n    while True:\n        pass\n\n\nkeep = count\n"
    )
    run = goatherd("attack", ".")
    assert run.code == 3
    assert "Count was not attacked: it answers no event: no answer within" in run.out
    assert "Attacked 0 of 2 ways in" in run.out
