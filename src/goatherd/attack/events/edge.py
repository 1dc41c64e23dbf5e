"""Functions at the edge of CloudFront.

Source: CloudFront developer guide, "Lambda@Edge event structure". The query is passed on as it was sent.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define, evolve

from goatherd.attack.events import moment
from goatherd.attack.events.http import ANY_QUERY, METHOD, WHOLE_PATH, HttpShape
from goatherd.attack.events.noun import Input
from goatherd.attack.events.places import Places, decoded
from goatherd.attack.events.request import undecoded_query
from goatherd.attack.events.route import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.request import Request

_REQUEST = "Records.#.cf.request"


@define(eq=False)
class Edge(HttpShape):
    most: ClassVar[int] = 1_048_576  # of a body that a function at the edge sees
    most_head: ClassVar[int] = 20_480
    variable: ClassVar[str] = "$DISTRIBUTION_URL"
    lower_headers: ClassVar[bool] = True
    cookie_input: ClassVar[Input] = Input("header", "cookie")
    places: ClassVar[Places] = Places.of(
        (f"{_REQUEST}.headers.cookie.#.value.@cookie.*", "cookie"),
        (f"{_REQUEST}.headers.*.#.value", "header"),
        (f"{_REQUEST}.headers.*", "header"),
        (f"{_REQUEST}.querystring.@form.*.#", "query"),
        (f"{_REQUEST}.querystring.@form.*", "query"),
        (f"{_REQUEST}.querystring", ANY_QUERY),
        (f"{_REQUEST}.uri", WHOLE_PATH),
        (f"{_REQUEST}.method", METHOD),
        (f"{_REQUEST}.body.data.@base64.@json.**", "body"),
        (f"{_REQUEST}.body.data.@base64.@form.*.#", "form"),
        (f"{_REQUEST}.body.data.@base64.@form.*", "form"),
        (f"{_REQUEST}.body.data.@base64", Input("raw")),
        (f"{_REQUEST}.body.data", Input("raw")),
        (f"{_REQUEST}.body", Input("raw")),
    )

    def input_for(self, path: Steps) -> Input | None:
        return super().input_for(decoded(path))

    @property
    def route(self) -> Route:
        path = self.naming.text(self.trigger.path)
        before, star, _ = path.partition("*")
        if before in ("", "/"):
            return Route("")
        return Route((before + "{rest+}" if star else before).replace("?", "x"))

    @property
    def host(self) -> str:
        return "goatherd.cloudfront.net"

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        told = {
            "clientIp": moment.SOURCE_IP,
            "headers": _headers(request),
            "method": request.method,
            "querystring": "&".join(f"{n}={v}" for n, v in undecoded_query(request.query)),
            "uri": request.path,
            **({"body": _body(request.body)} if request.body is not None else {}),
        }
        type = self.option("event") or "viewer-request"
        config = {
            "distributionDomainName": self.host,
            "distributionId": self.source("EGOATHERD"),
            "eventType": type,
            "requestId": "goatherd==",
        }
        record: dict[str, Any] = {"config": config, "request": told}
        if type.startswith("origin"):
            told["origin"] = _origin()
        if type.endswith("response"):
            told.pop("body", None)
            header = {"content-type": [{"key": "Content-Type", "value": "text/plain"}]}
            record["response"] = {"status": "200", "statusDescription": "OK", "headers": header}
        return {"Records": [{"cf": record}]}


def _headers(request: Request) -> dict[str, list[dict[str, str]]]:
    if request.cookie_line:
        kept = {name: value for name, value in request.headers.items() if name.lower() != "cookie"}
        request = evolve(request, headers={**kept, "Cookie": request.cookie_line}, cookies={})
    return {name.lower(): [{"key": name, "value": value}] for name, value in request.headers.items()}


def _body(body: bytes) -> dict[str, Any]:
    return {
        "inputTruncated": False,
        "action": "read-only",
        "encoding": "base64",
        "data": base64.b64encode(body).decode(),
    }


def _origin() -> dict[str, Any]:
    return {
        "custom": {
            "customHeaders": {},
            "domainName": "example.com",
            "keepaliveTimeout": 5,
            "path": "",
            "port": 443,
            "protocol": "https",
            "readTimeout": 30,
            "sslProtocols": ["TLSv1.2"],
        }
    }
