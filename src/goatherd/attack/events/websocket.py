"""WebSocket APIs: opening, closing, and the messages of one route.

Source: API Gateway developer guide, "Set up WebSocket API integration requests" and "$context variables for
WebSocket APIs". Routes are told apart by `$request.body.action`, the usual selection expression.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.http import HttpShape
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.rest_api import STAGE, V1_PLACES
from goatherd.attack.events.shape import given
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps

CONNECT, DISCONNECT, DEFAULT = "$connect", "$disconnect", "$default"
_MOST = 131_072
_MESSAGE_PLACES = Places.of(("body.@json.**", "body"), ("body", Input("raw")))


@define(eq=False)
class WebSocket(HttpShape):
    places: ClassVar[Places] = V1_PLACES

    @property
    def key(self) -> str:
        return self.naming.text(self.trigger.path) or DEFAULT

    def inputs(self) -> tuple[Input, ...]:
        if self.key == CONNECT:
            return tuple(Input("header", name) for name in ("User-Agent", "Origin", "Cookie"))
        if self.key == DISCONNECT:
            return ()
        return (Input("body"), Input("raw")) if self.key == DEFAULT else (Input("body", "data"),)

    def input_for(self, path: Steps) -> Input | None:
        if self.key == DISCONNECT:
            return None
        if self.key == CONNECT:
            found = HttpShape.input_for(self, path)
            return found if found and found.place in ("query", "header", "cookie", "claim") else None
        found = _MESSAGE_PLACES.find(path)
        if self.key != DEFAULT and found == Input("raw"):
            return Input("body")
        return None if self.key != DEFAULT and found == Input("body", "action") else found

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        if self.key in (CONNECT, DISCONNECT):
            return Delivery(self._edge(values, identity))
        text = self.message(values)
        context = self._context("MESSAGE", values, identity) | {"messageId": "goatherdmsg="}
        return Delivery({"requestContext": context, "body": text, "isBase64Encoded": False})

    def message(self, values: Mapping[Input, object]) -> str:
        """The text that goes through the socket; raises DoesNotFit when it would take another route."""
        found = given(values, "body", "raw", "claim")
        if found.has("body") and found.has("raw"):
            raise DoesNotFit("a message has one body")
        action = {} if self.key == DEFAULT else {"action": self.key}
        if found.has("raw"):
            text = found.text("raw")
            if action and _action(text) != self.key:
                raise DoesNotFit(f"a message without the action {self.key} takes another route")
        else:
            body = found.document("body", action)
            text = json_text(_with(body, action))
        return limits.at_most(text, _MOST, "a message")

    def _edge(self, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        given(values, *(("query", "header", "cookie", "claim") if self.key == CONNECT else ()))
        request = self.request(values, identity)
        connects = self.key == CONNECT
        context = self._context("CONNECT" if connects else "DISCONNECT", values, identity)
        if not connects:
            context |= {"disconnectStatusCode": 1001, "disconnectReason": "Going away"}
        headers = {**request.headers, "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "Z29hdGhlcmRnb2F0aGVyZA=="}
        if request.cookie_line:
            headers = {name: value for name, value in headers.items() if name.lower() != "cookie"}
            headers["Cookie"] = request.cookie_line
        event = {
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "requestContext": context,
            "isBase64Encoded": False,
        }
        multiple = request.multiple_query()
        if connects and multiple:
            event["queryStringParameters"] = {name: parts[-1] for name, parts in multiple.items()}
            event["multiValueQueryStringParameters"] = multiple
        return event

    def _context(self, type: str, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        context: dict[str, Any] = {
            "routeKey": self.key,
            "eventType": type,
            "extendedRequestId": "goatherd=",
            "requestTime": moment.REQUEST_TIME,
            "messageDirection": "IN",
            "stage": STAGE,
            "connectedAt": moment.MILLISECONDS,
            "requestTimeEpoch": moment.MILLISECONDS,
            "identity": {"sourceIp": moment.SOURCE_IP, "userAgent": moment.USER_AGENT},
            "requestId": moment.REQUEST_ID,
            "domainName": self.host,
            "connectionId": "goatherdconn=",
            "apiId": self.api_id,
        }
        if self.gate == "":
            return context
        who = identity or Identity()
        return context | {"authorizer": {"principalId": who.subject, "email": who.email, **who.claims}}

    def command(self, values: Mapping[Input, object]) -> str:
        if self.key in (CONNECT, DISCONNECT):
            request = self.request(values, None)
            lines = [f"{name}: {value}" for name, value in given(values, *_CONNECT).texts("header").items()]
            if request.cookie_line:
                lines.append(f"Cookie: {request.cookie_line}")
            query = f"?{request.raw_query}" if request.query else ""
            return shell.socket(query, lines)
        return shell.socket("", (), self.message(values))


_CONNECT = ("query", "header", "cookie", "claim")


def _action(text: str) -> object:
    try:
        body = read_json(text)
    except Unreadable:
        return None
    return body.get("action") if isinstance(body, dict) else None


def _with(body: object, action: dict[str, str]) -> object:
    if not action:
        return body
    if not isinstance(body, dict):
        raise DoesNotFit("a message that is no object takes the route $default")
    if body.get("action", action["action"]) != action["action"]:
        raise DoesNotFit("another action is another route")
    return {**body, **action}
