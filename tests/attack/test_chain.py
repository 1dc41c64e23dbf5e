"""What a function writes fires the functions that are wired to it, with the events that the services would send."""

from __future__ import annotations

import base64
import json

import pytest

from goatherd.attack.events import shape_of
from goatherd.attack.events.noun import Delivery
from goatherd.attack.trial import MAX_LINKS, MAX_ROUNDS, Attempt, Target, attempt_in
from goatherd.model.trigger import Kind
from tests.attack.wired_calls import BUCKET, CASES, KEY
from tests.attack.wirings import APP, LOOP, TEMPLATE
from tests.sandbox.cloud.functions import CALLER
from tests.sandbox.pods import in_pod, written


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Name -> what was said, and (function, via, event) of everything that followed."""
    files = {"template.yaml": TEMPLATE, "app.py": APP, "caller.py": CALLER, "loop.py": LOOP}
    folder = written(tmp_path_factory.mktemp("app"), files)

    def work(pod):
        writer = pod.application.function("Writer")
        for name, (calls, _) in CASES.items():
            trigger = writer.triggers[0]
            target = Target(writer, trigger, _Fixed({"calls": calls}))
            trace = attempt_in(pod, Attempt(target))
            yield (
                name,
                trace.first.response,
                [[link.function, link.via, link.invocation.response] for link in trace.links[1:]],
            )
            pod.restore()
        for name in ("OnLoop", "OnShort"):
            function = pod.application.function(name)
            (trigger,) = [t for t in function.triggers if t.kind == Kind.SQS]
            shape = shape_of(function, trigger, pod.application, pod.naming)
            trace = attempt_in(pod, Attempt(Target(function, trigger, shape)))
            yield name, len(trace.links), len(trace.looped)

    return {name: rest for name, *rest in in_pod(folder, work)}


class _Fixed:
    def __init__(self, event):
        self.event = event

    def build(self, values, identity=None):
        return Delivery(self.event)


@pytest.mark.parametrize("case", CASES)
def test_calls_fire_what_is_wired_to_them(outcome, case):
    said, followed = outcome[case]
    assert isinstance(said, list)
    assert [function for function, _, _ in followed] == CASES[case][1], said
    assert all(via for _, via, _ in followed)


def events(outcome, case):
    return [event for _, _, event in outcome[case][1]]


def test_objects(outcome):
    (event,) = events(outcome, "object")
    assert event["Records"][0]["s3"]["object"]["key"] == "in/a+b.json"
    assert event["Records"][0]["s3"]["bucket"]["name"] == BUCKET
    keys = [event["Records"][0]["s3"]["object"]["key"] for event in events(outcome, "removals")]
    assert keys == ["x", "y%3Cz"]


def test_rows(outcome):
    (event,) = events(outcome, "row")
    (record,) = event["Records"]
    image = record["dynamodb"]["NewImage"]
    assert (record["eventName"], record["dynamodb"]["Keys"]) == ("INSERT", KEY)
    assert (image["text"], image["number"], image["flag"]) == ({"S": "t"}, {"N": "1.5"}, {"BOOL": True})
    assert (image["none"], image["map"]) == ({"NULL": True}, {"M": {"deep": {"S": "d"}}})
    assert image["list"] == {"L": [{"S": "e"}, {"N": "7"}]}
    one, two = (event["Records"][0]["dynamodb"]["NewImage"] for event in events(outcome, "rows"))
    assert (one["n"], two["id"]) == ({"S": "one"}, {"S": "b"})


def test_updated_rows(outcome):
    (event,) = events(outcome, "update")
    (record,) = event["Records"]
    image = record["dynamodb"]["NewImage"]
    assert (record["eventName"], record["dynamodb"]["Keys"]) == ("MODIFY", KEY)
    assert (image["name"], image["plain"]) == ({"S": "new"}, {"M": {"a": {"N": "1"}}})


def test_messages(outcome):
    (event,) = events(outcome, "message")
    (record,) = event["Records"]
    assert (record["body"], record["messageAttributes"]["who"]["stringValue"]) == ("hello", "me")
    assert [event["Records"][0]["body"] for event in events(outcome, "messages")] == ["one", "two"]


def test_notifications(outcome):
    direct, queued = events(outcome, "notification")
    assert direct["Records"][0]["Sns"]["Message"] == "news"
    assert direct["Records"][0]["Sns"]["Subject"] == "about"
    assert json.loads(queued["Records"][0]["body"])["Message"] == "news"
    (event,) = events(outcome, "message past the topic")
    assert [record["body"] for record in event["Records"]] == ["itself"]


def test_events(outcome):
    (event,) = events(outcome, "event")
    assert (event["detail"], event["detail-type"]) == ({"amount": 20}, "Order")


def test_records(outcome):
    data = [event["Records"][0]["kinesis"]["data"] for event in events(outcome, "record") + events(outcome, "records")]
    assert [base64.b64decode(text).decode() for text in data] == ["click ü", "one", '{"two": 2}']


def test_executions_and_invocations(outcome):
    assert events(outcome, "execution") == [{"order": {"id": 7}, "fixed": 1}]
    assert events(outcome, "invocation") == [{"later": True}]


def test_loops_are_cut_and_told(outcome):
    links, looped = outcome["OnLoop"]
    assert links <= MAX_LINKS
    assert (links, looped) == (MAX_ROUNDS + 1, MAX_ROUNDS)
    assert outcome["OnShort"] == [2, 1]
