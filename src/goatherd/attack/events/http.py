"""What all HTTP kinds share: inputs of a route, the request made of values, curl."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from goatherd.attack.events import moment, shell
from goatherd.attack.events.given import Given
from goatherd.attack.events.identity import Identity, gate_of, own_claim
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places, decoded
from goatherd.attack.events.request import (
    METHODS,
    PLATFORM_HEADERS,
    WRITES,
    Request,
    body_of,
    cookies_of,
    headers_of,
    query_of,
)
from goatherd.attack.events.route import Route
from goatherd.attack.events.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from goatherd.attack.events.document import Steps

REQUEST_PLACES = ("query", "path", "method", "header", "cookie", "body", "form", "raw", "claim")
USER_AGENT = Input("header", "User-Agent")
METHOD, RAW = Input("method"), Input("raw")
WHOLE_PATH = Input("path")  # stands for the parameter that reaches furthest where the route has some
# Any parameter makes a container exist which is null without one, so that the code goes on to read from it.
ANY_QUERY = Input("query", "q")
BODY_PLACES = Places.of(
    ("body.@json.**", "body"),
    ("body.@form.*.#", "form"),
    ("body.@form.*", "form"),
    ("body.@base64.@form.*.#", "form"),
    ("body.@base64.@form.*", "form"),
    ("body", RAW),
)
QUERY_PLACES = Places.of(
    ("queryStringParameters.*", "query"),
    ("multiValueQueryStringParameters.*.#", "query"),
    ("multiValueQueryStringParameters.*", "query"),
    ("queryStringParameters", ANY_QUERY),
    ("multiValueQueryStringParameters", ANY_QUERY),
)


@define(eq=False)
class HttpShape(Shape):
    """`most` is the greatest body in bytes, `most_head` that of request line and headers together. `secrets` are the
    headers of `credentials`, each with the variable of the shell that stands for what is in it.
    """

    most: ClassVar[int] = 6_291_456  # what Lambda takes
    most_head: ClassVar[int] = 10_240
    variable: ClassVar[str] = "$API_URL"
    secrets: ClassVar[Mapping[str, str]] = {"Authorization": "$TOKEN", "X-Api-Key": "$API_KEY"}
    lower_headers: ClassVar[bool] = False
    host_is_free: ClassVar[bool] = False
    cookie_input: ClassVar[Input] = Input("header", "Cookie")

    @property
    def route(self) -> Route:
        return Route.of(self.naming.text(self.trigger.path))

    @property
    def gate(self) -> str:
        return gate_of(self.trigger, self.application)

    @property
    def methods(self) -> tuple[str, ...]:
        written = [part.strip().upper() for part in self.trigger.method.split(",")]
        return tuple(part for part in written if part in METHODS) or METHODS

    def inputs(self) -> tuple[Input, ...]:
        path = tuple(Input("path", name) for name in self.route.parameters) or (
            (WHOLE_PATH,) * (not self.route.template)
        )
        headers = tuple(self._header(name) for name in ("User-Agent", "Referer", "X-Forwarded-For"))
        body = (Input("body"), RAW) if WRITES & set(self.methods) else ()
        return (*path, *headers, self.cookie_input, *body)

    def _header(self, name: str) -> Input:
        return Input("header", name.lower() if self.lower_headers else name)

    def input_for(self, path: Steps) -> Input | None:
        found = self.places.find(path)
        if found is None:
            return None
        if found.place in ("query", "path") and "@url" in path:
            return self.input_for(decoded(path))
        if found.place == "header":
            return self._header_for(found)
        if found == WHOLE_PATH:
            return self._path_for()
        if found.place == "path" and found.name and found.name not in self.route.parameters:
            return None
        if found == METHOD and len(self.methods) == 1:
            return None
        if found.place == "claim" and (self.gate not in ("cognito", "jwt") or not own_claim(found.name)):
            return None
        return found

    def _path_for(self) -> Input | None:
        route = self.route
        if not route.template:
            return WHOLE_PATH
        return Input("path", route.last) if route.last else None

    def _header_for(self, found: Input) -> Input | None:
        name = found.name.partition(".@")[0]
        if name.lower() in PLATFORM_HEADERS or (name.lower() == "host" and not self.host_is_free):
            return None
        if found == USER_AGENT:
            return self._header("User-Agent")
        return None if self.lower_headers and name != name.lower() else found

    def request(self, values: Mapping[Input, object], identity: Identity | None) -> Request:
        """The client's request; raises DoesNotFit when the gateway refuses it."""
        given = Given(values)
        given.only(*REQUEST_PLACES)
        method = self._method(given)
        path, parameters = self.route.filled(given.texts("path"))
        body, content_type = body_of(given, method)
        request = Request(
            method, path, parameters, query_of(given), headers_of(given), cookies_of(given), body
        ).with_headers(Accept="*/*", Host=self.host, User_Agent=moment.USER_AGENT, Content_Type=content_type)
        request = request.with_headers(**self.credentials(identity))
        self._check(request)
        return request

    def credentials(self, identity: Identity | None) -> dict[str, str]:
        """Headers that let the request through where the trigger asks for something."""
        asked: dict[str, str] = {}
        if self.trigger.authorizer is not None:
            asked["Authorization"] = (identity or Identity()).bearer()
        if self.trigger.api_key:
            asked["X-Api-Key"] = "goatherd-api-key"
        return asked

    def _method(self, given: Given) -> str:
        writes = given.has("body", "form", "raw")
        usual = next((m for m in self.methods if m == "POST"), self.methods[0]) if writes else self.methods[0]
        method = given.text("method", usual).upper()
        if method not in self.methods:
            raise DoesNotFit("the route does not take this method")
        return method

    def _check(self, request: Request) -> None:
        if len(request.body or b"") > self.most:
            raise DoesNotFit(f"a body has at most {self.most} bytes")
        head = len(request.target) + sum(len(name) + len(value) for name, value in request.headers.items())
        if head + len(request.cookie_line) > self.most_head:
            raise DoesNotFit(f"request line and headers have at most {self.most_head} bytes")

    @property
    def host(self) -> str:
        return f"{self.api_id}.execute-api.{self.naming.region}.amazonaws.com"

    @property
    def api_id(self) -> str:
        return self.source("goatherdapi")

    def claims(self, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        """The claims of who has signed in, with those that the user has chosen."""
        chosen = Given(values).texts("claim")
        if not all(map(own_claim, chosen)):
            raise DoesNotFit("users do not choose this claim")
        return {**(identity or Identity()).all_claims(), **chosen}

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        raise NotImplementedError

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        return Delivery(self.event(self.request(values, identity), values, identity))

    def command(self, values: Mapping[Input, object]) -> str:
        request = self.request(values, None)
        given = {name.lower() for name in Given(values).flat("header")}
        # what curl sets itself, and whoever runs the command knows better
        held = {name: variable for name, variable in self.secrets.items() if name in self.credentials(None)}
        left_out = {"host", "accept", "user-agent", *map(str.lower, held)} - given | {"cookie"}
        headers = [f"{name}: {value}" for name, value in request.headers.items() if name.lower() not in left_out]
        headers = [header.removesuffix(f", {moment.SOURCE_IP}") for header in headers]
        if request.cookie_line:
            headers.append(f"Cookie: {request.cookie_line}")
        shown = {name: variable for name, variable in held.items() if name.lower() not in given}
        if self.gate == "iam":
            shown.pop("Authorization", None)
        headers += [f'"{name}: {variable}"' for name, variable in shown.items()]
        service = "lambda" if self.variable == "$FUNCTION_URL" else "execute-api"
        signed = ("--aws-sigv4", f"aws:amz:{self.naming.region}:{service}") if self.gate == "iam" else ()
        return shell.curl(request.method, self.variable, request.target, headers, request.body, *signed)
