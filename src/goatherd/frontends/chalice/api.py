"""The APIs of a Chalice application: one REST API for all routes, one WebSocket API for what answers on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.core.value import placeholder
from goatherd.frontends.aws.apis.openapi import API_KEY, INTEGRATION
from goatherd.frontends.build import build
from goatherd.frontends.chalice.app import API_HANDLER, WEBSOCKET_KEYS
from goatherd.frontends.constants import dotted
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.chalice.app import Route
    from goatherd.frontends.chalice.stack import Builder
    from goatherd.frontends.constants import Constants
    from goatherd.frontends.decorations import Decoration

REST_API = "RestAPI"
WEBSOCKET_API = "WebsocketAPI"
DEFAULT_API_STAGE = "api"
_ORIGIN = "method.response.header.Access-Control-Allow-Origin"
_CREDENTIALS = "method.response.header.Access-Control-Allow-Credentials"
_CLASSES = frozenset({"CognitoUserPoolAuthorizer", "IAMAuthorizer", "CustomAuthorizer"})


def rest_api(builder: Builder) -> None:
    span = builder.app.span
    stage = builder.stage
    paths: dict[str, dict[str, Node]] = {}
    schemes: dict[str, Any] = {}
    for route in builder.app.routes:
        operations = paths.setdefault(route.path, {})
        for method in _methods(route):
            operations.setdefault(method, _operation(builder, route, schemes))
        preflight = _preflight(route)
        if preflight is not None:
            operations.setdefault("options", preflight)
    body = {
        "swagger": "2.0",
        "paths": paths,
        "securityDefinitions": schemes,
        "x-amazon-apigateway-policy": _policy(builder),
    }
    endpoint = stage.get("api_gateway_endpoint_type")
    properties = {"Body": body, "EndpointConfiguration": {"Types": [endpoint]} if endpoint.exists else {}}
    builder.add(REST_API, "AWS::ApiGateway::RestApi", span, properties)
    name = stage.get("api_gateway_stage")
    stage_properties = {
        "RestApiId": placeholder(REST_API),
        "StageName": name if name.exists else DEFAULT_API_STAGE,
        "AccessLogSetting": Node.opaque("Chalice has no setting for it", span),
        "TracingEnabled": stage.get("xray"),
    }
    builder.add(f"{REST_API}Stage", "AWS::ApiGateway::Stage", span, stage_properties)


def _methods(route: Route) -> list[str]:
    methods = route.decoration.argument("methods", 1)
    return [method.lower() for method in methods.texts()] if methods.exists else ["get"]


def _policy(builder: Builder) -> Node:
    file = builder.stage.get("api_gateway_policy_file")
    path = f"{builder.stage.path.rpartition('/')[0]}/{file.text()}"
    if path not in builder.tree:
        return Node.absent(file.span)
    parsed = read_document(builder.tree, path)
    return parsed.documents[0] if parsed.documents else Node.absent(file.span)


def _operation(builder: Builder, route: Route, schemes: dict[str, Any]) -> Node:
    decoration = route.decoration
    operation: dict[str, Any] = {
        INTEGRATION: {"type": "aws_proxy", "httpMethod": "POST", "uri": placeholder(API_HANDLER, "Arn")}
    }
    required: dict[str, list[Any]] = {}
    authorizer = decoration.expression("authorizer")
    if authorizer is not None and not _is_none(authorizer):
        required[_scheme(builder, decoration, authorizer, schemes)] = []
    if decoration.argument("api_key_required").text() == "true":
        schemes[API_KEY] = {"type": "apiKey", "name": "x-api-key", "in": "header"}
        required[API_KEY] = []
    if required:
        operation["security"] = [required]
    return build(operation, decoration.span)


def _is_none(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Const) and expr.value is None


def _scheme(builder: Builder, decoration: Decoration, authorizer: ir.Expr, schemes: dict[str, Any]) -> str:
    """The name of the security scheme, which is added to `schemes`."""
    name = dotted(authorizer).rpartition(".")[2] or "authorizer"
    if name not in schemes:
        constants = decoration.constants
        call = constants.bound(authorizer)
        if isinstance(call, ir.Call) and dotted(call.func).rpartition(".")[2] in _CLASSES:
            schemes[name] = _outside(call, constants)
        else:
            schemes[name] = _function(builder, name)
    return name


def _outside(call: ir.Call, constants: Constants) -> Node:
    """Cognito, IAM, or a function that is deployed elsewhere."""
    span = constants.span(call.pos)
    given = {name: value for name, value in call.keywords if name}
    extension: dict[str, Any] = {}
    kind = dotted(call.func).rpartition(".")[2]
    if kind == "IAMAuthorizer":
        return build({"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"}, span)
    if kind == "CognitoUserPoolAuthorizer":
        extension["type"] = "cognito_user_pools"
    else:
        extension["type"] = "token"
        extension["authorizerUri"] = constants.node(given["authorizer_uri"]) if "authorizer_uri" in given else ""
    if "ttl_seconds" in given:
        extension["authorizerResultTtlInSeconds"] = constants.node(given["ttl_seconds"])
    return build({"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authorizer": extension}, span)


def _function(builder: Builder, symbol: str) -> Node:
    """A function of the application that a decorator made an authorizer, or something that nobody can tell."""
    for function in builder.app.functions:
        decoration = function.decoration
        if function.kind == "authorizer" and decoration.function.name == symbol:
            extension = {
                "type": "token",
                "authorizerUri": placeholder(function.id, "Arn"),
                "authorizerResultTtlInSeconds": decoration.argument("ttl_seconds"),
            }
            scheme = {"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authorizer": extension}
            return build(scheme, decoration.span)
    return build({"x-amazon-apigateway-authorizer": {"type": "unknown"}}, builder.app.span)


def _preflight(route: Route) -> Node | None:
    """The answer to OPTIONS that `cors` adds: `True` allows every origin, a `CORSConfig` those that it names."""
    decoration = route.decoration
    expression = decoration.expression("cors")
    if expression is None:
        return None
    span = decoration.constants.span(expression.pos)
    config = decoration.constants.bound(expression)
    origin, credentials = Node.scalar("*", span), Node.absent(span)
    if isinstance(config, ir.Call):
        given = {name: decoration.constants.node(value) for name, value in config.keywords if name}
        origin = given.get("allow_origin", origin)
        credentials = given.get("allow_credentials", credentials)
    elif decoration.argument("cors").text() != "true":
        return None
    parameters = {_ORIGIN: origin, _CREDENTIALS: credentials}
    answers = {"default": {"statusCode": "200", "responseParameters": parameters}}
    return build({INTEGRATION: {"type": "mock", "responses": answers}}, span)


def websocket_api(builder: Builder) -> None:
    handlers = [function for function in builder.app.functions if function.kind in WEBSOCKET_KEYS]
    if not handlers:
        return
    builder.add(WEBSOCKET_API, "AWS::ApiGatewayV2::Api", builder.app.span, {"ProtocolType": "WEBSOCKET"})
    for function in handlers:
        span = function.decoration.span
        integration = {"IntegrationType": "AWS_PROXY", "IntegrationUri": placeholder(function.id, "Arn")}
        builder.add(f"{function.id}Integration", "AWS::ApiGatewayV2::Integration", span, integration)
        route = {
            "ApiId": placeholder(WEBSOCKET_API),
            "RouteKey": WEBSOCKET_KEYS[function.kind],
            "Target": f"integrations/{placeholder(f'{function.id}Integration')}",
        }
        builder.add(f"{function.id}Route", "AWS::ApiGatewayV2::Route", span, route)
