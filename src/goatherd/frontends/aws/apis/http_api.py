"""HTTP and WebSocket APIs (API Gateway v2) in plain CloudFormation: routes, quick create, or a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, known, placeholders
from goatherd.frontends.aws.apis.openapi import read_body
from goatherd.frontends.aws.apis.settings import cors_rule, http_stage_settings, shared_settings
from goatherd.frontends.aws.apis.web_api import add_authorizer, authorizer_of, finish, read_integration
from goatherd.frontends.aws.embedded import local_document, parse_embedded
from goatherd.frontends.aws.endpoint import Endpoint, Integration
from goatherd.frontends.aws.resources.common import common
from goatherd.frontends.node import Node
from goatherd.model.resource import Api, Authorizer

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring

_INTEGRATION = "AWS::ApiGatewayV2::Integration"


def read_authorizers(wiring: Wiring) -> None:
    """Register authorizers and wire their functions."""
    for declared in wiring.of("AWS::ApiGatewayV2::Authorizer"):
        properties = declared.properties
        jwt = (properties.get("AuthorizerType").text() or "").upper() == "JWT"
        authorizer = Authorizer(
            **common(declared),
            kind="jwt" if jwt else "lambda-request",
            identity_sources=properties.get("IdentitySource").texts(),
            identity_validation=properties.get("IdentityValidationExpression").as_text(),
            cache_seconds=properties.get("AuthorizerResultTtlInSeconds").as_int(0),
        )
        payload = properties.get("AuthorizerPayloadFormatVersion").text() or ""
        add_authorizer(wiring, authorizer, wiring.function(properties.get("AuthorizerUri")), payload=payload)


def collect_routes(wiring: Wiring) -> set[str]:
    """Note routes by the id of the API that they are added to, `${?}` where that is not known, and give these ids."""
    ids: set[str] = set()
    for declared in wiring.of("AWS::ApiGatewayV2::Route"):
        text = declared.properties.get("ApiId").text() or HOLE
        id = next((id for id, _ in placeholders(text)), text)
        wiring.added_endpoints.setdefault(id, []).append(_route(wiring, declared))
        ids.add(id)
    return ids


def read_http_apis(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::ApiGatewayV2::Api"):
        _read(wiring, declared)


def _read(wiring: Wiring, declared: Declared) -> None:
    properties = declared.properties
    websocket = (properties.get("ProtocolType").text() or "").upper() == "WEBSOCKET"
    api = Api(**common(declared), protocol="websocket" if websocket else "http")
    rule = cors_rule(properties.get("CorsConfiguration"))
    api.cors = [rule] if rule else []
    http_stage_settings(api, _own_stages(wiring, declared))
    mutual = shared_settings(wiring, api) and properties.get("DisableExecuteApiEndpoint").text() == "true"
    body = properties.get("Body")
    body = parse_embedded(body, wiring.tree) if body.exists else _file(wiring, declared)
    body = wiring.body(body, f"the definition of API {declared.id}")
    endpoints = [operation.endpoint for operation in read_body(wiring, api, body)]
    endpoints += _quick_created(wiring, declared) + wiring.added_endpoints.pop(declared.id, [])
    finish(wiring, api, endpoints, mutual_tls=mutual)


def _file(wiring: Wiring, declared: Declared) -> Node:
    return local_document(declared.properties.get("BodyS3Location"), declared, wiring.tree)


def stages(wiring: Wiring, api: str) -> list[Node]:
    """The properties of the stages that the application has of an API."""
    return [stage.properties for stage in wiring.referring(api, "ApiId", "AWS::ApiGatewayV2::Stage")]


def _own_stages(wiring: Wiring, declared: Declared) -> list[Node]:
    written = stages(wiring, declared.id)
    quick = not written and declared.properties.get("Target").exists
    return [Node.mapping({}, {}, declared.span)] if quick else written  # quick create makes a stage without settings


def _quick_created(wiring: Wiring, declared: Declared) -> list[Endpoint]:
    target = declared.properties.get("Target")
    text = target.text()
    if not text:
        return []
    function = wiring.function_named(text)
    kind = "lambda-proxy" if function or ":lambda:" in text else "http"
    method, path = _split_key(declared.properties.get("RouteKey").text() or "$default")
    return [Endpoint(method, path, target.span, Integration(kind, function, "2.0"))]


def _route(wiring: Wiring, declared: Declared) -> Endpoint:
    properties = declared.properties
    method, path = _split_key(properties.get("RouteKey").text() or "${?}")
    return Endpoint(
        method=method,
        path=path,
        span=declared.span,
        integration=_integration(wiring, properties.get("Target")),
        authorizer=authorizer_of(wiring, properties),
        scopes=properties.get("AuthorizationScopes").texts(),
        api_key=known(properties.get("ApiKeyRequired").as_bool(False)) or False,
        validated=properties.get("ModelSelectionExpression").exists or properties.get("RequestModels").exists,
    )


def _split_key(key: str) -> tuple[str, str]:
    """`GET /x` -> (GET, /x); `$default` of an HTTP API and the keys of a WebSocket API have no method."""
    method, separator, path = key.partition(" ")
    return (method, path) if separator else ("ANY", key)


def _integration(wiring: Wiring, target: Node) -> Integration:
    declared = wiring.resource(target)
    if declared is None or declared.type != _INTEGRATION:
        return Integration()
    return read_integration(wiring, declared.properties)
