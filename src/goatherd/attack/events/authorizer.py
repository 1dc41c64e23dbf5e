"""Lambda authorizers of REST, HTTP and WebSocket APIs, of AppSync and of IoT.

Source: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" and "Control access to HTTP APIs with
AWS Lambda authorizers"; AppSync developer guide, "AWS_LAMBDA authorization"; IoT Core developer guide, "Custom
authentication".
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.http_api import V2_PLACES, HttpApi
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.rest_api import V1_PLACES, RestApi
from goatherd.attack.events.route import Route
from goatherd.attack.events.shape import Shape, given
from goatherd.model.resource import Authorizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.request import Request
    from goatherd.model.trigger import Trigger

TOKEN = Input("token")
AUTHORIZATION = Input("header", "authorization")


@define(eq=False)
class TokenAuthorizer(Shape):
    places: ClassVar[Places] = Places.of(("authorizationToken", TOKEN))

    def inputs(self) -> tuple[Input, ...]:
        return (TOKEN,)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        return Delivery(
            {
                "type": "TOKEN",
                "authorizationToken": self._token(values, (identity or Identity()).bearer()),
                "methodArn": self.arn("execute-api", f"{self.source('goatherdapi')}/prod/GET/"),
            }
        )

    def _token(self, values: Mapping[Input, object], benign: str) -> str:
        return limits.at_most(limits.header_value(given(values, "token").text("token", benign)), 8192, "a token")

    def command(self, values: Mapping[Input, object]) -> str:
        header = f"Authorization: {self._token(values, Identity().bearer())}"
        asked = next(self._asked(), None)
        method, path = (asked.method or "GET", Route.of(asked.path).filled({})[0]) if asked else ("GET", "/")
        return shell.curl("GET" if method == "ANY" else method, "$API_URL", path, [header], None)

    def _asked(self) -> Iterator[Trigger]:
        """The routes whose callers it lets through."""
        own = {each.id for each in self.application.of(Authorizer) if each.function == self.function.id}
        return (trigger for _, trigger in self.application.triggers() if trigger.authorizer in own)


@define(eq=False)
class RequestAuthorizer(RestApi):
    """Payload format 1.0: the request without its body."""

    places: ClassVar[Places] = Places.of(("body", None)) + V1_PLACES

    def inputs(self) -> tuple[Input, ...]:
        return (Input("header", "Authorization"), *_without_body(super().inputs()))

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        given(values, "query", "path", "method", "header", "cookie")
        request = request.with_headers(Authorization=(identity or Identity()).bearer())
        event = super().event(request, values, identity)
        del event["body"], event["isBase64Encoded"]
        arn = self.arn("execute-api", f"{self.api_id}/prod/{request.method}{request.path}")
        return {"type": "REQUEST", "methodArn": arn, **event}


@define(eq=False)
class HttpRequestAuthorizer(HttpApi):
    """Payload format 2.0."""

    places: ClassVar[Places] = (
        Places.of(("body", None), ("identitySource.#", AUTHORIZATION), ("identitySource", AUTHORIZATION)) + V2_PLACES
    )

    def inputs(self) -> tuple[Input, ...]:
        return (AUTHORIZATION, *_without_body(super().inputs()))

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        given(values, "query", "path", "method", "header", "cookie")
        request = request.with_headers(Authorization=(identity or Identity()).bearer())
        event = super().event(request, values, identity)
        event.pop("body", None)
        del event["isBase64Encoded"]
        arn = self.arn("execute-api", f"{self.api_id}/$default/{request.method}{request.path}")
        source = [request.header("authorization")]
        return {**event, "type": "REQUEST", "routeArn": arn, "identitySource": source}


@define(eq=False)
class AppSyncAuthorizer(Shape):
    places: ClassVar[Places] = Places.of(
        ("authorizationToken", TOKEN),
        ("requestHeaders.*", "header"),
        ("requestContext.variables.**", "argument"),
        ("requestContext.queryString", Input("raw")),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (TOKEN, Input("argument", "id"), Input("raw"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "token", "header", "argument", "raw")
        headers = {limits.header_name(n).lower(): limits.header_value(v) for n, v in found.texts("header").items()}
        token = limits.header_value(found.text("token", (identity or Identity()).bearer()))
        context = {
            "apiId": self.source("goatherdapi"),
            "accountId": self.naming.account,
            "requestId": moment.REQUEST_ID,
            "queryString": found.text("raw", "query { goatherd { id } }"),
            "operationName": None,
            "variables": found.document("argument", {"id": "1"}),
        }
        limits.at_most(json_text(context), 1_048_576, "a request")
        event = {"authorizationToken": token, "requestContext": context, "requestHeaders": headers}
        return Delivery(event)


@define(eq=False)
class IotAuthorizer(Shape):
    places: ClassVar[Places] = Places.of(
        ("token", TOKEN),
        ("protocolData.http.headers.*", "header"),
        ("protocolData.http.queryString", Input("query")),
        ("protocolData.mqtt.username", Input("username")),
        ("protocolData.mqtt.password", Input("password")),
        ("protocolData.mqtt.clientId", Input("client")),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (TOKEN, Input("username"), Input("password"), Input("client"), Input("query"))

    def input_for(self, path: Steps) -> Input | None:
        """The password arrives in base64, whatever it is."""
        if path[:4] == ("protocolData", "mqtt", "password", "@base64"):
            path = path[:3] + path[4:]
        return self.places.find(path)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "token", "header", "query", "username", "password", "client")
        headers = {limits.header_name(n): limits.header_value(v) for n, v in found.texts("header").items()}
        password = base64.b64encode(found.text("password", "goatherd").encode()).decode()
        mqtt = {
            "username": found.text("username", "goatherd"),
            "password": password,
            "clientId": limits.at_most(found.text("client", "goatherd"), 128, "a client id"),
        }
        data = {
            "tls": {"serverName": f"goatherd.iot.{self.naming.region}.amazonaws.com"},
            "http": {"headers": headers, "queryString": found.text("query", "?token=goatherd")},
            "mqtt": mqtt,
        }
        event = {
            "token": limits.header_value(found.text("token", "goatherd")),
            "signatureVerified": False,
            "protocols": ["tls", "http", "mqtt"],
            "protocolData": data,
            "connectionMetadata": {"id": moment.REQUEST_ID},
        }
        return Delivery(event)


def _without_body(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    return tuple(input for input in inputs if input.place not in ("body", "raw"))
