"""HTTP APIs with payload format 2.0, and function URLs, whose requests have the same format.

Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs"; Lambda developer guide,
"Invoking Lambda function URLs". An HTTP API decodes the path, a function URL passes it on as it was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from attrs import define

from goatherd.attack.events import moment
from goatherd.attack.events.http import ANY_QUERY, BODY_PLACES, METHOD, QUERY_PLACES, USER_AGENT, WHOLE_PATH, HttpShape
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Input
from goatherd.attack.events.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.request import Request

SESSION = Input("cookie", "session")
V2_PLACES = (
    QUERY_PLACES
    + BODY_PLACES
    + Places.of(
        ("rawQueryString.@form.*.#", "query"),
        ("rawQueryString.@form.*", "query"),
        ("rawQueryString", ANY_QUERY),
        ("cookies.#.@cookie.*", "cookie"),
        ("cookies.#", SESSION),  # the position does not say which cookie it is
        ("cookies", SESSION),
        ("headers.cookie", None),
        ("headers.*", "header"),
        ("pathParameters.*", "path"),
        ("rawPath", WHOLE_PATH),
        ("requestContext.http.path", WHOLE_PATH),
        ("requestContext.http.userAgent", USER_AGENT),
        ("requestContext.http.method", METHOD),
        ("requestContext.authorizer.jwt.claims.*", "claim"),
    )
)
_TEXT = ("text/", "application/json", "application/javascript", "application/xml")


@define(eq=False)
class HttpApi(HttpShape):
    most: ClassVar[int] = 10_485_760
    places: ClassVar[Places] = V2_PLACES
    lower_headers: ClassVar[bool] = True
    cookie_input: ClassVar[Input] = SESSION

    @property
    def route_key(self) -> str:
        method = self.trigger.method or "ANY"
        return f"{method} {self.route.template}" if self.route.template else "$default"

    @property
    def stage(self) -> str:
        return "$default"

    @property
    def account(self) -> str:
        return self.naming.account

    def path(self, request: Request) -> str:
        return unquote(request.path)

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        body, encoded = request.body_as(*_TEXT)
        cookies = [part.strip() for part in request.cookie_line.split(";") if part.strip()]
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": self.route_key,
            "rawPath": self.path(request),
            "rawQueryString": request.raw_query,
            "headers": self.headers(request),
            "requestContext": self.context(request, values, identity),
            "isBase64Encoded": encoded,
        }
        optional = {
            "cookies": cookies,
            "queryStringParameters": {name: ",".join(parts) for name, parts in request.multiple_query().items()},
            "pathParameters": request.parameters,
            "body": body,
        }
        return event | {name: value for name, value in optional.items() if value or value == ""}

    def headers(self, request: Request) -> dict[str, str]:
        headers = {"x-forwarded-for": moment.SOURCE_IP, "x-forwarded-port": "443", "x-forwarded-proto": "https"}
        headers |= {name.lower(): value for name, value in request.headers.items()}
        if request.body is not None:
            headers["content-length"] = str(len(request.body))
        headers.pop("cookie", None)
        return headers

    def context(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        context: dict[str, Any] = {
            "accountId": self.account,
            "apiId": self.api_id,
            "domainName": self.host,
            "domainPrefix": self.host.partition(".")[0],
            "http": {
                "method": request.method,
                "path": self.path(request),
                "protocol": "HTTP/1.1",
                "sourceIp": moment.SOURCE_IP,
                "userAgent": request.header("user-agent"),
            },
            "requestId": moment.REQUEST_ID,
            "routeKey": self.route_key,
            "stage": self.stage,
            "time": moment.REQUEST_TIME,
            "timeEpoch": moment.MILLISECONDS,
        }
        authorizer = self.authorizer(values, identity)
        return context | ({"authorizer": authorizer} if authorizer else {})

    def authorizer(self, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any] | None:
        who = identity or Identity()
        if self.gate == "":
            return None
        if self.gate == "iam":
            return {"iam": self._iam(who)}
        if self.gate in ("cognito", "jwt"):
            return {"jwt": {"claims": self.claims(values, identity), "scopes": None}}
        return {"lambda": {"principalId": who.subject, "email": who.email, **who.claims}}

    def _iam(self, who: Identity) -> dict[str, Any]:
        account = self.naming.account
        return {
            "accessKey": "ASIAGOATHERD",
            "accountId": account,
            "callerId": "AIDAGOATHERD",
            "cognitoIdentity": None,
            "principalOrgId": "",
            "userArn": f"arn:aws:iam::{account}:user/{who.username}",
            "userId": "AIDAGOATHERD",
        }


@define(eq=False)
class FunctionUrl(HttpApi):
    most: ClassVar[int] = 6_291_456
    variable: ClassVar[str] = "$FUNCTION_URL"

    @property
    def route_key(self) -> str:
        return "$default"

    @property
    def account(self) -> str:
        return self.naming.account if self.gate else "anonymous"

    @property
    def api_id(self) -> str:
        return "goatherdurl"

    @property
    def host(self) -> str:
        return f"{self.api_id}.lambda-url.{self.naming.region}.on.aws"

    def path(self, request: Request) -> str:
        return request.path
