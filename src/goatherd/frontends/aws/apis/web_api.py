"""What all web APIs share: an endpoint becomes a route of the API, a trigger of its function, a feed of a channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.value import HOLE, is_true, placeholders
from goatherd.frontends.aws.apis.resource_policy import policy_guard
from goatherd.frontends.aws.apis.service_calls import service_call
from goatherd.frontends.aws.endpoint import IAM, Endpoint, Integration
from goatherd.frontends.aws.exposure import Reach, web_reach
from goatherd.frontends.aws.wiring import CHANNEL_TYPES
from goatherd.frontends.contents import first_text, plain, texts
from goatherd.frontends.node import Node
from goatherd.model.resource import Api, Authorizer, CorsRule, Route
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.model.function import Function

MUTUAL_TLS = "mutual TLS"

_LAMBDA_URI = re.compile(r":lambda:path/|:function:|\.Arn\}/invocations|lambda:InvokeFunction", re.IGNORECASE)
_READS = re.compile(r"action/(Get|Query|Scan|List|Describe|Receive|BatchGet)")
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w{1,100})\}")
_ALLOW = "method.response.header.Access-Control-Allow-"


def read_integration(wiring: Wiring, node: Node) -> Integration:
    """An integration in the words of a method (`Uri`), a route (`IntegrationUri`) or OpenAPI (`uri`)."""
    type = first_text(node, "type", "Type", "IntegrationType").upper()
    uri = first_text(node, "uri", "Uri", "IntegrationUri")
    payload = first_text(node, "payloadFormatVersion", "PayloadFormatVersion")
    function = wiring.function_named(uri) if uri else None
    if type == "MOCK":
        return Integration("mock", node=node)
    if type in ("HTTP", "HTTP_PROXY"):
        return Integration("http", node=node)
    if type in ("AWS", "AWS_PROXY") and (function is not None or _LAMBDA_URI.search(uri)):
        kind = "lambda-proxy" if type == "AWS_PROXY" else "lambda"
        return Integration(kind, function, payload, node)
    return Integration("aws" if type else "", node=node)


def authorizer_of(wiring: Wiring, properties: Node) -> str | None:
    """Who is asked by a method or route: the id of an authorizer, `AWS_IAM`, or None."""
    type = (properties.get("AuthorizationType").text() or "NONE").upper()
    if type == "NONE":
        return None
    if type == IAM:
        return IAM
    return wiring.resource_id(properties.get("AuthorizerId")) or properties.get("AuthorizerId").text() or type


def _with_stage(wiring: Wiring, api: Api, endpoint: Endpoint) -> Endpoint:
    """The endpoint with the function that a variable of the API's stage names."""
    integration = endpoint.integration
    uri = first_text(integration.node, "uri", "Uri", "IntegrationUri") if integration.node is not None else ""
    if integration.function is not None or not _STAGE_VARIABLE.search(uri):
        return endpoint
    variables = _stage_variables(wiring, api.id)
    function = wiring.function_named(_STAGE_VARIABLE.sub(lambda match: variables.get(match[1], match[0]), uri))
    return evolve(endpoint, integration=evolve(integration, function=function))


def _stage_variables(wiring: Wiring, api: str) -> dict[str, str]:
    """Of several stages, what the first one says."""
    stages = [
        *wiring.referring(api, "RestApiId", "AWS::ApiGateway::Stage"),
        *wiring.referring(api, "ApiId", "AWS::ApiGatewayV2::Stage"),
        *([wiring.stack.resources[api]] if api in wiring.stack.resources else []),
    ]
    written = (stage.properties.get(key) for stage in stages for key in ("Variables", "StageVariables"))
    variables: dict[str, str] = {}
    for node in written:
        for name, value in node.items():
            variables.setdefault(name, value.text() or HOLE)
    return variables


def finish(wiring: Wiring, api: Api, endpoints: Iterable[Endpoint], *, mutual_tls: bool = False) -> None:
    """Register the API with its routes, and wire its functions."""
    wiring.apis[api.id] = api
    endpoints = [_with_stage(wiring, api, endpoint) for endpoint in endpoints]
    connect = next((e for e in endpoints if e.path == "$connect"), None) if api.protocol == "websocket" else None
    noted: set[tuple[object, ...]] = set()
    for endpoint in endpoints:
        # who may send over a WebSocket is decided once, when it is opened
        gate = connect or endpoint
        authorizer = MUTUAL_TLS if mutual_tls and gate.authorizer is None else gate.authorizer
        reach = web_reach(
            gate_kind(wiring, authorizer),
            api_key=gate.api_key,
            private=is_true(api.private),
            guarded_by_policy=endpoint.guard or policy_guard(api.policy, endpoint.method.upper(), endpoint.path),
        )
        api.routes.append(_route(endpoint, reach))
        if endpoint.integration.function is not None:
            wiring.add(endpoint.integration.function, _trigger(api, endpoint, authorizer, gate.api_key, reach))
        elif endpoint.integration.kind == "aws" and endpoint.integration.node is not None:
            _feed(wiring, api, endpoint, reach, _trigger(api, endpoint, authorizer, gate.api_key, reach))
        if _calls_unknown_function(endpoint.integration):
            wiring.unplaced.append(reach)
        _note_cors(api, endpoint, noted)


def _calls_unknown_function(integration: Integration) -> bool:
    """Whether some function is called, and nothing tells which."""
    node = integration.node
    if integration.function is not None or node is None or node.get("IntegrationSubtype").exists:
        return False
    uri = first_text(node, "uri", "Uri", "IntegrationUri")
    proxy = first_text(node, "type", "Type", "IntegrationType").upper() == "AWS_PROXY"
    return (not uri and proxy) or (HOLE in uri and integration.kind in ("lambda-proxy", "lambda"))


def gate_kind(wiring: Wiring, authorizer: str | None) -> str:
    """How callers are asked: the kind of an authorizer, "iam", or "" where nobody asks."""
    if authorizer is None:
        return ""
    if authorizer == IAM:
        return "iam"
    noun = wiring.authorizers.get(authorizer)
    return noun.kind if noun is not None and noun.kind else authorizer


def _route(endpoint: Endpoint, reach: Reach) -> Route:
    integration = endpoint.integration
    function = integration.function
    direct = integration.node if integration.kind == "aws" else None
    return Route(
        method=endpoint.method.upper(),
        path=endpoint.path,
        span=endpoint.span,
        function=function.id if function else None,
        authorizer=endpoint.authorizer,
        scopes=endpoint.scopes,
        api_key=endpoint.api_key,
        validated=endpoint.validated,
        integration=integration.kind,
        exposure=reach.exposure,
        service_call=service_call(direct) if direct is not None else None,
    )


def _trigger(api: Api, endpoint: Endpoint, authorizer: str | None, api_key: bool, reach: Reach) -> Trigger:
    kind = _kind(api, endpoint.integration)
    method = endpoint.method.upper()
    options: dict[str, object] = {}
    if endpoint.integration.payload:
        options["payload"] = endpoint.integration.payload
    if endpoint.opened:
        options["opened"] = True
    node = endpoint.integration.node
    for key in ("requestTemplates", "RequestTemplates"):
        if node is not None and node.get(key).is_mapping:
            options["request_templates"] = plain(node.get(key))
    return Trigger(
        kind,
        reach.exposure,
        endpoint.span,
        detail=endpoint.path if api.protocol == "websocket" else f"{method} {endpoint.path}".strip(),
        why=reach.why,
        source=api.id,
        method="" if api.protocol == "websocket" else method,
        path=endpoint.path,
        authorizer=authorizer,
        api_key=api_key,
        options=options,
    )


def _kind(api: Api, integration: Integration) -> str:
    if api.protocol == "websocket":
        return Kind.WEBSOCKET
    if api.protocol == "http":
        return Kind.HTTP_API if integration.payload == "2.0" else Kind.HTTP_API_V1
    return Kind.REST_API_MAPPED if integration.kind == "lambda" else Kind.REST_API


def _feed(wiring: Wiring, api: Api, endpoint: Endpoint, reach: Reach, trigger: Trigger) -> None:
    """A service integration passes the request on without a function in between."""
    written = list(texts(endpoint.integration.node or Node.absent(endpoint.span)))
    if any(_READS.search(text) for text in written):
        return
    for text in written:
        for id, _ in placeholders(text):
            declared = wiring.stack.resources.get(id)
            if declared is None or not declared.type.startswith(CHANNEL_TYPES):
                continue
            if declared.type == "AWS::S3::Bucket" and endpoint.method.upper() in ("GET", "HEAD", "DELETE", "OPTIONS"):
                continue
            if declared.type.endswith("::StateMachine"):
                wiring.starts.setdefault(id, []).append(trigger)
            how = f"{endpoint.method.upper()} {endpoint.path}".strip()
            wiring.reaches.feed(id, Reach(reach.exposure, f"{how} of {api.id} puts requests into {id}: {reach.why}"))


def _note_cors(api: Api, endpoint: Endpoint, noted: set[tuple[object, ...]]) -> None:
    """A preflight answer that is written out as a mock method."""
    node = endpoint.integration.node
    if endpoint.method.upper() != "OPTIONS" or node is None or endpoint.integration.kind != "mock":
        return
    for answers, key in (("responses", "responseParameters"), ("IntegrationResponses", "ResponseParameters")):
        found = node.get(answers)
        for answer in found.entries.values() if found.is_mapping else found.list():
            parameters = answer.get(key)
            origin = parameters.get(f"{_ALLOW}Origin")
            if not origin.exists:
                continue
            rule = CorsRule(
                origins=unquoted(origin),
                methods=unquoted(parameters.get(f"{_ALLOW}Methods")),
                headers=unquoted(parameters.get(f"{_ALLOW}Headers")),
                credentials=(parameters.get(f"{_ALLOW}Credentials").text() or "").strip("'") == "true",
                span=origin.span,
            )
            identity = (rule.origins, rule.credentials)
            if identity not in noted:
                noted.add(identity)
                api.cors.append(rule)


def unquoted(node: Node) -> tuple[str, ...]:
    """The parts of a header's value, which API Gateway wants in single quotes, or of a list."""
    return tuple(part.strip() for text in node.texts() for part in text.strip().strip("'").split(",") if part.strip())


def add_authorizer(wiring: Wiring, authorizer: Authorizer, function: Function | None, *, payload: str = "") -> None:
    """Register an authorizer; its function sees requests of callers that nobody has authenticated yet."""
    wiring.authorizers[authorizer.id] = authorizer
    if function is None:
        return
    authorizer.function = function.id
    token = authorizer.kind == "lambda-token"
    trigger = Trigger(
        Kind.AUTHORIZER_TOKEN if token else Kind.AUTHORIZER_REQUEST,
        Exposure.ANONYMOUS,
        authorizer.span,
        detail=f"authorizer {authorizer.id}",
        why="an authorizer sees requests of callers that nobody has authenticated yet",
        source=authorizer.id,
    )
    if payload:
        trigger.options["payload"] = payload
    wiring.add(function, trigger)
