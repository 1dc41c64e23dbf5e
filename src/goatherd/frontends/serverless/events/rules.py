"""Rules and clocks: `schedule`, `eventBridge` and `cloudwatchEvent` events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, ref
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.naming import alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service

_RULE = "AWS::Events::Rule"


def compile_schedule(service: Service, event: Event) -> None:
    value = event.value if event.value.is_mapping else build({}, event.span)
    rates = value.get("rate") if event.value.is_mapping else event.value
    scheduler = (value.get("method").text() or "eventBus") == "scheduler"
    for number, rate in enumerate(rates.list()):
        id = f"{event.function.prefix}EventsRuleSchedule{event.index}{number or ''}"
        target = {"Arn": event.function.arn, **_inputs(value)}
        if scheduler:
            properties: dict[str, object] = {"ScheduleExpression": rate, "Target": target}
            service.template.add(id, "AWS::Scheduler::Schedule", properties, event.span)
        else:
            properties = {"ScheduleExpression": rate, "State": _state(value), "Targets": [{**target, "Id": id}]}
            service.template.add(id, _RULE, properties, event.span)


def compile_cloudwatch_event(service: Service, event: Event) -> None:
    value = event.value
    id = f"{event.function.prefix}EventsRuleCloudWatchEvent{event.index}"
    properties: dict[str, object] = {
        "EventPattern": value.get("event"),
        "State": _state(value),
        "Targets": [{"Arn": event.function.arn, "Id": id, **_inputs(value)}],
    }
    service.template.add(id, _RULE, properties, event.span)


def compile_event_bridge(service: Service, event: Event) -> None:
    """A rule may have a pattern, a schedule, or both, which are two triggers."""
    value = event.value
    id = f"{event.function.prefix}EventBridgeRule{event.index}"
    target = {"Arn": event.function.arn, "Id": id, **_inputs(value), **_limits(value)}
    bus = _bus(service, value.get("eventBus"), event)
    for key, name in (("pattern", "EventPattern"), ("schedule", "ScheduleExpression")):
        if value.get(key).exists:
            properties: dict[str, object] = {
                name: value.get(key),
                "EventBusName": bus,
                "State": _state(value),
                "Targets": [target],
            }
            service.template.add(id if key == "pattern" else f"{id}Schedule", _RULE, properties, event.span)


def _bus(service: Service, bus: Node, event: Event) -> object:
    """A bus that is given by name only is made by the service."""
    name = bus.text()
    if not bus.exists or name == "default":
        return None
    if name is None or ":" in name or "${" in name:
        return bus
    id = f"{alphanumeric(name)}EventBridgeEventBus"
    return ref(service.template.add(id, "AWS::Events::EventBus", {"Name": bus}, event.span))


def _state(value: Node) -> object:
    enabled = value.get("enabled").text()
    return None if enabled is None else "ENABLED" if enabled == "true" else "DISABLED"


def _limits(value: Node) -> dict[str, object]:
    retries = value.get("retryPolicy", "maximumRetryAttempts")
    queue = value.get("deadLetterQueueArn")
    return {
        "RetryPolicy": {"MaximumRetryAttempts": retries} if retries.exists else None,
        "DeadLetterConfig": {"Arn": queue} if queue.exists else None,
    }


def _inputs(value: Node) -> dict[str, object]:
    transformer = value.get("inputTransformer")
    found: dict[str, object] = {"Input": _json(value.get("input")), "InputPath": value.get("inputPath")}
    if transformer.is_mapping:
        found["InputTransformer"] = {
            "InputPathsMap": transformer.get("inputPathsMap"),
            "InputTemplate": transformer.get("inputTemplate"),
        }
    return found


def _json(node: Node) -> object:
    """A target takes its input as text."""
    if node.kind not in ("mapping", "sequence"):
        return first(node, Node.absent(node.span))
    return build(json.dumps(_plain(node)), node.span)


def _plain(node: Node) -> object:
    if node.is_mapping:
        return {key: _plain(child) for key, child in node.items()}
    if node.kind == "sequence":
        return [_plain(child) for child in node.elements]
    return node.value if node.kind == "scalar" else "${?}"
