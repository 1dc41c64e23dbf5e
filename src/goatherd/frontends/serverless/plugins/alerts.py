"""serverless-plugin-aws-alerts: alarms on functions, by name in `custom.alerts` and in functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.serverless.build import ref
from goatherd.frontends.serverless.naming import alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import FunctionSection, Service

_METRICS = {
    "functionErrors": "Errors",
    "functionThrottles": "Throttles",
    "functionDuration": "Duration",
    "functionInvocations": "Invocations",
}


def compile_alarms(service: Service) -> None:
    alerts = service.custom.get("alerts")
    if not alerts.is_mapping:
        return
    for function in service.functions.values():
        for alarm in (*alerts.get("alarms").list(), *function.node.get("alarms").list()):
            _alarm(service, function, alarm, alerts)


def _alarm(service: Service, function: FunctionSection, alarm: Node, alerts: Node) -> None:
    name = alarm.text() or alarm.get("name").text() or ""
    definition = alarm if alarm.is_mapping else alerts.get("definitions", name)
    metric = definition.get("metric").text() or name
    topics = [topic for topic in alerts.get("topics").entries.values() if topic.kind != "mapping" or topic.entries]
    properties: dict[str, object] = {
        "Namespace": "AWS/Lambda",
        "MetricName": _METRICS.get(metric, metric[:1].upper() + metric[1:]),
        "Dimensions": [{"Name": "FunctionName", "Value": ref(function.id)}],
        "AlarmActions": topics,
    }
    id = f"{function.prefix}{alphanumeric(name)}Alarm"
    service.template.add(id, "AWS::CloudWatch::Alarm", properties, alarm.span)
