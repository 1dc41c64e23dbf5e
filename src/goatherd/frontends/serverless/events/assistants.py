"""Alexa: `alexaSkill` and `alexaSmartHome` events, which are permissions to invoke the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service


def compile_skill(service: Service, event: Event) -> None:
    _permit(service, event, "alexa-appkit.amazon.com", event.value)


def compile_smart_home(service: Service, event: Event) -> None:
    _permit(service, event, "alexa-connectedhome.amazon.com", event.value)


def _permit(service: Service, event: Event, principal: str, value: Node) -> None:
    skill = value.get("appId") if value.is_mapping else value
    properties: dict[str, object] = {
        "FunctionName": event.function.arn,
        "Action": "lambda:InvokeFunction",
        "Principal": principal,
        "EventSourceToken": skill if skill.exists else None,
    }
    id = f"{event.function.prefix}LambdaPermission{event.kind[0].upper()}{event.kind[1:]}{event.index}"
    service.template.add(id, "AWS::Lambda::Permission", properties, event.span)
