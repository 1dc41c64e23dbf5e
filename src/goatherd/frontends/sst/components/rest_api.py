"""REST APIs: a resource for each part of a path, and a method for each route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Record, Value, text_of
from goatherd.frontends.sst.components.authorizers import authorizer_id, name_and_settings
from goatherd.frontends.sst.components.functions import called
from goatherd.frontends.sst.things import (
    Call,
    Component,
    amount,
    given,
    is_value,
    name_of,
    prop,
    rec,
    safe,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span

_ANY = "ANY"
_MAX_PARTS = 64
_FUNCTIONS = {"tokenFunction": "TOKEN", "requestFunction": "REQUEST"}


def _rest_api(made: Component) -> None:
    span, transform = made.span, prop(made.args, "transform")
    endpoint = prop(made.args, "endpoint", "type")
    kind = text_of(endpoint).upper() if given(endpoint) else "EDGE"
    settings = rec({"endpointConfiguration": {"types": [kind]}}, span)
    made.main = api = made.program.add("aws_api_gateway_rest_api", made.name, settings, span, prop(transform, "api"))
    logs = made.program.add(
        "aws_cloudwatch_log_group",
        f"{made.name}AccessLog",
        rec({"name": f"/aws/vendedlogs/apis/{made.name}", "retentionInDays": 30}, span),
        span,
        prop(transform, "accessLog"),
    )
    stage = {
        "restApi": api.reference(span),
        "stageName": Node.opaque("the stage is chosen when it is deployed", span),
        "accessLogSettings": {"destinationArn": logs.reference(span, "Arn"), "format": "$context.requestId"},
    }
    made.program.add("aws_api_gateway_stage", f"{made.name}Stage", rec(stage, span), span, prop(transform, "stage"))
    made.nodes.update(api=api, logGroup=logs)
    made.members["url"] = Node.scalar(
        f"https://{text_of(api.reference(span))}.execute-api.${{AWS-Region}}.amazonaws.com/", span
    )
    made.methods.update(
        route=_route, routeIntegration=_route_elsewhere, addAuthorizer=_authorizer, deploy=_deploy, addUsagePlan=_plan
    )


def _route(api: Component, call: Call) -> Value:
    method, path = _split(text_of(call.get(0)))
    args = api.program.transformed(call.record(2), prop(api.args, "transform", "route", "args"), path)
    id = f"{api.name}/{safe(f'{method} {path}')}"
    target = called(
        api.program,
        call.get(1),
        id,
        call.span,
        link=prop(api.args, "link"),
        transform=prop(api.args, "transform", "route", "handler"),
    )
    integration: dict[str, object] = {"type": "AWS_PROXY", "integrationHttpMethod": "POST", "uri": _uri(target)}
    _declared(api, method, path, args, integration, call.span)
    return Node.opaque("it is a route", call.span)


def _uri(function: Value) -> str:
    return f"arn:aws:apigateway:${{AWS-Region}}:lambda:path/2015-03-31/functions/{text_of(function)}/invocations"


def _route_elsewhere(api: Component, call: Call) -> Value:
    method, path = _split(text_of(call.get(0)))
    _declared(api, method, path, call.record(2), dict(call.record(1).entries), call.span)
    return Node.opaque("it is a route", call.span)


def _split(route: str) -> tuple[str, str]:
    method, separator, path = route.strip().partition(" ")
    return (method.upper(), path.strip()) if separator else (_ANY, route)


def _declared(api: Component, method: str, path: str, args: Record, integration: dict[str, object], span: Span) -> None:
    assert api.main is not None
    place = _resource(api, path, span)
    common = {"restApi": api.main.reference(span), "resourceId": place, "httpMethod": method}
    key = prop(args, "apiKey")
    settings = rec({**common, **_authorization(prop(args, "auth")), "apiKeyRequired": key}, span)
    id = f"{api.name}/{safe(f'{method} {path}')}Method"
    api.program.add("aws_api_gateway_method", id, settings, span, prop(args, "transform", "method"))
    transform = prop(args, "transform", "integration")
    api.program.add(
        "aws_api_gateway_integration", f"{id}Integration", rec({**common, **integration}, span), span, transform
    )


def _resource(api: Component, path: str, span: Span) -> Node:
    """The resource of a path, with those above it."""
    assert api.main is not None
    parent = api.main.reference(span, "RootResourceId")
    parts = [part for part in path.split("/") if part][:_MAX_PARTS]
    for position, part in enumerate(parts, 1):
        below = "/".join(parts[:position])
        held = api.members.get(f"/{below}")
        if held is None:
            settings = rec({"restApi": api.main.reference(span), "parentId": parent, "pathPart": part}, span)
            made = api.program.add("aws_api_gateway_resource", f"{api.name}/{safe(below)}Resource", settings, span)
            held = api.members[f"/{below}"] = made.reference(span)
        assert isinstance(held, Node)
        parent = held
    return parent


def _authorization(auth: Value) -> dict[str, object]:
    if not given(auth) or is_value(auth, False):
        return {"authorization": "NONE"}
    if is_value(prop(auth, "iam"), True):
        return {"authorization": "AWS_IAM"}
    if given(prop(auth, "custom")):
        return {"authorization": "CUSTOM", "authorizerId": authorizer_id(prop(auth, "custom"))}
    if given(prop(auth, "cognito")):
        pool = prop(auth, "cognito")
        return {
            "authorization": "COGNITO_USER_POOLS",
            "authorizerId": authorizer_id(prop(pool, "authorizer")),
            "authorizationScopes": prop(pool, "scopes"),
        }
    if isinstance(auth, Record) and not auth.open:
        return {"authorization": "NONE"}
    return {"authorization": Node.opaque("how callers are asked is not known", auth.span)}


def _authorizer(api: Component, call: Call) -> Value:
    name, args = name_and_settings(call)
    id, span = f"{api.name}/{name}", call.span
    settings: dict[str, object] = {
        "restApi": api.node(span),
        "name": name,
        "type": "COGNITO_USER_POOLS",
        "providerArns": prop(args, "userPools"),
        "identitySource": prop(args, "identitySource"),
        "authorizerResultTtlInSeconds": amount(prop(args, "ttl")),
    }
    for key, kind in _FUNCTIONS.items():
        if given(prop(args, key)):
            target = called(api.program, prop(args, key), f"{id}Function", span)
            settings |= {"type": kind, "authorizerUri": _uri(target)}
    made = Component(api.program, "Authorizer", name, args, span)
    transform = prop(args, "transform", "authorizer")
    made.main = api.program.add("aws_api_gateway_authorizer", id, rec(settings, span, args), span, transform)
    made.nodes["authorizer"] = made.main
    return made


def _deploy(api: Component, call: Call) -> Value:
    """The stage stands in the model from the start."""
    return Node.absent(call.span)


def _plan(api: Component, call: Call) -> Value:
    args = call.record(1)
    throttle = prop(args, "throttle")
    settings = {
        "apiStages": [{"apiId": api.node(call.span)}],
        "throttleSettings": {"rateLimit": prop(throttle, "rate"), "burstLimit": prop(throttle, "burst")}
        if given(throttle)
        else None,
    }
    made = Component(api.program, "UsagePlan", name_of(call.get(0)) or "Plan", args, call.span)
    made.main = api.program.add(
        "aws_api_gateway_usage_plan", f"{api.name}/{made.name}", rec(settings, call.span), call.span
    )
    made.methods["addApiKey"] = _key
    return made


def _key(plan: Component, call: Call) -> Value:
    return Node.opaque("an API key that API Gateway makes", call.span)


COMPONENTS = {"ApiGatewayV1": _rest_api}
