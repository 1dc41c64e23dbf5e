"""serverless-plugin-aws-alerts: alarms that `custom.alerts` gives to every function, and a function to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import first, ref
from goatherd.frontends.serverless.naming import alphanumeric, upper_first

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import FunctionSection, Service

# the alarms that need no definition
_METRICS = {
    "functionInvocations": "Invocations",
    "functionErrors": "Errors",
    "functionDuration": "Duration",
    "functionThrottles": "Throttles",
}


def compile_alarms(service: Service) -> None:
    """Alarms of one stage count for all: which of them is deployed, the file does not tell."""
    settings = service.custom.get("alerts")
    if not settings.is_mapping:
        return
    for function in service.functions.values():
        for node in settings.get("alarms").list() + function.node.get("alarms").list():
            _alarm(service, function, node, settings)


def _alarm(service: Service, function: FunctionSection, node: Node, settings: Node) -> None:
    """An alarm is a name, or a mapping that has one and changes what is defined under it."""
    written = node.get("name") if node.is_mapping else node
    name = written.text()
    if name is None:
        service.lost(node.span, f"an alarm of {function.key}", written)
        return
    defined = settings.get("definitions", name)
    topic = settings.get("topics", "alarm")
    properties: dict[str, object] = {
        "Namespace": first(node.get("namespace"), defined.get("namespace")) if name not in _METRICS else "AWS/Lambda",
        "MetricName": _METRICS.get(name) or first(node.get("metric"), defined.get("metric")),
        "Dimensions": [{"Name": "FunctionName", "Value": ref(function.id)}],
        "AlarmActions": [topic] if topic.exists else None,
    }
    id = f"{function.prefix}{upper_first(alphanumeric(name))}Alarm"
    service.template.add(id, "AWS::CloudWatch::Alarm", properties, node.span)
