"""Logs that somebody wrote to harm who reads them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.core.finding import INFO
from goatherd.hunt.application.calls import calls
from goatherd.hunt.application.changing import CHANGING, changes_of
from goatherd.hunt.application.facts import Call, Facts, Session
from goatherd.hunt.application.observing import calls_of, functions_in, others_of, ran
from goatherd.hunt.condition import All
from goatherd.hunt.rule import About, Rule, Telemetry
from goatherd.hunt.stream.engine import Match
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL
from tests.hunt.application.conftest import NAMES, ROLES, by, call

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from([*NAMES.values(), "arn:aws:lambda:::function:x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("functionName", "role", "layers", "environment", "principal", "destinationConfig", "NotificationConfiguration"),
    *("targets", "target", "policyDocument", "roleName", "bucketName", "endpoint", "memorySize", "eventSourceArn"),
)
EVENTS = st.fixed_dictionaries(
    {
        "eventSource": VALUES | st.sampled_from(["sts.amazonaws.com", "lambda.amazonaws.com"]),
        "eventName": VALUES | st.sampled_from(["AssumeRole", "Invoke"]),
        "userIdentity": VALUES | st.dictionaries(st.sampled_from(["arn", "invokedBy", "type"]), VALUES),
        "requestParameters": VALUES | st.dictionaries(st.sampled_from(FIELDS), VALUES),
        "responseElements": VALUES,
        "resources": VALUES,
        "userAgent": VALUES,
        "errorCode": VALUES,
        "additionalEventData": VALUES,
    }
)


@given(EVENTS)
@settings(max_examples=100)
def test_events_of_any_shape(event: dict[str, Any]):
    for fact in (*calls_of(event), *others_of(event), *ran(event)):
        hash(fact)
    assert all(isinstance(name, str) for name in functions_in(event))


@pytest.mark.parametrize(("service", "operation"), sorted(CHANGING))
@given(parameters=st.dictionaries(st.sampled_from(FIELDS), VALUES))
@settings(max_examples=15)
def test_changes_of_any_shape(service: str, operation: str, parameters: dict[str, Any]):
    for change in changes_of({"requestParameters": parameters}, service, operation):
        assert isinstance(change.value, str)


def test_names_that_are_endless(shop):
    long = "a-" * 500_000
    scan = call("dynamodb", "Scan", {"tableName": long}) | by("Take", session=long)
    assert shop.told(scan, call("lambda", "Invoke", {"functionName": long})) == []


@pytest.mark.parametrize("name", ["PutRolePolicy", "UpdateAssumeRolePolicy"])
def test_policies_that_are_none(shop, name):
    texts = ["[" * 100_000, "{}", "[]", '{"Statement": 1}', '{"Statement": [[]]}', '{"Statement": {"Effect": "Allow"}}']
    assert shop.told(*(call("iam", name, {"roleName": ROLES["Take"], "policyDocument": text}) for text in texts)) == []


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr("goatherd.hunt.application.facts.MOST", 100)
    facts, match = Facts(), Match(Rule(About("", "", INFO), Telemetry(), All(())), CLOUDTRAIL, {}, "", 0)
    for number in range(107):
        facts.add(Call(Session("r", "s"), "s3", str(number)), match)
    assert facts.beyond == 7
    assert len(list(facts)) == 100


def test_what_was_not_kept_is_told(shop, monkeypatch):
    monkeypatch.setattr("goatherd.hunt.application.facts.MOST", 3)
    told = list(shop.hunt().baseline.summary())
    assert told[-1] == "3 records more than could be kept were not held against the application"


def test_a_judge_that_breaks_hides_nothing(shop, monkeypatch):
    def broken(ground):
        raise KeyError("x")

    monkeypatch.setattr("goatherd.hunt.application.baseline._JUDGES", (broken, calls))
    found = shop.hunt(call("sts", "GetCallerIdentity") | by("Take"))
    assert [alert.about.id for alert in found.alerts.ordered] == ["GOAT0190"]
    told = "\n".join(found.baseline.summary())
    assert "a part could not be judged (KeyError: 'x'); this is a bug in goatherd" in told
