"""IoT: `iot` events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    payload = {
        "Sql": value.get("sql"),
        "Actions": [{"Lambda": {"FunctionArn": event.function.arn}}],
        "RuleDisabled": value.get("enabled").text() == "false",
    }
    properties: dict[str, object] = {"RuleName": value.get("name"), "TopicRulePayload": payload}
    id = f"{event.function.prefix}IotTopicRule{event.index}"
    service.template.add(id, "AWS::IoT::TopicRule", properties, event.span)
