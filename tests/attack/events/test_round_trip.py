"""What is placed is found where the code would read it, and the path there leads back to the place."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import parse_qs, unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.attack.events import DoesNotFit, Input
from goatherd.model.trigger import ELSEWHERE_KINDS, Kind

KINDS = sorted({value for name, value in vars(Kind).items() if name.isupper()} - ELSEWHERE_KINDS)
MARK = "goatmark7"

TEMPLATE = '{"id": "$input.params(\'id\')", "b": $input.json(\'$\')}'
OBJECTS = {"source": ["aws.s3"], "detail": {"bucket": {"name": ["b"]}}}
TRANSFORMER = {"InputPathsMap": {"d": "$.detail"}, "InputTemplate": '{"what": <d>, "at": "x"}'}
PAYLOAD = {"q.$": "States.Format('a {}', $.q)", "all.$": "$"}
QUERY = "SELECT *, topic(2) AS device, a.b AS c FROM 'd/+/data'"


def task(**parameters):
    return Kind.STEP_FUNCTIONS, {"options": {"parameters": parameters}}


SPECIAL = {
    "rest": (Kind.REST_API, {"method": "POST", "path": "/orders/{id}/{proxy+}"}),
    "rest signed in": (Kind.REST_API, {"method": "ANY", "path": "/", "authorizer": "Pool"}),
    "http": (Kind.HTTP_API, {"method": "PUT", "path": "/orders/{id}", "authorizer": "Jwt"}),
    "http default": (Kind.HTTP_API, {"method": "ANY", "path": "$default"}),
    "http 1.0": (Kind.HTTP_API_V1, {"method": "POST", "path": "/{proxy+}", "authorizer": "Custom"}),
    "connect": (Kind.WEBSOCKET, {"path": "$connect"}),
    "disconnect": (Kind.WEBSOCKET, {"path": "$disconnect"}),
    "route": (Kind.WEBSOCKET, {"path": "send"}),
    "balancer": (Kind.ALB, {"method": "GET,POST", "path": "/api/*"}),
    "mapped": (
        Kind.REST_API_MAPPED,
        {"method": "POST", "path": "/{id}", "options": {"request_templates": {"application/json": TEMPLATE}}},
    ),
    "through a topic": (Kind.SQS, {"source": "Queue", "options": {"via": ("Orders",)}}),
    "through a bucket": (Kind.SQS, {"source": "Queue", "options": {"via": ("Uploads",)}}),
    "through a rule": (Kind.SQS, {"source": "Queue", "options": {"via": ("Rule",)}}),
    "objects": (Kind.EVENTBRIDGE, {"options": {"pattern": OBJECTS}}),
    "transformed": (Kind.EVENTBRIDGE, {"options": {"input_transformer": TRANSFORMER}}),
    "input path": (Kind.EVENTBRIDGE, {"options": {"input_path": "$.detail"}}),
    "keys": (Kind.S3, {"source": "Uploads", "prefix": "in/", "suffix": ".png"}),
    "topic levels": (Kind.IOT, {"options": {"sql": QUERY}}),
    "provisioning": (Kind.IOT, {"source": "Provisioning"}),
    "task": task(**{"all.$": "$", "one.$": "$.x.y", "fixed": 1}),
    "invoked": task(FunctionName="f", Payload=PAYLOAD),
    "jsonata": task(FunctionName="f", Payload="{% $states.input %}"),
    "authorizer 2.0": (Kind.AUTHORIZER_REQUEST, {"options": {"payload": "2.0"}}),
    "authorizer of devices": (Kind.AUTHORIZER_REQUEST, {"options": {"service": "iot"}}),
    "authorizer of graphs": (Kind.AUTHORIZER_REQUEST, {"source": "Graph"}),
    "destination": (Kind.DIRECT, {"options": {"destination": True}}),
    "graph": (Kind.APPSYNC, {"method": "Query", "path": "order", "authorizer": "AMAZON_COGNITO_USER_POOLS"}),
    "edge": (Kind.CLOUDFRONT, {"path": "*", "options": {"event": "origin-request"}}),
    **{
        f"pipe of {source}": (Kind.PIPE, {"options": {"source_kind": source, "role": "target"}})
        for source in (Kind.SQS, Kind.KINESIS, Kind.DYNAMODB, Kind.KAFKA, Kind.MQ)
    },
    "pipe with template": (
        Kind.PIPE,
        {"options": {"source_kind": Kind.SQS, "input_transformer": '{"order": <$.body.order>, "text": "a <$.body>"}'}},
    ),
    **{
        f"pool {moment}": (Kind.COGNITO, {"options": {"trigger": moment}})
        for moment in (
            "PreSignUp",
            "PreAuthentication",
            "UserMigration",
            "VerifyAuthChallengeResponse",
            "CustomMessage",
        )
    },
}
# names that only the code knows
NAMED = {
    "query": "document_url",
    "header": "x-goat",
    "body": "order.items.0.id",
    "form": "comment",
    "cookie": "session",
    "message": "order.items.0.id",
    "record": "order.name",
    "detail": "order.items.0.id",
    "argument": "order.name",
    "attribute": "nickname",
    "old": "order.name",
    "claim": "custom:team",
}


# lists of names and values: a position does not say which
POSITIONAL = {Kind.BEDROCK_AGENT, Kind.SES, Kind.S3_OBJECT_LAMBDA}


def every_shape(shape):
    yield from ((kind, shape(kind)) for kind in KINDS)
    yield from ((name, shape(kind, **fields)) for name, (kind, fields) in SPECIAL.items())


def paths(node, mark, path=()):
    """Every path to a text with the mark, decoding on the way whatever can be decoded."""
    if isinstance(node, dict):
        for name, part in node.items():
            yield from paths(part, mark, (*path, name))
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from paths(part, mark, (*path, str(index)))
    elif isinstance(node, str):
        yield from ([path] if mark in node else [])
        for step, decoded in decodings(node):
            yield from paths(decoded, mark, (*path, step))


def decodings(text):
    try:
        loaded = json.loads(text)
        if isinstance(loaded, dict | list | str):
            yield "@json", loaded
    except ValueError:
        pass
    if "=" in text and "{" not in text:
        yield "@form", parse_qs(text)
        yield "@cookie", dict(part.strip().partition("=")[::2] for part in text.split(";"))
    if len(text) % 4 == 0 and text:
        try:
            data = base64.b64decode(text, validate=True)
            yield "@base64", (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()
        except ValueError:
            pass


def place(shape, input, value):
    """Where the value ended up: inputs that the paths to it lead back to; None when it does not fit."""
    delivery = shape.build({input: value})
    json.dumps(delivery.event)
    if any(value in upload.content.decode("latin-1") for upload in delivery.uploads):
        return {input}
    return {shape.input_for(path) for path in paths(delivery.event, value)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_benign_event_is_json_and_has_a_command(shape, kind):
    one = shape(kind)
    assert json.loads(json.dumps(one.build({}).event)) == one.build({}).event
    assert one.command({}) == one.command({})


def test_every_known_input_is_found_again(shape):
    for name, one in every_shape(shape):
        for input in one.inputs():
            assert input in place(one, input, MARK if input.place != "sender" else f"{MARK}@example.com"), (name, input)


def test_names_that_the_code_knows_are_found_again(shape):
    found = set()
    for name, one in every_shape(shape):
        for where, called in NAMED.items():
            input = Input(where, called)
            if name in POSITIONAL:
                continue
            try:
                led = place(one, input, MARK)
            except DoesNotFit:
                continue
            # in a text that need not be JSON, JSON is named
            assert not led or led & {input, Input(where, f"@json.{called}")}, (name, input, led)
            found |= led & {input}
    assert {input.place for input in found} == set(NAMED)


def test_commands_carry_the_value(shape):
    silent = {"codepipeline", "mq", "destination"}
    for name, one in every_shape(shape):
        for input in one.inputs():
            command = one.command({input: MARK})
            assert MARK in command or input.place != "message" or name in silent, (name, input, command)


@pytest.mark.parametrize("path", [("requestContext", "accountId"), ("Records", "0", "eventSource"), ("region",), ()])
def test_the_platforms_fields_are_no_inputs(shape, path):
    anything = {Kind.DIRECT, Kind.UNKNOWN, Kind.STEP_FUNCTIONS, Kind.IOT, Kind.REST_API_MAPPED, Kind.APPSYNC}
    for kind in set(KINDS) - anything:
        assert shape(kind).input_for(path) is None, kind


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=60)
@given(value=texts)
def test_any_text_in_a_message_arrives(shape, value):
    for kind, read in (
        (Kind.SQS, lambda e: json.loads(e["Records"][0]["body"])["x"]),
        (Kind.SNS, lambda e: json.loads(e["Records"][0]["Sns"]["Message"])["x"]),
        (Kind.KINESIS, lambda e: json.loads(base64.b64decode(e["Records"][0]["kinesis"]["data"]))["x"]),
        (Kind.EVENTBRIDGE, lambda e: e["detail"]["x"]),
        (Kind.DYNAMODB, lambda e: e["Records"][0]["dynamodb"]["NewImage"]["x"]["S"]),
    ):
        place = {Kind.KINESIS: "record", Kind.DYNAMODB: "record", Kind.EVENTBRIDGE: "detail"}.get(kind, "message")
        one = shape(kind)
        try:
            assert read(one.build({Input(place, "x"): value}).event) == value
        except DoesNotFit:
            assert kind in (Kind.SQS, Kind.SNS) and set(value) & {"\ufffe", "\uffff"}


@settings(max_examples=60)
@given(value=texts)
def test_keys_decode_to_what_was_placed(shape, value):
    one = shape(Kind.S3, source="Uploads", prefix="in/", suffix=".txt")
    delivery = one.build({Input("key"): value})
    key = unquote_plus(delivery.event["Records"][0]["s3"]["object"]["key"])
    assert key == delivery.uploads[0].key
    assert key.startswith("in/") and key.endswith(".txt") and value in key


@settings(max_examples=60)
@given(value=texts)
def test_gateways_decode_parameters(shape, value):
    for kind in (Kind.REST_API, Kind.HTTP_API, Kind.HTTP_API_V1):
        one = shape(kind, method="GET", path="/a/{id}/b")
        event = one.build({Input("path", "id"): value, Input("query", "q"): value}).event
        assert event["pathParameters"]["id"] == value
        assert event["queryStringParameters"]["q"] == value


@settings(max_examples=60)
@given(steps=st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_names_hold_any_steps(steps):
    assert Input.of("body", steps).steps == tuple(steps)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=5,
)
places = st.sampled_from(
    [*NAMED, "raw", "path", "key", "content", "metadata", "subject", "sender", "token", "nonsense"]
)
names = st.one_of(
    st.just(""), st.text(max_size=10), st.sampled_from(["a.b", "0.x", "@json.a", "a.@base64", "a.@cookie.b"])
)
inputs = st.builds(Input, places, names)


@settings(max_examples=100)
@given(what=st.dictionaries(inputs, values, min_size=1, max_size=2))
def test_whatever_does_not_fit_says_so(shape, what):
    for _, one in every_shape(shape):
        try:
            event = one.build(what).event
            one.command(what)
        except DoesNotFit:
            continue
        json.dumps(event, allow_nan=False).encode()


steps = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        ["0", "body", "@json", "@base64", "Records", "headers", "requestContext", "detail", "dynamodb", "M"]
    ),
)


@settings(max_examples=100)
@given(path=st.lists(steps, max_size=6).map(tuple))
def test_any_path_can_be_asked_for(shape, path):
    for _, one in every_shape(shape):
        found = one.input_for(path)
        assert found is None or isinstance(found, Input)
