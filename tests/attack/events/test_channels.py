from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.attack.events import DoesNotFit, Input
from goatherd.attack.events.pattern import example
from goatherd.model.event_pattern import matches
from goatherd.model.trigger import Kind

PATTERN = {
    "source": ["shop"],
    "detail-type": [{"prefix": "Order"}],
    "detail": {
        "amount": [{"numeric": [">", 10, "<=", 11]}],
        "state": [{"anything-but": ["cancelled"]}],
        "file": [{"suffix": ".csv"}],
        "name": [{"wildcard": "a*b"}],
        "ip": [{"cidr": "10.0.0.0/24"}],
        "note": [{"exists": True}],
        "gone": [{"exists": False}],
        "size": ["s", "m"],
        "$or": [{"x": [1]}, {"y": [2]}],
    },
}


def test_an_event_matches_its_rule(shape):
    one = shape(Kind.EVENTBRIDGE, options={"pattern": PATTERN})
    event = one.build({Input("detail", "id"): "7"}).event
    assert matches(PATTERN, event) and event["detail"]["id"] == "7"
    assert event["detail-type"] == "Order" and "gone" not in event["detail"]
    for values in ({Input("detail", "size"): "xl"}, {Input("detail", "gone"): 1}, {Input("detail", "amount"): 10}):
        with pytest.raises(DoesNotFit):
            one.build(values)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.lists(
            st.one_of(
                st.integers(-5, 5),
                st.text(max_size=3),
                st.booleans(),
                st.none(),
                st.text(max_size=3).map(lambda text: {"prefix": text}),
                st.text(max_size=3).map(lambda text: {"equals-ignore-case": text}),
                st.integers(-5, 5).map(lambda number: {"numeric": ["<", number]}),
                st.lists(st.text(max_size=3), min_size=1, max_size=3).map(lambda texts: {"anything-but": texts}),
            ),
            min_size=1,
            max_size=3,
        ),
    )
)
def test_examples_match(pattern):
    assert matches(pattern, example(pattern))


def test_what_replaces_the_event(shape):
    def event(**options):
        return shape(Kind.EVENTBRIDGE, options=options).build({Input("detail", "n"): 'a"b'}).event

    assert event(input='{"a": 1}') == {"a": 1} and event(input={"a": 1}) == {"a": 1}
    assert event(input_path="$.detail.n") == 'a"b'
    rule = {"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": '{"text": "n is <n>", "n": <n>}'}
    assert event(input_transformer=rule) == {"text": 'n is a"b', "n": 'a"b'}
    constant = shape(Kind.EVENTBRIDGE, options={"input": "{}"})
    assert constant.inputs() == () and constant.input_for(("detail", "n")) is None
    one = shape(Kind.EVENTBRIDGE, options={"input_transformer": rule})
    assert one.input_for(("n",)) == one.input_for(("text",)) == Input("detail", "n")
    assert shape(Kind.SCHEDULE, options={"input": '{"job": 1}'}).build({}).event == {"job": 1}


def test_objects_announced_on_a_bus(shape):
    key = {"object": {"key": [{"prefix": "in/"}]}, "bucket": {"name": ["${Uploads}"]}}
    one = shape(Kind.EVENTBRIDGE, options={"pattern": {"source": ["aws.s3"], "detail": key}})
    delivery = one.build({Input("key"): "a b", Input("content"): "x"})
    assert delivery.event["detail"]["object"]["key"] == delivery.uploads[0].key == "in/a b"
    assert delivery.uploads[0].bucket == delivery.event["detail"]["bucket"]["name"] == "uploads-bucket"
    assert one.input_for(("detail", "object", "key")) == Input("key")
    assert one.input_for(("detail", "bucket", "name")) is None


def test_objects(shape):
    one = shape(Kind.S3, source="Uploads", prefix="in/", suffix=".png")
    upload = one.build({Input("metadata", "Owner"): "me"}).uploads[0]
    assert upload.content.startswith(b"\x89PNG") and upload.metadata == {"owner": "me"}
    assert one.build({Input("key"): "in/a.png"}).uploads[0].key == "in/a.png"
    assert one.input_for(("Records", "0", "s3", "object", "key", "@url")) == Input("key")
    removed = shape(Kind.S3, options={"events": ("s3:ObjectRemoved:*",)})
    assert removed.build({}).uploads == ()
    assert removed.command({Input("key"): "-x"}).startswith("aws s3api delete-object")
    for values in ({Input("key"): "ü" * 600}, {Input("metadata", "a"): "ä"}, {Input("metadata", "a"): "x" * 3000}):
        with pytest.raises(DoesNotFit):
            one.build(values)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.SQS, {Input("message"): "x" * 262_145}),
        (Kind.SQS, {Input("message"): ""}),
        (Kind.SQS, {Input("message"): "\0"}),
        (Kind.SQS, {Input("attribute", "a b"): "x"}),
        (Kind.SQS, {Input("attribute", f"a{index}"): "x" for index in range(11)}),
        (Kind.SNS, {Input("message"): "ü" * 131_073}),
        (Kind.SNS, {Input("subject"): "a\nb"}),
        (Kind.SNS, {Input("subject"): "ü"}),
        (Kind.SNS, {Input("subject"): "x" * 100}),
        (Kind.EVENTBRIDGE, {Input("detail", "a"): "x" * 262_144}),
        (Kind.DYNAMODB, {Input("record", "a"): "x" * 409_600}),
        (Kind.DYNAMODB, {Input("record", "id"): ""}),
        (Kind.DYNAMODB, {Input("record", "a"): float("inf")}),
        (Kind.KINESIS, {Input("key"): "x" * 257}),
        (Kind.KINESIS, {Input("record"): "x" * 1_048_577}),
        (Kind.IOT, {Input("topic", "1"): "a"}),
        (Kind.SES, {Input("subject"): "a\r\nBcc: b@example.com"}),
        (Kind.COGNITO, {Input("username"): "a b"}),
        (Kind.COGNITO, {Input("attribute", "name"): "x" * 2049}),
        (Kind.CODEPIPELINE, {Input("argument"): "x" * 1001}),
        (Kind.SCHEDULE, {Input("argument"): "x"}),
    ],
)
def test_what_a_service_refuses_does_not_fit(shape, kind, values):
    with pytest.raises(DoesNotFit):
        shape(kind).build(values)


def test_items_are_typed(shape):
    one = shape(Kind.DYNAMODB, source="Numbers")
    change = one.build({Input("record", "number"): "7", Input("record", "a.0.b"): True}).event["Records"][0]["dynamodb"]
    assert change["Keys"] == {"number": {"N": "7"}}
    assert change["NewImage"]["a"] == {"L": [{"M": {"b": {"BOOL": True}}}]}
    image = ("Records", "0", "dynamodb", "NewImage")
    assert one.input_for((*image, "a", "L", "0", "M", "b", "BOOL")) == Input("record", "a.0.b")
    assert one.input_for((*image, "text", "S", "@json", "x")) == Input("record", "text.@json.x")
    assert one.input_for((*image, "a", "?", "x")) is None
    with pytest.raises(DoesNotFit):
        one.build({Input("record", "number"): "x"})


def test_messages_in_queues(shape):
    queue = shape(Kind.SQS, source="Queue", options={"via": ("Orders",)})
    body = ("Records", "0", "body", "@json")
    assert queue.input_for((*body, "Message", "@json", "cmd")) == Input("message", "cmd")
    assert queue.input_for((*body, "cmd")) == Input("body", "cmd")
    assert queue.input_for((*body, "TopicArn")) is None
    raw = queue.build({Input("body", "cmd"): "x"}).event["Records"][0]["body"]
    assert json.loads(raw) == {"cmd": "x"}
    both = queue.build({Input("body", "cmd"): "x", Input("message", "cmd"): "y"}).event["Records"]
    assert [json.loads(record["body"]).get("cmd") for record in both] == ["x", None]
    assert queue.command({Input("body", "cmd"): "x"}).startswith("aws sqs send-message --queue-url https://sqs.")
    assert queue.command({}).startswith("aws sns publish --topic-arn ")


def test_what_a_state_passes_on(shape):
    parameters = {"FunctionName": "f", "Payload": {"id.$": "$.order.id", "all.$": "$", "token.$": "$$.Task.Token"}}
    one = shape(Kind.STEP_FUNCTIONS, options={"parameters": parameters})
    event = one.build({Input("argument", "order.id"): "7"}).event
    assert event == {"id": "7", "all": {"id": "1", "order": {"id": "7"}}, "token": "goatherd"}
    assert one.input_for(("id",)) == one.input_for(("all", "order", "id")) == Input("argument", "order.id")
    assert one.input_for(("token",)) is None


def test_rules_of_topics_select(shape):
    one = shape(Kind.IOT, options={"sql": "SELECT temperature AS t, topic(2) AS device FROM 'd/+/data'"})
    event = one.build({Input("message", "temperature"): 7, Input("topic", "2"): "cam"}).event
    assert event == {"t": 7, "device": "cam"}
    assert one.command({Input("topic", "2"): "cam"}).startswith("aws iot-data publish --topic d/cam/data")


def test_direct_invocations(shape):
    for kind in (Kind.DIRECT, Kind.UNKNOWN, "a kind of tomorrow"):
        one = shape(kind)
        assert one.build({Input("argument", "a.b"): 1}).event == {"a": {"b": 1}}
        assert one.input_for(("a", "b")) == Input("argument", "a.b")
        assert one.input_for(("requestContext", "authorizer")) is None
    assert shape(Kind.DIRECT).command({Input("argument", "a"): "'"}) == (
        "aws lambda invoke --function-name handler --cli-binary-format raw-in-base64-out "
        """--payload '{"a": "'"'"'"}' /dev/stdout"""
    )
