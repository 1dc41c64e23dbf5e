"""The APIs of a Chalice application: one REST API for all routes, one WebSocket API for what answers on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import placeholder
from goatherd.frontends.aws.apis.openapi import API_KEY, INTEGRATION
from goatherd.frontends.build import build, default, first
from goatherd.frontends.chalice.app import API_HANDLER, WEBSOCKET_KEYS
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Closure, External, is_nothing
from goatherd.frontends.registrations import Registration

if TYPE_CHECKING:
    from goatherd.frontends.chalice.app import FunctionOfApp, Route
    from goatherd.frontends.chalice.builder import Builder
    from goatherd.frontends.programs.values import Value

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
    methods = route.decorator.argument("methods", 1)
    return [method.lower() for method in methods.texts()] if methods.exists else ["get"]


def _policy(builder: Builder) -> Node:
    file = builder.stage.get("api_gateway_policy_file")
    path = f"{builder.stage.path.rpartition('/')[0]}/{file.text()}"
    if path not in builder.tree:
        return Node.absent(file.span)
    parsed = read_document(builder.tree, path)
    return parsed.documents[0] if parsed.documents else Node.absent(file.span)


def _operation(builder: Builder, route: Route, schemes: dict[str, Any]) -> Node:
    decorator = route.decorator
    operation: dict[str, Any] = {
        INTEGRATION: {"type": "aws_proxy", "httpMethod": "POST", "uri": placeholder(API_HANDLER, "Arn")}
    }
    required: dict[str, list[Any]] = {}
    authorizer = decorator.value("authorizer")
    if not is_nothing(authorizer):
        name, scheme = _scheme(builder, authorizer)
        schemes.setdefault(name, scheme)
        required[name] = []
    if decorator.argument("api_key_required").text() == "true":
        schemes[API_KEY] = {"type": "apiKey", "name": "x-api-key", "in": "header"}
        required[API_KEY] = []
    if required:
        operation["security"] = [required]
    return build(operation, decorator.span)


def _scheme(builder: Builder, authorizer: Value) -> tuple[str, Node]:
    """(name, security scheme)."""
    if isinstance(authorizer, External) and authorizer.call is not None:
        made = Registration(authorizer.call)
        if made.name in _CLASSES:
            return made.argument("name", 0).text() or made.name, _outside(made)
    for function in builder.app.functions:
        decorator = function.decorator
        if isinstance(authorizer, Closure) and authorizer.function is decorator.function:
            return authorizer.function.name, _function(function)
    return "authorizer", build({"x-amazon-apigateway-authorizer": {"type": "unknown"}}, builder.app.span)


def _outside(made: Registration) -> Node:
    """Cognito, IAM, or a function that is deployed elsewhere."""
    if made.name == "IAMAuthorizer":
        return build({"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"}, made.span)
    extension: dict[str, Any] = {"authorizerResultTtlInSeconds": made.argument("ttl_seconds")}
    if made.name == "CognitoUserPoolAuthorizer":
        extension["type"] = "cognito_user_pools"
    else:
        extension["type"] = "token"
        extension["authorizerUri"] = default(made.argument("authorizer_uri", 1), "")
    return build({"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authorizer": extension}, made.span)


def _function(function: FunctionOfApp) -> Node:
    """A function of the application that a decorator made an authorizer."""
    extension = {
        "type": "token",
        "authorizerUri": placeholder(function.id, "Arn"),
        "authorizerResultTtlInSeconds": function.decorator.argument("ttl_seconds"),
    }
    scheme = {"type": "apiKey", "name": "Authorization", "x-amazon-apigateway-authorizer": extension}
    return build(scheme, function.decorator.span)


def _preflight(route: Route) -> Node | None:
    """The answer to OPTIONS that `cors` adds: `True` allows every origin, a `CORSConfig` those that it names."""
    cors = route.decorator.value("cors")
    span = route.decorator.argument("cors").span
    origin, credentials = Node.scalar("*", span), Node.absent(span)
    if isinstance(cors, External) and cors.call is not None:
        config = Registration(cors.call)
        origin = first(config.argument("allow_origin"), origin)
        credentials = config.argument("allow_credentials")
    elif not isinstance(cors, Node) or cors.text() != "true":
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
        span = function.decorator.span
        integration = {"IntegrationType": "AWS_PROXY", "IntegrationUri": placeholder(function.id, "Arn")}
        builder.add(f"{function.id}Integration", "AWS::ApiGatewayV2::Integration", span, integration)
        route = {
            "ApiId": placeholder(WEBSOCKET_API),
            "RouteKey": WEBSOCKET_KEYS[function.kind],
            "Target": f"integrations/{placeholder(f'{function.id}Integration')}",
        }
        builder.add(f"{function.id}Route", "AWS::ApiGatewayV2::Route", span, route)
