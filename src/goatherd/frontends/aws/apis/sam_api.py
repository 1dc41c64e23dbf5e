"""`AWS::Serverless::Api` and `AWS::Serverless::HttpApi`, implicit ones too, with the events that add routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.value import Known, known, placeholders
from goatherd.frontends.aws.apis.openapi import Operation, read_body
from goatherd.frontends.aws.apis.sam_auth import Auth, event_policy, read_auth
from goatherd.frontends.aws.apis.settings import (
    cors_rule,
    http_stage_settings,
    is_private,
    rest_stage_settings,
    shared_settings,
)
from goatherd.frontends.aws.apis.web_api import finish
from goatherd.frontends.aws.embedded import local_document, parse_embedded
from goatherd.frontends.aws.endpoint import Endpoint, Integration
from goatherd.frontends.aws.resources.common import common
from goatherd.frontends.node import Node
from goatherd.model.resource import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.model.function import Function

REST, HTTP = "AWS::Serverless::Api", "AWS::Serverless::HttpApi"
_IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
_EVENTFUL = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")


@frozen
class _Event:
    """An `Api` or `HttpApi` event; `function` is None where a state machine is called."""

    api: str
    type: str
    span: Span
    properties: Node
    function: Function | None
    target: str


def read_sam_apis(wiring: Wiring) -> None:
    events: dict[str, list[_Event]] = {}
    for event in _events(wiring):
        events.setdefault(event.api, []).append(event)
    for declared in wiring.of(REST, HTTP):
        _read(wiring, declared, events.pop(declared.id, []))
    for id, added in events.items():
        _add_to_other(wiring, id, added)


def _events(wiring: Wiring) -> Iterator[_Event]:
    for declared in wiring.of(*_EVENTFUL):
        function = wiring.functions.get(declared.id)
        written = declared.properties.get("Events")
        for name, node in written.items():
            type = node.get("Type").text() or ""
            if type in _IMPLICIT:
                properties = node.get("Properties")
                api = _api_of(declared, type, properties.get("RestApiId" if type == "Api" else "ApiId"))
                yield _Event(api, type, written.key_span(name), properties, function, declared.id)


def _api_of(declared: Declared, type: str, reference: Node) -> str:
    text = reference.text()
    if text:
        return next((id for id, _ in placeholders(text)), text)
    if reference.kind == "mapping":
        return reference.get("Ref").text() or "${?}"
    prefix = declared.id.rpartition("/")[0]
    return f"{prefix}/{_IMPLICIT[type]}" if prefix else _IMPLICIT[type]


def _read(wiring: Wiring, declared: Declared, events: list[_Event]) -> None:
    rest = declared.type == REST
    api = Api(**common(declared), protocol="rest" if rest else "http")
    body = wiring.body(_body(wiring, declared), f"the definition of API {declared.id}")
    _finish(wiring, api, declared.properties, events, body)


def _add_to_other(wiring: Wiring, id: str, events: list[_Event]) -> None:
    """Events of an implicit API, or of one that SAM does not manage (it then only adds a permission)."""
    type = events[0].type
    if id.rpartition("/")[2] in _IMPLICIT.values():
        api = Api(
            id=id,
            type=REST if type == "Api" else HTTP,
            span=events[0].span,
            protocol="rest" if type == "Api" else "http",
            implicit=True,
        )
        _finish(wiring, api, wiring.stack.defaults.get(id, Node.absent(api.span)), events, Node.absent(api.span))
        return
    endpoints = [_endpoint(event, Auth()) for event in events]
    wiring.added_endpoints.setdefault(id, []).extend(endpoints)


def _finish(wiring: Wiring, api: Api, properties: Node, events: list[_Event], body: Node) -> None:
    rest = api.type == REST
    auth = read_auth(wiring, api, properties.get("Auth"))
    api.default_authorizer = auth.default
    api.policy += auth.policy
    rule = cors_rule(properties.get("Cors" if rest else "CorsConfiguration"))
    api.cors = [rule] if rule else []
    if rest:
        api.private = is_private(properties.get("EndpointConfiguration"))
        rest_stage_settings(api, [properties])
        if properties.get("Auth", "UsagePlan", "Throttle").exists:
            api.throttled = Known(True, properties.get("Auth", "UsagePlan", "Throttle").span)
    else:
        http_stage_settings(api, [properties])
    mutual = shared_settings(wiring, api)
    domain = properties.get("Domain")
    if domain.get("SecurityPolicy").exists:
        api.minimum_tls = domain.get("SecurityPolicy").as_text()
    mutual = mutual or domain.get("MutualTlsAuthentication").exists
    mutual = mutual and properties.get("DisableExecuteApiEndpoint").text() == "true"
    operations = [_with_defaults(operation, auth) for operation in read_body(wiring, api, body)]
    endpoints = _merged(operations, [_endpoint(event, auth) for event in events])
    finish(wiring, api, endpoints + wiring.added_endpoints.pop(api.id, []), mutual_tls=mutual)


def _body(wiring: Wiring, declared: Declared) -> Node:
    body = declared.properties.get("DefinitionBody")
    if body.exists:
        return parse_embedded(body, wiring.tree)
    return local_document(declared.properties.get("DefinitionUri"), declared, wiring.tree)


def _with_defaults(operation: Operation, auth: Auth) -> Endpoint:
    endpoint = operation.endpoint
    preflight = endpoint.method == "OPTIONS" and not auth.covers_preflight
    api_key = endpoint.api_key or (auth.api_key and not preflight)
    if operation.secured:
        named = (endpoint.authorizer or "").partition(":")[2]
        return evolve(endpoint, authorizer=auth.authorizers.get(named, endpoint.authorizer), api_key=api_key)
    return evolve(endpoint, authorizer=None if preflight else auth.default, api_key=api_key)


def _merged(written: list[Endpoint], added: list[Endpoint]) -> list[Endpoint]:
    """The routes of a body, with the functions that events name for them.

    Where there is a body, SAM takes no routes from events: they only let the API call the function. So what
    the body asks of callers holds, and an event that no method of the body answers to tells at most which function
    stands behind a part that could not be read.
    """
    merged = {endpoint.key: endpoint for endpoint in written}
    wired = {id(e.integration.function) for e in written if e.integration.function is not None}
    extra: list[Endpoint] = []
    for endpoint in added:
        existing = merged.get(endpoint.key)
        function = endpoint.integration.function
        if existing is None:
            if not (written and id(function) in wired):
                merged[endpoint.key] = _behind(written, endpoint)
        elif not existing.integration.kind:
            merged[endpoint.key] = evolve(
                existing,
                integration=endpoint.integration,
                authorizer=endpoint.authorizer if existing.authorizer is None else existing.authorizer,
                api_key=existing.api_key or endpoint.api_key,
            )
        elif existing.integration.function is None and existing.integration.kind.startswith("lambda"):
            merged[endpoint.key] = evolve(existing, integration=evolve(existing.integration, function=function))
        elif existing.integration.function is not function:
            extra.append(evolve(endpoint, authorizer=endpoint.authorizer or existing.authorizer))
    return [*merged.values(), *extra]


def _behind(written: list[Endpoint], endpoint: Endpoint) -> Endpoint:
    """An event beside a body: where every route of the body asks for somebody, so does the one that is meant."""
    gates = [e.authorizer for e in written if e.method != "OPTIONS"]
    if endpoint.authorizer is not None or not gates or None in gates:
        return endpoint
    return evolve(endpoint, authorizer=gates[0])


def _endpoint(event: _Event, auth: Auth) -> Endpoint:
    properties = event.properties
    own = properties.get("Auth")
    method = (properties.get("Method").text() or "ANY").upper()
    method = "ANY" if method in ("ANY", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD") else method
    path = properties.get("Path").text() or "$default"
    key = own.get("ApiKeyRequired")
    return Endpoint(
        method=method,
        path=path,
        span=event.span,
        integration=_integration(event),
        authorizer=_event_authorizer(own, auth, method),
        scopes=own.get("AuthorizationScopes").texts() or auth.scopes,
        api_key=known(key.as_bool(False)) or False if key.exists else auth.api_key,
        validated=properties.get("RequestModel").exists or properties.get("RequestParameters").exists,
        guard=event_policy(own),
        opened=auth.default is not None and (own.get("Authorizer").text() or "").upper() == "NONE",
    )


def _event_authorizer(own: Node, auth: Auth, method: str) -> str | None:
    named = own.get("Authorizer").text()
    if not named:
        return None if method == "OPTIONS" and not auth.covers_preflight else auth.default
    if named.upper() == "NONE":
        return None
    return auth.authorizers.get(named, named)


def _integration(event: _Event) -> Integration:
    if event.function is None:
        # the state machine that the route starts
        target = Node.scalar("${" + event.target + "}", event.span)
        return Integration("aws", None, node=Node.mapping({"uri": target}, {"uri": event.span}, event.span))
    payload = ""
    if event.type == "HttpApi":
        payload = event.properties.get("PayloadFormatVersion").text() or "2.0"
    return Integration("lambda-proxy", event.function, payload)
