"""`AWS::Serverless::WebSocketApi`: routes by key, one authorizer that is asked when the connection opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.frontends.aws.apis.settings import http_stage_settings, shared_settings
from goatherd.frontends.aws.apis.web_api import add_authorizer, finish
from goatherd.frontends.aws.endpoint import IAM, Endpoint, Integration
from goatherd.frontends.aws.resources.common import common
from goatherd.model.resource import Api, Authorizer

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node

_TYPE = "AWS::Serverless::WebSocketApi"


def read_sam_websocket_apis(wiring: Wiring) -> None:
    for declared in wiring.of(_TYPE):
        properties = declared.properties
        api = Api(**common(declared), protocol="websocket")
        http_stage_settings(api, [properties])
        shared_settings(wiring, api)
        authorizer = _authorizer(wiring, declared, properties.get("Auth"))
        api.default_authorizer = authorizer
        routes = properties.get("Routes")
        finish(wiring, api, [_endpoint(wiring, routes, key, route, authorizer) for key, route in routes.items()])


def _endpoint(wiring: Wiring, routes: Node, key: str, route: Node, authorizer: str | None) -> Endpoint:
    return Endpoint(
        method="ANY",
        path=key,
        span=routes.key_span(key),
        integration=Integration("lambda-proxy", wiring.function(route.get("FunctionArn"))),
        authorizer=authorizer if key == "$connect" else None,
        api_key=known(route.get("ApiKeyRequired").as_bool(False)) or False,
        validated=route.get("RequestModels").exists,
    )


def _authorizer(wiring: Wiring, api: Declared, auth: Node) -> str | None:
    type = (auth.get("AuthType").text() or "NONE").upper()
    if type in ("NONE", IAM):
        return IAM if type == IAM else None
    authorizer = Authorizer(
        id=f"{api.id}:{auth.get('Name').text() or 'Authorizer'}",
        type="AWS::ApiGatewayV2::Authorizer",
        span=auth.span,
        kind="lambda-request",
        identity_sources=auth.get("IdentitySource").texts(),
    )
    add_authorizer(wiring, authorizer, wiring.function(auth.get("AuthArn")))
    return authorizer.id
