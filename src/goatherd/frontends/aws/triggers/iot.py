"""IoT: topic rules, custom authorizers and pre-provisioning hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import anonymous, authenticated, sam_events
from goatherd.frontends.contents import references
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_DEVICES = authenticated("devices with a certificate publish the messages")


def feeds(wiring: Wiring) -> None:
    for rule in wiring.of("AWS::IoT::TopicRule"):
        for action in rule.properties.get("TopicRulePayload", "Actions").list():
            for id in references(action):
                declared = wiring.stack.resources.get(id)
                if declared is not None and id not in wiring.functions and "::IAM::" not in declared.type:
                    wiring.reaches.feed(id, _DEVICES)


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "IoTRule"):
        _add(wiring, event.function, event.properties.get("Sql"), event.span, None)
    for rule in wiring.of("AWS::IoT::TopicRule"):
        payload = rule.properties.get("TopicRulePayload")
        for action in (*payload.get("Actions").list(), payload.get("ErrorAction")):
            function = wiring.function(action.get("Lambda", "FunctionArn"))
            if function is not None:
                _add(wiring, function, payload.get("Sql"), rule.span, rule.id)
    _authorizers(wiring)
    for template in wiring.of("AWS::IoT::ProvisioningTemplate"):
        function = wiring.function(template.properties.get("PreProvisioningHook", "TargetArn"))
        if function is not None:
            reach = anonymous("a device that claims to be new has no identity yet")
            wiring.add(function, Trigger(Kind.IOT, reach.exposure, template.span, template.id, reach.why, template.id))


def _add(wiring: Wiring, function: Function, sql: Node, span: Span, source: str | None) -> None:
    statement = sql.text() or ""
    trigger = Trigger(Kind.IOT, _DEVICES.exposure, span, statement or "IoT rule", _DEVICES.why, source)
    trigger.options["sql"] = statement
    wiring.add(function, trigger)


def _authorizers(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::IoT::Authorizer"):
        function = wiring.function(declared.properties.get("AuthorizerFunctionArn"))
        if function is not None:
            reach = anonymous("it decides about devices that have not proved who they are")
            trigger = Trigger(
                Kind.AUTHORIZER_REQUEST, reach.exposure, declared.span, declared.id, reach.why, declared.id
            )
            trigger.options["service"] = "iot"
            wiring.add(function, trigger)
