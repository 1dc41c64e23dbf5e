"""Topics: `AWS::SNS::Subscription`, inline subscriptions of a topic, SAM's SNS event; also topic → queue → function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import SamEvent, account, pattern_of, sam_events
from goatherd.frontends.aws.triggers.elsewhere import called
from goatherd.model.trigger import Feed, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_PUBLISHERS = account("principals of the account that may publish to the topic")


def feeds(wiring: Wiring) -> None:
    for topic, subscription, _ in _subscriptions(wiring):
        if (subscription.get("Protocol").text() or "").lower() in ("sqs", "firehose"):
            channel = wiring.resource_id(subscription.get("Endpoint"))
            if topic and channel:
                raw = (subscription.get("RawMessageDelivery").text() or "").lower() == "true"
                condition = filter_policy(subscription)
                wiring.reaches.connect(topic, channel, f"delivers to {channel}", condition, raw=raw)
    for queue_declared in wiring.of("AWS::SQS::Queue"):
        dead_letters = wiring.resource_id(queue_declared.properties.get("RedrivePolicy", "deadLetterTargetArn"))
        if dead_letters:
            wiring.reaches.connect(
                queue_declared.id, dead_letters, f"moves failed messages to {dead_letters}", raw=True
            )
    for event in sam_events(wiring, "SNS"):
        queue = wiring.resource_id(event.properties.get("SqsSubscription", "QueueArn"))
        topic = wiring.resource_id(event.properties.get("Topic"))
        if topic and queue:
            wiring.reaches.connect(topic, queue, f"delivers to {queue}", filter_policy(event.properties))


def filter_policy(subscription: Node) -> dict[str, object]:
    """What a subscription lets through, by whether it looks at attributes or into the body; empty: everything."""
    policy = pattern_of(subscription.get("FilterPolicy"))
    scope = "body" if subscription.get("FilterPolicyScope").text() == "MessageBody" else "attributes"
    return {scope: policy} if policy else {}


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "SNS"):
        _sam_event(wiring, event)
    for topic, subscription, span in _subscriptions(wiring):
        if (subscription.get("Protocol").text() or "").lower() == "lambda":
            function = wiring.function(subscription.get("Endpoint"))
            if function is not None:
                _add(wiring, function, topic, subscription, span, called(subscription.get("TopicArn")))


def _subscriptions(wiring: Wiring) -> Iterator[tuple[str | None, Node, Span]]:
    """(id of the topic, subscription, where it stands)."""
    for declared in wiring.of("AWS::SNS::Subscription"):
        yield wiring.resource_id(declared.properties.get("TopicArn")), declared.properties, declared.span
    for declared in wiring.of("AWS::SNS::Topic"):
        for subscription in declared.properties.get("Subscription").list():
            yield declared.id, subscription, subscription.span


def _sam_event(wiring: Wiring, event: SamEvent) -> None:
    topic = wiring.resource_id(event.properties.get("Topic"))
    queued = event.properties.get("SqsSubscription")
    if queued.exists and queued.text() != "false":
        queue = wiring.resource_id(queued.get("QueueArn"))
        reach = wiring.reaches.of(topic, _PUBLISHERS)
        detail = queue or topic or called(queued.get("QueueArn"))
        trigger = Trigger(Kind.SQS, reach.exposure, event.span, detail, reach.why, queue or topic)
        trigger.options["via"] = (topic,) if topic else ()
        if topic and not queue:  # the queue is one that SAM makes
            trigger.feeds = (Feed(topic, condition=filter_policy(event.properties)), *wiring.reaches.feeds(topic))
        wiring.add(event.function, trigger)
    else:
        _add(wiring, event.function, topic, event.properties, event.span, called(event.properties.get("Topic")))


def _add(wiring: Wiring, function: Function, topic: str | None, node: Node, span: Span, name: str) -> None:
    reach = wiring.reaches.of(topic, _PUBLISHERS)
    policy = filter_policy(node)
    options: dict[str, object] = {"filters": [policy]} if policy else {}
    wiring.add(
        function,
        Trigger(
            Kind.SNS,
            reach.exposure,
            span,
            detail=topic or name,
            why=reach.why,
            source=topic,
            filtered=node.get("FilterPolicy").exists,
            has_failure_destination=True if node.get("RedrivePolicy").exists else None,
            options=options,
        ),
    )
