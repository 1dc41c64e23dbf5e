from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from goatherd.report import render, sarif

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))


@pytest.fixture
def run(outcome):
    return json.loads(sarif.render(outcome))["runs"][0]


def test_it_is_valid_sarif(outcome):
    errors = Draft4Validator(SCHEMA).iter_errors(json.loads(sarif.render(outcome)))
    assert [f"{list(error.path)} {error.message}" for error in errors] == []


def test_every_check_that_ran_is_a_rule_and_results_point_at_theirs(run):
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["GOAT0101", "GOAT0701", "GOAT0801"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert rules[0]["properties"] == {
        "security-severity": "9.5",
        "tags": ["security", "external/cwe/cwe-078", "serverless", "SAS-1"],
    }
    assert rules[0]["help"]["markdown"]
    assert rules[0]["help"]["text"]


def test_rules_are_the_same_whatever_was_found(outcome, run):
    outcome.findings = []
    clean = json.loads(sarif.render(outcome))["runs"][0]
    assert clean["results"] == []
    assert clean["tool"]["driver"]["rules"] == run["tool"]["driver"]["rules"]


def test_a_flow_is_a_code_flow(run):
    (flow,) = run["results"][0]["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [
        (
            step["location"]["physicalLocation"]["artifactLocation"]["uri"],
            step["location"]["physicalLocation"]["region"]["startLine"],
            step["location"]["message"]["text"],
        )
        for step in steps
    ] == [
        ("src/app.py", 6, "the caller chooses queryStringParameters.name (GET /convert, anonymous)"),
        ("src/app.py", 7, "it becomes part of command"),
        ("src/shared.py", 2, "quote returns it as it is"),
        ("src/app.py", 8, "os.system runs it in a shell"),
    ]


def test_paths_are_relative_uris(run, outcome):
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert uris == {"src/app.py", "src/long.js", "template.yaml", "src/ev%1B%5B31mil%20%231.py"}


def test_paths_start_at_the_work_tree(outcome):
    outcome.prefix = "services/orders/"
    results = json.loads(render("sarif", outcome))["runs"][0]["results"]
    location = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "services/orders/src/app.py", "uriBaseId": "%SRCROOT%"}


def test_fingerprints_are_ours_and_the_line_hash(run):
    prints = run["results"][0]["partialFingerprints"]
    assert prints["goatherd/v1"] == "474f4154303130310000000000000000"
    assert prints["primaryLocationLineHash"].endswith(":1")


def test_the_invocation_says_what_was_not_read(run):
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 3
    notes = invocation["toolExecutionNotifications"]
    assert [(note["level"], note["message"]["text"]) for note in notes] == [
        ("error", "is not YAML: found a tab"),
        ("note", "ignore[GOAT0101] accepts nothing any more; remove it"),
    ]


def test_the_worst_results_come_first_and_survive_the_limit(outcome, monkeypatch):
    monkeypatch.setattr(sarif, "MAX_RESULTS", 3)
    outcome.findings.reverse()
    run = json.loads(sarif.render(outcome))["runs"][0]
    assert [result["properties"]["severity"] for result in run["results"]] == ["critical", "high", "low"]
    assert run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"] == "1 results were left out"
