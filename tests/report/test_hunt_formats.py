"""What other programs read of a hunt."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from goatherd.report.hunt import OF_FILES, render
from tests.hunt.application.conftest import NAMES
from tests.report.hunted import hunted

SARIF = json.loads((Path(__file__).parent.parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return hunted(tmp_path_factory.mktemp("hunted"))


@pytest.mark.parametrize("format", OF_FILES)
def test_nothing_that_is_not_seen_is_in_it_and_it_is_the_same_again(found, format):
    text = render(format, found)
    assert not UNSEEN.search(text)
    assert text == render(format, found)
    assert text.endswith("\n")


def test_sarif(found):
    log = json.loads(render("sarif", found))
    errors = Draft4Validator(SARIF).iter_errors(log)
    assert [f"{list(error.path)} {error.message}" for error in errors] == []
    (run,) = log["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    (place,) = results["GOAT0390"]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "template.yaml"
    assert place["physicalLocation"]["region"]["startLine"] == 18
    assert place["logicalLocations"] == [{"name": "Take", "kind": "function"}]
    (related,) = results["GOAT0390"]["relatedLocations"]
    assert related["message"]["text"].startswith("open GOAT0101: Hole")
    assert results["GOAT0572"]["locations"] == []
    assert run["invocations"][0]["executionSuccessful"] is False


def test_fingerprints_are_stable_and_tell_alerts_apart(found):
    alerts = found.alerts.ordered
    assert len({alert.fingerprint for alert in alerts}) == len(alerts)


def test_ocsf(found):
    rows = [json.loads(line) for line in render("ocsf", found).splitlines()]
    assert len(rows) == len(found.alerts.ordered)
    for row in rows:
        assert {
            "class_uid",
            "category_uid",
            "type_uid",
            "time",
            "severity_id",
            "metadata",
            "finding_info",
        } <= row.keys()
        assert row["type_uid"] == row["class_uid"] * 100 + row["activity_id"] == 200401
    changed = next(row for row in rows if row["finding_info"]["analytic"]["uid"] == "GOAT0390")
    assert (changed["severity_id"], changed["severity"], changed["count"]) == (4, "High", 1)
    assert changed["finding_info"]["first_seen_time"] == changed["time"] == 1772446020000
    assert changed["evidences"][0]["actor"] == {"user": {"name": "Admin/s1", "account": {"uid": "111122223333"}}}
    assert changed["evidences"][0]["api"]["request"] == {"uid": "event-7"}
    assert changed["evidences"][0]["src_endpoint"] == {"ip": "198.51.100.7"}
    assert changed["resources"] == [
        {"name": "Take", "type": "function", "namespace": "template.yaml"},
        {"name": NAMES["Take"]},
    ]
    assert changed["unmapped"]["place"] == {"path": "template.yaml", "line": 18, "says": "declared here"}
    assert changed["unmapped"]["functions"][0]["reach"] == ["its code writes Orders"]
    incident: dict[str, set[str]] = {}
    for row in rows:
        incident.setdefault(row["metadata"]["correlation_uid"], set()).add(row["finding_info"]["analytic"]["uid"])
    assert {"GOAT0390", "GOAT0190"} <= incident[changed["metadata"]["correlation_uid"]]
    assert {"GOAT0572"} in incident.values()


def test_json_lines(found):
    rows = [json.loads(line) for line in render("jsonl", found).splitlines()]
    changed = next(row for row in rows if row.get("rule") == "GOAT0390")
    assert changed["said"] == "Take was changed to a memory (MB) of 3008, and its template says otherwise"
    assert changed["place"] == {"path": "template.yaml", "line": 18, "says": "declared here"}
    assert changed["functions"][0]["findings"][0]["line"] == 9
    assert rows[-1]["application"][0] == "2 of 3 functions of the application are in the logs, in stack shop-prod"
