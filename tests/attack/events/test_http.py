from __future__ import annotations

import base64
import json

import pytest

from goatherd.attack.events import DoesNotFit, Identity, Input
from goatherd.model.trigger import Kind

ROUTE = {"method": "ANY", "path": "/files/{name}"}
LANGUAGE = Input("header", "Accept-Language")


def test_paths_are_decoded_as_each_gateway_does(shape):
    value = {Input("path", "name"): "../a b/%"}
    rest = shape(Kind.REST_API, **ROUTE).build(value).event
    assert (rest["path"], rest["resource"]) == ("/files/..%2Fa%20b%2F%25", "/files/{name}")
    assert shape(Kind.HTTP_API, **ROUTE).build(value).event["rawPath"] == "/files/../a b/%"
    assert shape(Kind.HTTP_API_V1, **ROUTE).build(value).event["path"] == "/files/../a b/%"
    assert shape(Kind.FUNCTION_URL).build({Input("path"): "/a b"}).event["rawPath"] == "/a%20b"


def test_a_load_balancer_does_not_decode_the_query(shape):
    event = shape(Kind.ALB).build({Input("query", "q"): "$(id) 'x'&"}).event
    assert event["queryStringParameters"] == {"q": "$(id)%20'x'%26"}


def test_a_list_is_a_parameter_several_times(shape):
    values = {Input("query", "q"): ["a", 7]}
    rest = shape(Kind.REST_API, **ROUTE).build(values).event
    assert rest["queryStringParameters"] == {"q": "7"}
    assert rest["multiValueQueryStringParameters"] == {"q": ["a", "7"]}
    http = shape(Kind.HTTP_API, **ROUTE).build(values).event
    assert (http["queryStringParameters"], http["rawQueryString"]) == ({"q": "a,7"}, "q=a&q=7")


def test_bodies(shape):
    http = shape(Kind.HTTP_API, **ROUTE)
    json_body = http.build({Input("body", "order.items.0.id"): 7, Input("body", "a\\.b"): None}).event
    assert json.loads(json_body["body"]) == {"order": {"items": [{"id": 7}]}, "a.b": None}
    assert json_body["headers"]["content-type"] == "application/json"
    form = http.build({Input("form", "q"): "a b"}).event
    assert (base64.b64decode(form["body"]), form["isBase64Encoded"]) == (b"q=a+b", True)
    assert http.input_for(("body", "@base64", "@form", "q", "0")) == Input("form", "q")
    raw = http.build({Input("raw"): "<a/>", Input("header", "Content-Type"): "application/xml"}).event
    assert (raw["body"], raw["headers"]["content-type"]) == ("<a/>", "application/xml")
    binary = shape(Kind.REST_API, **ROUTE).build({Input("raw"): b"\xff"}).event
    assert (binary["body"], binary["isBase64Encoded"]) == ("/w==", True)
    nested = http.build({Input("body", "payload.@base64.@json.id"): 1}).event
    assert json.loads(base64.b64decode(json.loads(nested["body"])["payload"])) == {"id": 1}


def test_cookies(shape):
    values = {Input("cookie", "session"): "a", Input("header", "Cookie"): "b=c"}
    assert shape(Kind.HTTP_API, **ROUTE).build(values).event["cookies"] == ["b=c", "session=a"]
    rest = shape(Kind.REST_API, **ROUTE)
    assert rest.build(values).event["headers"]["Cookie"] == "b=c; session=a"
    assert rest.input_for(("headers", "Cookie", "@cookie", "session")) == Input("cookie", "session")


def test_who_has_signed_in(shape):
    identity = Identity(subject="s-1", username="mallory", email="m@example.com", claims={"custom:role": "user"})
    rest = shape(Kind.REST_API, **ROUTE, authorizer="Pool").build({Input("claim", "name"): "<b>"}, identity).event
    claims = rest["requestContext"]["authorizer"]["claims"]
    assert (claims["sub"], claims["cognito:username"], claims["name"]) == ("s-1", "mallory", "<b>")
    assert rest["headers"]["Authorization"].startswith("Bearer ey")
    http = shape(Kind.HTTP_API, **ROUTE, authorizer="Jwt").build({}, identity).event
    assert http["requestContext"]["authorizer"]["jwt"]["claims"]["custom:role"] == "user"
    custom = shape(Kind.HTTP_API, **ROUTE, authorizer="Custom").build({}, identity).event
    assert custom["requestContext"]["authorizer"]["lambda"]["custom:role"] == "user"
    assert "authorizer" not in shape(Kind.REST_API, **ROUTE).build({}).event["requestContext"]
    token = shape(Kind.REST_API, **ROUTE, authorizer="Pool").build({}, Identity(token="Bearer x")).event
    assert token["headers"]["Authorization"] == "Bearer x"


def test_which_claims_and_headers_are_the_users(shape):
    rest = shape(Kind.REST_API, **ROUTE, authorizer="Pool")
    claims = ("requestContext", "authorizer", "claims")
    assert rest.input_for((*claims, "email")) == Input("claim", "email")
    assert rest.input_for((*claims, "sub")) is None
    assert shape(Kind.REST_API, **ROUTE).input_for((*claims, "email")) is None
    assert rest.input_for(("headers", "Host")) is None
    assert rest.input_for(("headers", "X-Amzn-Trace-Id")) is None
    assert shape(Kind.ALB).input_for(("headers", "host")) == Input("header", "host")
    assert shape(Kind.HTTP_API, **ROUTE).input_for(("headers", "X-Goat")) is None
    with pytest.raises(DoesNotFit):
        rest.build({Input("claim", "sub"): "root"})


def test_an_address_is_appended_to_those_that_the_client_claims(shape):
    event = shape(Kind.REST_API, **ROUTE).build({Input("header", "X-Forwarded-For"): "10.0.0.1"}).event
    assert event["headers"]["X-Forwarded-For"] == "10.0.0.1, 203.0.113.7"


def test_what_a_container_needs_to_be_there(shape):
    for kind in (Kind.REST_API, Kind.HTTP_API):
        one = shape(kind, **ROUTE)
        any_query = one.input_for(("queryStringParameters",))
        assert one.build({any_query: "x"}).event["queryStringParameters"]


@pytest.mark.parametrize(
    "values",
    [
        {LANGUAGE: "a\r\nX: y"},
        {LANGUAGE: "\u20ac"},
        {Input("header", "a b"): "x"},
        {Input("header", "Content-Length"): "1"},
        {LANGUAGE: "x" * 20_000},
        {Input("cookie", "a"): "b;c"},
        {Input("path", "name"): ""},
        {Input("path", "other"): "x"},
        {Input("query", "q"): "\ud800"},
        {Input("body", "a"): 1, Input("raw"): "x"},
        {Input("body", "a"): 1, Input("body", "a.b"): 2},
        {Input("body", "a.500"): 1},
        {Input("body", "a"): float("nan")},
        {Input("body", "a"): b"x"},
        {Input("raw"): "x" * 11_000_000},
        {Input("method"): "FETCH"},
        {Input("message", "a"): "x"},
    ],
)
def test_what_a_gateway_refuses_does_not_fit(shape, values):
    with pytest.raises(DoesNotFit):
        shape(Kind.REST_API, **ROUTE).build(values)


def test_messages_of_a_websocket_name_their_route(shape):
    send = shape(Kind.WEBSOCKET, path="send")
    assert json.loads(send.build({Input("body", "to"): "x"}).event["body"]) == {"action": "send", "to": "x"}
    assert send.build({Input("raw"): '{"action": "send"}'}).event["body"] == '{"action": "send"}'
    assert send.input_for(("body", "@json", "action")) is None
    for values in ({Input("raw"): "x"}, {Input("body", "action"): "other"}, {Input("query", "q"): "x"}):
        with pytest.raises(DoesNotFit):
            send.build(values)


def test_commands(shape):
    rest = shape(Kind.REST_API, **ROUTE, authorizer="Pool")
    values = {Input("query", "x"): "$(id)", Input("header", "X-Goat"): "it's", Input("body", "a"): "'"}
    assert rest.command(values) == (
        """printf %s '{"a": "'"'"'"}' | curl --globoff --path-as-is -X POST "$API_URL"'/files/1?x=%24%28id%29' """
        """-H 'Content-Type: application/json' -H 'X-Goat: it'"'"'s' -H "Authorization: $TOKEN" --data-binary @-"""
    )
    signed = shape(Kind.FUNCTION_URL, authorizer="AWS_IAM").command({Input("path"): "/../x"})
    assert signed == ('curl --globoff --path-as-is -X GET --aws-sigv4 aws:amz:eu-west-1:lambda "$FUNCTION_URL"/../x')
    binary = shape(Kind.REST_API, **ROUTE).command({Input("raw"): b"\xff"})
    assert binary.startswith("printf %s /w== | base64 -d | curl ")


def test_which_values_fit_together(shape):
    values = {Input("body", "a.b"): "x", Input("body", "a"): "y", Input("method"): "x", Input("query", "q"): "z"}
    assert set(shape(Kind.REST_API, **ROUTE).fitting(values)) == {Input("body", "a.b"), Input("query", "q")}
