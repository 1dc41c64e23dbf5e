"""Topics: `sns` events, of topics that the service makes and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, ref
from goatherd.frontends.serverless.merge import is_function
from goatherd.frontends.serverless.naming import alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    settings = value if value.is_mapping and not is_function(value) else build({}, event.span)
    arn = settings.get("arn") if settings.get("arn").exists else value
    name = first(settings.get("topicName"), value)
    topic: object = arn
    if settings.get("arn").exists or is_function(value) or value.kind == "opaque":
        text = name.text() or arn.text() or str(event.index)
        id = alphanumeric(text.rpartition(":")[2])
    elif ":" in (name.text() or ""):
        id = alphanumeric((name.text() or "").rpartition(":")[2])
    else:
        id = alphanumeric(name.text() or "Topic")
        properties: dict[str, object] = {"TopicName": name, "DisplayName": settings.get("displayName")}
        topic = ref(service.template.add(f"SNSTopic{id}", "AWS::SNS::Topic", properties, event.span))
    subscription: dict[str, object] = {
        "TopicArn": topic,
        "Protocol": "lambda",
        "Endpoint": event.function.arn,
        "FilterPolicy": settings.get("filterPolicy"),
        "RedrivePolicy": _redrive(settings.get("redrivePolicy")),
    }
    id = f"{event.function.prefix}SnsSubscription{id}"
    service.template.add(id, "AWS::SNS::Subscription", subscription, event.span)


def _redrive(policy: Node) -> object:
    if not policy.is_mapping:
        return None
    imported = first(policy.get("deadLetterTargetArn"), policy.get("deadLetterTargetImport", "arn"))
    target = policy.get("deadLetterTargetRef").text()
    return {"deadLetterTargetArn": {"Fn::GetAtt": [target, "Arn"]} if target else imported}
