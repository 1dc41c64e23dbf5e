"""Queues, topics, streams, and what subscribes to them."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.notifications import topic_subscription
from goatherd.frontends.cdk.constructs.vocabulary import (
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    construct_of,
    given,
    is_true,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    seconds,
    thing_of,
)

_PROTOCOLS = {"LambdaSubscription": "lambda", "SqsSubscription": "sqs", "Lambda": "lambda", "Sqs": "sqs"}
_ATTRIBUTES = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]


def _queue(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = queue = construct.add("AWS::SQS::Queue", span)
    queue.set("QueueName", prop(props, "queueName"))
    queue.set("VisibilityTimeout", seconds(prop(props, "visibilityTimeout")))
    queue.set("MessageRetentionPeriod", seconds(prop(props, "retentionPeriod")))
    dead_letters = prop(props, "deadLetterQueue")
    if isinstance(dead_letters, Record):
        target = construct_of(prop(dead_letters, "queue"))
        arn = target.arn(dead_letters.span) if target is not None else node_of(prop(dead_letters, "queue"))
        policy = {"deadLetterTargetArn": arn, "maxReceiveCount": prop(dead_letters, "maxReceiveCount")}
        queue.set("RedrivePolicy", record(policy, dead_letters.span))
    encryption = prop(props, "encryption")
    if given(prop(props, "encryptionMasterKey")) or "KMS" in member_name(encryption):
        queue.set("KmsMasterKeyId", scalar("${?}", encryption.span if given(encryption) else span))
    elif given(encryption) and member_name(encryption) == "UNENCRYPTED":
        queue.set("SqsManagedSseEnabled", scalar(False, encryption.span))


def _topic(construct: Construct) -> None:
    construct.main = topic = construct.add("AWS::SNS::Topic", construct.span)
    topic.set("TopicName", prop(construct.props, "topicName"))
    key = prop(construct.props, "masterKey")
    if given(key):
        topic.set("KmsMasterKeyId", node_of(key))


def _stream(construct: Construct) -> None:
    construct.main = stream = construct.add("AWS::Kinesis::Stream", construct.span)
    stream.set("Name", prop(construct.props, "streamName"))
    encryption = prop(construct.props, "encryption")
    if member_name(encryption) != "UNENCRYPTED":
        # streams are encrypted by default where the region allows it
        where = encryption.span if given(encryption) else construct.span
        stream.set("StreamEncryption", record({"EncryptionType": scalar("KMS", where)}, where))


def _subscribe(topic: Construct, call: Call) -> Value:
    subscription = thing_of(call.get(0, "topicSubscription", "subscription"))
    if subscription is not None:
        name = subscription.kind.rpartition(".")[2]
        target = construct_of(subscription.argument(0, "fn" if "fn" in subscription.arguments.keywords else "queue"))
        topic_subscription(topic, target, _PROTOCOLS.get(name, "https"), subscription.props, call.span)
    return Node.absent(call.span)


def _subscription(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = subscription = construct.add("AWS::SNS::Subscription", span)
    topic = construct_of(prop(props, "topic"))
    if topic is not None:
        subscription.set("TopicArn", topic.arn(span))
    protocol = member_name(prop(props, "protocol")).lower()
    subscription.set("Protocol", scalar(protocol, span))
    subscription.set("Endpoint", node_of(prop(props, "endpoint")))


def _ref(construct: Construct, span: Span) -> Value:
    return construct.ref(span)


def _topic_name(construct: Construct, span: Span) -> Value:
    if construct.main is not None:
        return construct.main.reference(span, "TopicName")
    return construct.ref(span)


def _queue_name(construct: Construct, span: Span) -> Value:
    if construct.main is not None:
        return construct.main.reference(span, "QueueName")
    return construct.ref(span)


def _fifo(construct: Construct, span: Span) -> Value:
    return scalar(is_true(prop(construct.props, "fifo")), span)


KINDS: dict[str, Kind] = {
    "sqs.Queue": Kind(
        build=_queue,
        methods={
            "addToResourcePolicy": permissions.resource_policy("AWS::SQS::QueuePolicy", "Queues"),
            **permissions.grants(
                {
                    "grantSendMessages": ["sqs:SendMessage", *_ATTRIBUTES],
                    "grantConsumeMessages": [
                        "sqs:ReceiveMessage",
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        *_ATTRIBUTES,
                    ],
                    "grantPurge": ["sqs:PurgeQueue", *_ATTRIBUTES],
                },
                permissions.own_arn,
            ),
        },
        members={"queueUrl": _ref, "queueName": _queue_name, "fifo": _fifo},
    ),
    "sns.Topic": Kind(
        build=_topic,
        methods={
            "addSubscription": _subscribe,
            "addToResourcePolicy": permissions.resource_policy("AWS::SNS::TopicPolicy", "Topics"),
            **permissions.grants(
                {"grantPublish": ["sns:Publish"], "grantSubscribe": ["sns:Subscribe"]}, permissions.own_arn
            ),
        },
        members={"topicName": _topic_name},
    ),
    "sns.Subscription": Kind(build=_subscription),
    "kinesis.Stream": Kind(
        build=_stream,
        methods=dict(
            permissions.grants(
                {
                    "grantRead": [
                        "kinesis:DescribeStreamSummary",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards",
                        "kinesis:SubscribeToShard",
                        "kinesis:DescribeStream",
                        "kinesis:ListStreams",
                    ],
                    "grantWrite": ["kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"],
                    "grantReadWrite": ["kinesis:GetRecords", "kinesis:PutRecord", "kinesis:PutRecords"],
                },
                permissions.own_arn,
            )
        ),
    ),
}
