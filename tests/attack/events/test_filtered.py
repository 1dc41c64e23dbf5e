"""Mappings and subscriptions with a filter: only what passes is sent, and what is sent passes."""

from __future__ import annotations

import json

import pytest

from goatherd.attack.events import DoesNotFit, Input
from goatherd.model.trigger import Kind

ORDER = {"body": {"type": ["order"], "size": [{"numeric": [">", 3]}]}}
PAID = {"eventName": ["MODIFY"], "dynamodb": {"NewImage": {"state": {"S": ["paid"]}, "by": {"M": {"n": {"N": ["1"]}}}}}}


def test_a_queue(shape):
    one = shape(Kind.SQS, options={"filters": [ORDER, {"body": {"type": ["test"]}}]})
    values = one.fitting({Input("message", "text"): "x", Input("message", "type"): "other"})
    body = json.loads(one.build(values).event["Records"][0]["body"])
    assert body["type"] == "order" and body["size"] > 3 and body["text"] == "x"
    with pytest.raises(DoesNotFit, match="filter"):
        one.build({Input("message"): "plain text"})
    assert one.build({Input("message"): '{"type": "test"}'})
    assert one.fitting({Input("message"): "plain text"}) == one.fitting({})


def test_a_table(shape):
    one = shape(Kind.DYNAMODB, options={"filters": [PAID]})
    record = one.build(one.fitting({Input("record", "note"): "x"})).event["Records"][0]
    image = record["dynamodb"]["NewImage"]
    assert record["eventName"] == "MODIFY" and image["state"] == {"S": "paid"} and image["note"] == {"S": "x"}
    with pytest.raises(DoesNotFit):
        one.build({Input("record", "state"): "new"})


def test_a_stream(shape):
    one = shape(Kind.KINESIS, options={"filters": [{"data": {"kind": ["a"]}}]})
    assert one.fitting({Input("record", "kind"): "b"}) == {Input("record", "kind"): "a"}


def test_a_topic(shape):
    one = shape(Kind.SNS, options={"filters": [{"attributes": {"event": ["placed"]}}]})
    told = one.build(one.fitting({Input("message"): "x"})).event["Records"][0]["Sns"]
    assert told["MessageAttributes"]["event"]["Value"] == "placed" and told["Message"] == "x"
    with pytest.raises(DoesNotFit):
        one.build({Input("message"): "x"})
    assert "placed" in one.command(one.fitting({}))
