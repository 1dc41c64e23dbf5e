"""A request in the access log of an API of API Gateway: in the format that the template writes, and in a full one.

Source: "Variables for access logging for API Gateway" of the API Gateway developer guide. None of them holds the query.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import known
from goatherd.iam.match import plain
from goatherd.model.resource import Api
from goatherd.model.trigger import Kind
from goatherd.sandbox.naming import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from goatherd.model.resource import Resource

LOGGED_KINDS = frozenset({Kind.REST_API, Kind.REST_API_MAPPED, Kind.HTTP_API, Kind.HTTP_API_V1, Kind.WEBSOCKET})
_VARIABLE = re.compile(r"\$context\.([A-Za-z.]+[A-Za-z])")
_FULL = (
    *("requestId", "ip", "requestTime", "httpMethod", "routeKey", "path", "status", "protocol", "responseLength"),
    *("userAgent", "user", "apiId", "stage", "integrationStatus"),
)
_SAME = {
    "identity.sourceIp": "ip",
    "identity.userAgent": "userAgent",
    "identity.user": "user",
    "identity.caller": "user",
    "authorizer.principalId": "user",
    "authorizer.claims.sub": "user",
    "authorizer.jwt.claims.sub": "user",
    "resourcePath": "route",
    "integration.status": "integrationStatus",
    "integration.integrationStatus": "integrationStatus",
    "extendedRequestId": "requestId",
    "domainName": "host",
}


def request_of(sent: Mapping[str, Any], address: str, agent: str, time: datetime, id: str) -> dict[str, str]:
    """What is known of a request, by the short names of variables; "-" for what there is none of."""
    event = sent["event"] if isinstance(sent["event"], dict) else {}
    context = _mapping(event.get("requestContext"))
    http = _mapping(context.get("http"))
    method = str(event.get("httpMethod") or http.get("method") or context.get("httpMethod") or "GET")
    path = str(event.get("rawPath") or event.get("path") or context.get("path") or "/")
    route = str(event.get("resource") or context.get("resourcePath") or path)
    reply = sent["reply"] or {"status": 502, "size": 0}
    return {
        "requestId": id,
        "ip": address,
        "userAgent": agent,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": str(int(time.timestamp() * 1000)),
        "httpMethod": method,
        "path": path,
        "route": route,
        "routeKey": str(event.get("routeKey") or context.get("routeKey") or f"{method} {route}"),
        "protocol": "HTTP/1.1",
        "status": str(reply["status"]),
        "responseLength": str(reply["size"]),
        "integrationStatus": "502" if reply["status"] == 502 else "200",
        "user": _user(context),
        "apiId": str(context.get("apiId") or "-"),
        "stage": str(context.get("stage") or "-"),
        "accountId": ACCOUNT,
        "host": str(context.get("domainName") or f"api.execute-api.{REGION}.amazonaws.com"),
    }


def in_full(request: Mapping[str, str]) -> str:
    return json.dumps({name: request[name] for name in _FULL}, ensure_ascii=False)


def as_configured(request: Mapping[str, str], api: Resource | None) -> str:
    """In the template's format; in full where that is not known."""
    written = plain(known(api.access_log_format) or "") if isinstance(api, Api) else ""
    if "$context." not in written:
        return in_full(request)

    def value(found: re.Match[str]) -> str:
        return json.dumps(request.get(_SAME.get(found[1], found[1]), "-"), ensure_ascii=False)[1:-1]

    return _VARIABLE.sub(value, written)


def _user(context: Mapping[str, Any]) -> str:
    authorizer = _mapping(context.get("authorizer"))
    claims = _mapping(_mapping(authorizer.get("jwt")).get("claims")) or _mapping(authorizer.get("claims"))
    return str(claims.get("sub") or authorizer.get("principalId") or "-")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
