"""REST APIs with proxy integration, and HTTP APIs with payload format 1.0.

Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration", and "Create AWS Lambda
proxy integrations for HTTP APIs". A REST API passes the path on as it was sent, an HTTP API decodes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

from attrs import define

from goatherd.attack.events import moment
from goatherd.attack.events.http import BODY_PLACES, METHOD, QUERY_PLACES, USER_AGENT, WHOLE_PATH, HttpShape
from goatherd.attack.events.identity import Identity
from goatherd.attack.events.places import Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.noun import Input
    from goatherd.attack.events.request import Request

HEADER_PLACES = Places.of(
    ("headers.Cookie.@cookie.*", "cookie"),
    ("headers.cookie.@cookie.*", "cookie"),
    ("headers.*", "header"),
    ("multiValueHeaders.*.#", "header"),
    ("multiValueHeaders.*", "header"),
)
V1_PLACES = (
    QUERY_PLACES
    + HEADER_PLACES
    + BODY_PLACES
    + Places.of(
        ("pathParameters.*", "path"),
        ("path", WHOLE_PATH),
        ("requestContext.path", WHOLE_PATH),
        ("requestContext.identity.userAgent", USER_AGENT),
        ("httpMethod", METHOD),
        ("requestContext.httpMethod", METHOD),
        ("requestContext.authorizer.claims.*", "claim"),
    )
)
STAGE = "prod"


@define(eq=False)
class RestApi(HttpShape):
    most: ClassVar[int] = 10_485_760
    places: ClassVar[Places] = V1_PLACES

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        body, encoded = request.body_as()
        headers = self.headers(request)
        multiple = request.multiple_query()
        return {
            "resource": self.route.template or "/",
            "path": self.path(request),
            "httpMethod": request.method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": {name: parts[-1] for name, parts in multiple.items()} or None,
            "multiValueQueryStringParameters": multiple or None,
            "pathParameters": request.parameters or None,
            "stageVariables": None,
            "requestContext": self.context(request, values, identity),
            "body": body,
            "isBase64Encoded": encoded,
        }

    def headers(self, request: Request) -> dict[str, str]:
        """The client's headers with those that the gateway adds."""
        headers = {"X-Forwarded-Port": "443", "X-Forwarded-Proto": "https", **request.headers}
        if not request.header("x-forwarded-for"):
            headers["X-Forwarded-For"] = moment.SOURCE_IP
        if request.cookies:
            name = next((name for name in request.headers if name.lower() == "cookie"), "Cookie")
            headers[name] = request.cookie_line
        return headers

    def path(self, request: Request) -> str:
        return request.path

    def context(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        context: dict[str, Any] = {
            "accountId": self.naming.account,
            "apiId": self.api_id,
            "domainName": self.host,
            "domainPrefix": self.api_id,
            "extendedRequestId": "goatherd=",
            "httpMethod": request.method,
            "identity": self._caller(request, identity),
            "path": f"/{STAGE}{self.path(request)}",
            "protocol": "HTTP/1.1",
            "requestId": moment.REQUEST_ID,
            "requestTime": moment.REQUEST_TIME,
            "requestTimeEpoch": moment.MILLISECONDS,
            "resourceId": "goathd",
            "resourcePath": self.route.template or "/",
            "stage": STAGE,
        }
        authorizer = self.authorizer(values, identity)
        if authorizer is not None:
            context["authorizer"] = authorizer
        return context

    def authorizer(self, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any] | None:
        """What the authorizer said of the caller; None where nobody or IAM was asked."""
        if self.gate in ("", "iam"):
            return None
        if self.gate in ("cognito", "jwt"):
            return {"claims": self.claims(values, identity)}
        who = identity or Identity()
        return {"principalId": who.subject, "integrationLatency": 10, "email": who.email, **who.claims}

    def _caller(self, request: Request, identity: Identity | None) -> dict[str, Any]:
        who = identity or Identity()
        caller: dict[str, Any] = dict.fromkeys(
            [
                "accessKey",
                "accountId",
                "caller",
                "cognitoAuthenticationProvider",
                "cognitoAuthenticationType",
                "cognitoIdentityId",
                "cognitoIdentityPoolId",
                "principalOrgId",
                "user",
                "userArn",
            ]
        )
        caller |= {"sourceIp": moment.SOURCE_IP, "userAgent": request.header("user-agent")}
        if self.gate == "iam":
            arn = f"arn:aws:iam::{self.naming.account}:user/{who.username}"
            caller |= {"accountId": self.naming.account, "caller": "AIDAGOATHERD", "user": "AIDAGOATHERD"}
            caller |= {"accessKey": "ASIAGOATHERD", "userArn": arn}
        if self.trigger.api_key:
            caller |= {"apiKey": "goatherd-api-key", "apiKeyId": "goatherdid"}
        return caller


@define(eq=False)
class HttpApiV1(RestApi):
    def path(self, request: Request) -> str:
        return unquote(request.path)

    def event(self, request: Request, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any]:
        return {"version": "1.0", **super().event(request, values, identity)}

    def authorizer(self, values: Mapping[Input, object], identity: Identity | None) -> dict[str, Any] | None:
        found = super().authorizer(values, identity)
        return {**found, "scopes": None} if found and "claims" in found else found
