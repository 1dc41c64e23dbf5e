"""serverless-step-functions: `stepFunctions.stateMachines`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, ref
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.events.authorizers import rest_authorizer
from goatherd.frontends.serverless.events.rest_api import Method, add_method, api_of, route_of
from goatherd.frontends.serverless.merge import as_mapping
from goatherd.frontends.serverless.naming import alphanumeric, upper_first

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.serverless.service import Service

_START = "arn:aws:apigateway:${AWS::Region}:states:action/"
_REFERENCES = ("Ref", "Fn::GetAtt")
_MAX_DEPTH = 60


def compile_state_machines(service: Service) -> None:
    machines = as_mapping(service.root.get("stepFunctions", "stateMachines"))
    for key, node in machines.items():
        span = machines.key_span(key)
        if node.kind == "opaque":
            service.lost(span, f"state machine {key!r}", node)
        elif node.is_mapping:
            id = _id(key, node)
            _machine(service, id, node, span)
            for event in node.get("events").list():
                for kind, value in event.items():
                    _event(service, id, kind, value, event.key_span(kind))


def _id(key: str, node: Node) -> str:
    written = node.get("id").text()
    if written:
        return alphanumeric(written)
    name = node.get("name").text()
    return alphanumeric(name) if name else f"{upper_first(alphanumeric(key))}StepFunctionsStateMachine"


def _machine(service: Service, id: str, node: Node, span: Span) -> None:
    logging, tracing = node.get("loggingConfig"), node.get("tracingConfig")
    properties: dict[str, object] = {
        "StateMachineName": node.get("name"),
        "StateMachineType": node.get("type"),
        "Definition": _with_ids(service, node.get("definition"), _MAX_DEPTH),
        "RoleArn": node.get("role"),
        "LoggingConfiguration": {
            "Level": logging.get("level"),
            "IncludeExecutionData": logging.get("includeExecutionData"),
        },
        "TracingConfiguration": {"Enabled": tracing.get("enabled")},
    }
    service.template.add(id, "AWS::StepFunctions::StateMachine", properties, span)


def _with_ids(service: Service, node: Node, depth: int) -> Node:
    """Definitions refer to functions by the names that the service gives them."""
    if depth == 0 or node.kind not in ("mapping", "sequence"):
        return node
    if node.kind == "sequence":
        return Node.sequence(tuple(_with_ids(service, element, depth - 1) for element in node.elements), node.span)
    if len(node.entries) == 1:
        ((name, argument),) = node.entries.items()
        target = argument.get(0).text() if argument.kind == "sequence" else (argument.text() or "").partition(".")[0]
        if name in _REFERENCES and target in service.functions:
            id = service.functions[target].id
            return build({name: id if name == "Ref" else [id, "Arn"]}, node.span)
    entries = {key: _with_ids(service, value, depth - 1) for key, value in node.items()}
    return Node.mapping(entries, node.key_spans, node.span)


def _event(service: Service, id: str, kind: str, value: Node, span: Span) -> None:
    if kind == "http":
        _route(service, id, value, span)
    elif kind in ("eventBridge", "cloudwatchEvent"):
        pattern = value.get("event") if value.get("event").exists else value.get("pattern")
        properties: dict[str, object] = {
            "EventPattern": pattern,
            "EventBusName": value.get("eventBusName"),
            "Targets": [{"Arn": ref(id), "Id": id}],
        }
        service.template.add(f"{id}EventsRule{span.line}", "AWS::Events::Rule", properties, span)
    elif kind == "schedule":
        rate = value.get("rate") if value.is_mapping else value
        target = {"ScheduleExpression": rate, "Targets": [{"Arn": ref(id), "Id": id}]}
        service.template.add(f"{id}EventsRuleSchedule{span.line}", "AWS::Events::Rule", target, span)


def _route(service: Service, id: str, value: Node, span: Span) -> None:
    path, verb = route_of(value)
    action = (value.get("action").text() if value.is_mapping else None) or "StartExecution"
    template = ['{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "', ref(id), '"}']
    integration: dict[str, object] = {
        "Type": "AWS",
        "IntegrationHttpMethod": "POST",
        "Uri": {"Fn::Sub": f"{_START}{action}"},
        "RequestTemplates": {"application/json": {"Fn::Join": ["", template]}},
    }
    add_method(
        service,
        Method(
            path=path,
            method=verb,
            span=span,
            integration=integration,
            authorizer=rest_authorizer(service, value, api_of(service, span)),
            api_key=value.get("private"),
            cors=value.get("cors"),
        ),
    )
