"""Notifications of buckets and subscriptions of topics."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Node,
    Record,
    Span,
    Value,
    given,
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
)

_LISTS = {
    "lambda": ("LambdaConfigurations", "Function"),
    "sqs": ("QueueConfigurations", "Queue"),
    "sns": ("TopicConfigurations", "Topic"),
}
_SUBSCRIPTION = "AWS::SNS::Subscription"


def event_name(value: Value) -> str:
    """`EventType.OBJECT_CREATED_PUT` -> s3:ObjectCreated:Put."""
    name = member_name(value)
    if not name.startswith("OBJECT_"):
        return name
    first, _, rest = name.removeprefix("OBJECT_").partition("_")
    detail = "".join(part.capitalize() for part in rest.split("_")) if rest else "*"
    return f"s3:Object{first.capitalize()}:{detail}"


def bucket_notification(
    bucket: Construct | None, target: Construct | None, event: Value, filters: Value, span: Span
) -> None:
    """Let a bucket tell a function, queue or topic of an event; nothing where either is not known."""
    if bucket is None or target is None:
        return
    service = target.kind.partition(".")[0]
    key, name = _LISTS.get(service, _LISTS["lambda"])
    entry: dict[str, Value] = {"Event": scalar(event_name(event), span), name: target.arn(span)}
    rules: list[Value] = []
    for part in ("prefix", "suffix"):
        value = prop(filters, part) if isinstance(filters, Record) else Node.absent(span)
        if given(value):
            rules.append(record({"Name": scalar(part, span), "Value": value}, span))
    if rules:
        entry["Filter"] = record({"S3Key": record({"Rules": Array(rules, span)}, span)}, span)
    configuration = _configuration(bucket, span)
    held = configuration.entries.setdefault(key, Array([], span))
    if isinstance(held, Array):
        held.items.append(record(entry, span))


def _configuration(bucket: Construct, span: Span) -> Record:
    """That of the bucket; a bucket of somewhere else gets it by a custom resource, as the kit does it."""
    if bucket.main is not None:
        return bucket.main.mapping("NotificationConfiguration")
    held = bucket.memory.get("*notifications")
    if not isinstance(held, Record):
        resource = bucket.add("Custom::S3BucketNotifications", span, "Notifications")
        resource.set("BucketName", bucket.ref(span))
        held = bucket.memory["*notifications"] = resource.mapping("NotificationConfiguration")
    return held


def topic_subscription(
    topic: Construct | None, target: Construct | None, protocol: str, props: Record, span: Span
) -> None:
    """Subscribe a construct to a topic; nothing where either is not known."""
    if topic is None or target is None:
        return
    # as in the kit, the subscription belongs to the subscriber
    suffix = safe_id(topic.path.rpartition("/")[2] or "Topic")
    subscription = target.add(_SUBSCRIPTION, span, suffix)
    subscription.set("TopicArn", topic.arn(span))
    subscription.set("Protocol", scalar(protocol, span))
    subscription.set("Endpoint", target.arn(span))
    raw = prop(props, "rawMessageDelivery")
    if given(raw):
        subscription.set("RawMessageDelivery", raw)
    policy = prop(props, "filterPolicy")
    if isinstance(policy, Record):
        subscription.set("FilterPolicy", policy)
    if given(prop(props, "filterPolicyWithMessageBody")):
        subscription.set("FilterPolicyScope", scalar("MessageBody", span))
        subscription.set("FilterPolicy", node_of(prop(props, "filterPolicyWithMessageBody")))
    if given(prop(props, "deadLetterQueue")):
        subscription.set("RedrivePolicy", record({"deadLetterTargetArn": Node.opaque("a queue", span)}, span))
