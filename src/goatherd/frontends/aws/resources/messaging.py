"""Queues, topics, buses and streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Value
from goatherd.frontends.aws.resources.common import common, presence, reference
from goatherd.model.resource import EventBus, Queue, Resource, Stream, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node


def read_queue(declared: Declared) -> Queue:
    properties = declared.properties
    return Queue(
        **common(declared, "QueueName"),
        dead_letter=presence(properties.get("RedrivePolicy")),
        encrypted=_encrypted(properties),
        visibility_timeout=properties.get("VisibilityTimeout").as_int(30),
        retention=properties.get("MessageRetentionPeriod").as_int(345600),
    )


def _encrypted(properties: Node) -> Value[bool]:
    if properties.get("KmsMasterKeyId").exists:
        return Known(True, properties.get("KmsMasterKeyId").span)
    return properties.get("SqsManagedSseEnabled").as_bool(True)


def read_topic(declared: Declared) -> Topic:
    return Topic(
        **common(declared, "TopicName"),
        customer_key=presence(declared.properties.get("KmsMasterKeyId")),
    )


def read_bus(declared: Declared) -> EventBus:
    return EventBus(**common(declared))


def read_stream(declared: Declared) -> Stream:
    return Stream(**common(declared), encrypted=presence(declared.properties.get("StreamEncryption")))


def mark_dead_letter_queues(stack: Stack, resources: dict[str, Resource]) -> None:
    """Tell every queue whose dead-letter queue it is."""
    owners: dict[str, list[str]] = {}
    for declared in stack.resources.values():
        for target in _dead_letter_targets(declared):
            owners.setdefault(target, []).append(declared.id)
    for id, ids in owners.items():
        queue = resources.get(id)
        if isinstance(queue, Queue):
            queue.is_dead_letter_of = tuple(dict.fromkeys(ids))


def _dead_letter_targets(declared: Declared) -> Iterator[str]:
    """Ids that stand under a dead-letter or failure-destination key anywhere in the properties."""
    pending = [(declared.properties, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > 12:
            continue
        for key, value in node.items():
            if key in ("RedrivePolicy", "DeadLetterConfig", "DeadLetterQueue", "OnFailure"):
                yield from (reference(entry) for _, entry in value.items())
            elif value.kind in ("mapping", "sequence"):
                pending.append((value, depth + 1))
        pending += [(element, depth + 1) for element in node.elements if element.kind in ("mapping", "sequence")]


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::SQS::Queue": read_queue,
    "AWS::SNS::Topic": read_topic,
    "AWS::Events::EventBus": read_bus,
    "AWS::Kinesis::Stream": read_stream,
}
