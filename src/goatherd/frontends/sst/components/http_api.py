"""HTTP and WebSocket APIs: routes, authorizers, and the stage that SST makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Record, Value, text_of
from goatherd.frontends.sst.components.authorizers import authorizer_id, name_and_settings
from goatherd.frontends.sst.components.functions import called, cors
from goatherd.frontends.sst.things import (
    Call,
    Component,
    amount,
    given,
    is_value,
    prop,
    rec,
    safe,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span

_HEADER = "$request.header.Authorization"
_REQUEST_ID = '{"requestId":"$context.requestId"}'


def _http_api(made: Component) -> None:
    _api(made, "HTTP", {"corsConfiguration": cors(prop(made.args, "cors"), made.span)})
    made.methods.update(
        route=_route, routeUrl=_route_elsewhere, routePrivate=_route_elsewhere, addAuthorizer=_authorizer
    )


def _websocket(made: Component) -> None:
    _api(made, "WEBSOCKET", {"routeSelectionExpression": "$request.body.action"})
    made.methods.update(route=_route, addAuthorizer=_authorizer)


def _api(made: Component, protocol: str, settings: dict[str, object]) -> None:
    span, transform = made.span, prop(made.args, "transform")
    arguments = rec({"protocolType": protocol, **settings}, span)
    made.main = api = made.program.add("aws_apigatewayv2_api", made.name, arguments, span, prop(transform, "api"))
    retention = {"name": f"/aws/vendedlogs/apis/{made.name}", "retentionInDays": 30}
    logs = made.program.add(
        "aws_cloudwatch_log_group", f"{made.name}AccessLog", rec(retention, span), span, prop(transform, "logGroup")
    )
    stage = {
        "apiId": api.reference(span),
        "autoDeploy": True,
        "name": "$default",
        "accessLogSettings": {"destinationArn": logs.reference(span, "Arn"), "format": _REQUEST_ID},
    }
    made.program.add("aws_apigatewayv2_stage", f"{made.name}Stage", rec(stage, span), span, prop(transform, "stage"))
    made.nodes.update(api=api, logGroup=logs)
    endpoint = api.reference(span, "ApiEndpoint")
    made.members.update(url=endpoint, managementEndpoint=endpoint)


def _route(api: Component, call: Call) -> Value:
    key = _key(text_of(call.get(0)))
    args = api.program.transformed(call.record(2), prop(api.args, "transform", "route", "args"), key)
    id = f"{api.name}/{safe(key)}"
    target = called(
        api.program,
        call.get(1),
        id,
        call.span,
        link=prop(api.args, "link"),
        transform=prop(api.args, "transform", "route", "handler"),
    )
    integration = {
        "apiId": api.node(call.span),
        "integrationType": "AWS_PROXY",
        "integrationUri": target,
        "payloadFormatVersion": "2.0" if api.kind == "ApiGatewayV2" else None,
    }
    return _declared(api, key, args, integration, call.span)


def _route_elsewhere(api: Component, call: Call) -> Value:
    """To an address, or into a network: no function of the program is called."""
    integration = {"apiId": api.node(call.span), "integrationType": "HTTP_PROXY", "integrationUri": call.get(1)}
    return _declared(api, _key(text_of(call.get(0))), call.record(2), integration, call.span)


def _declared(api: Component, key: str, args: Record, integration: dict[str, object], span: Span) -> Value:
    id = f"{api.name}/{safe(key)}"
    made = api.program.add("aws_apigatewayv2_integration", f"{id}Integration", rec(integration, span), span)
    route = {
        "apiId": api.node(span),
        "routeKey": key,
        "target": f"integrations/{text_of(made.reference(span))}",
        **_authorization(prop(args, "auth")),
    }
    transform = prop(args, "transform", "route")
    api.program.add("aws_apigatewayv2_route", f"{id}Route", rec(route, span), span, transform)
    return Node.opaque("it is a route", span)


def _key(text: str) -> str:
    """`get /x` as API Gateway has it; keys of WebSocket APIs have no method."""
    method, separator, path = text.strip().partition(" ")
    return f"{method.upper()} {path.strip()}" if separator else text


def _authorization(auth: Value) -> dict[str, object]:
    if not given(auth) or is_value(auth, False):
        return {"authorizationType": "NONE"}
    if is_value(prop(auth, "iam"), True):
        return {"authorizationType": "AWS_IAM"}
    if given(prop(auth, "jwt")):
        jwt = prop(auth, "jwt")
        return {
            "authorizationType": "JWT",
            "authorizerId": authorizer_id(prop(jwt, "authorizer")),
            "authorizationScopes": prop(jwt, "scopes"),
        }
    if given(prop(auth, "lambda")):
        return {"authorizationType": "CUSTOM", "authorizerId": authorizer_id(prop(auth, "lambda"))}
    if isinstance(auth, Record) and not auth.open:
        return {"authorizationType": "NONE"}
    return {"authorizationType": Node.opaque("how callers are asked is not known", auth.span)}


def _authorizer(api: Component, call: Call) -> Value:
    name, args = name_and_settings(call)
    span, jwt, asked = call.span, prop(args, "jwt"), prop(args, "lambda")
    id = f"{api.name}/{name}"
    made = Component(api.program, "Authorizer", name, args, span)
    settings: dict[str, object] = {"apiId": api.node(span), "name": name}
    if given(asked):
        source = prop(asked, "identitySources")
        settings |= {
            "authorizerType": "REQUEST",
            "identitySources": source if given(source) else [_HEADER],
            "authorizerUri": called(api.program, prop(asked, "function"), f"{id}Function", span),
            "authorizerResultTtlInSeconds": amount(prop(asked, "ttl"), 0),
            "authorizerPayloadFormatVersion": prop(asked, "payload") if given(prop(asked, "payload")) else "2.0",
        }
    else:
        source = prop(jwt, "identitySource")
        settings |= {
            "authorizerType": "JWT",
            "identitySources": [source if given(source) else _HEADER],
            "jwtConfiguration": {"audience": prop(jwt, "audiences"), "issuer": prop(jwt, "issuer")},
        }
    transform = prop(args, "transform", "authorizer")
    made.main = api.program.add("aws_apigatewayv2_authorizer", id, rec(settings, span, args), span, transform)
    made.nodes["authorizer"] = made.main
    return made


COMPONENTS = {"ApiGatewayV2": _http_api, "ApiGatewayWebSocket": _websocket}
