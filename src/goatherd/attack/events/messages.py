"""Topics and queues, and what reaches a queue through a topic, a bucket or an event bus.

Source: Lambda developer guide, "Using Lambda with Amazon SQS" and "Invoking Lambda functions with Amazon SNS
notifications"; SNS developer guide, "Fanout to Amazon SQS queues".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text, text_of
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places, text_at
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.given import Given
    from goatherd.attack.events.identity import Identity

MESSAGE = Input("message")
BENIGN = '{"id": "1"}'
_MOST_ATTRIBUTES = 10


def attributes_of(found: Given) -> dict[str, tuple[str, str]]:
    """Message attributes: (type, value) by name; numbers are numbers."""
    attributes: dict[str, tuple[str, str]] = {}
    for name, value in found.flat("attribute").items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        text = limits.message(text_of(value), "a message attribute")
        attributes[limits.attribute_name(name)] = ("Number" if number else "String", text)
    if len(attributes) > _MOST_ATTRIBUTES:
        raise DoesNotFit(f"a message has at most {_MOST_ATTRIBUTES} attributes")
    return attributes


def notification(found: Given, topic: str) -> dict[str, Any]:
    """What SNS says of a message, as it stands in a queue; records of functions write two names otherwise."""
    subject = found.text("subject", "")
    told: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": moment.identifier("notification"),
        "TopicArn": topic,
        "Message": limits.message(found.text("message", BENIGN)),
        "Timestamp": moment.DATE_MILLISECONDS,
        "SignatureVersion": "1",
        "Signature": "Z29hdGhlcmQ=",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-goatherd.pem",
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
    }
    attributes = attributes_of(found)
    if found.has("subject"):
        told["Subject"] = limits.subject(subject)
    if attributes:
        told["MessageAttributes"] = {n: {"Type": type, "Value": value} for n, (type, value) in attributes.items()}
    return told


def publish(topic: str, found: Given) -> str:
    attributes = {n: {"DataType": type, "StringValue": value} for n, (type, value) in attributes_of(found).items()}
    return shell.aws(
        "sns",
        "publish",
        topic_arn=topic,
        message=limits.message(found.text("message", BENIGN)),
        subject=found.text("subject", ""),
        message_attributes=attributes or None,
    )


@define(eq=False)
class Sns(Shape):
    places: ClassVar[Places] = Places.of(
        *text_at("Records.#.Sns.Message", "message"),
        ("Records.#.Sns.Subject", Input("subject")),
        ("Records.#.Sns.MessageAttributes.*.Value", "attribute"),
        ("Records.#.Sns.MessageAttributes.*", "attribute"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (MESSAGE, Input("subject"))

    @property
    def topic(self) -> str:
        return self.source_arn("sns", "goatherd")

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        told = notification(given(values, "message", "subject", "attribute"), self.topic)
        told["SigningCertUrl"], told["UnsubscribeUrl"] = told.pop("SigningCertURL"), told.pop("UnsubscribeURL")
        record = {
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": f"{self.topic}:{moment.identifier('subscription')}",
            "Sns": {"Subject": None, "MessageAttributes": {}, **told},
        }
        return Delivery({"Records": [record]})

    def command(self, values: Mapping[Input, object]) -> str:
        return publish(self.topic, given(values, "message", "subject", "attribute"))


@define(eq=False)
class Sqs(Shape):
    places: ClassVar[Places] = Places.of(
        *text_at("Records.#.body", "message"),
        ("Records.#.messageAttributes.*.stringValue", "attribute"),
        ("Records.#.messageAttributes.*", "attribute"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (MESSAGE,)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "message", "attribute")
        return Delivery({"Records": [self.record(found.text("message", BENIGN), attributes_of(found))]})

    def record(self, body: str, attributes: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        """One message of the queue, as Lambda receives it."""
        described = {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(moment.MILLISECONDS),
            "SenderId": "AIDAGOATHERD",
            "ApproximateFirstReceiveTimestamp": str(moment.MILLISECONDS),
        }
        queue = self.source_arn("sqs", "goatherd")
        if queue.endswith(".fifo"):
            described |= {"MessageGroupId": "goatherd", "SequenceNumber": "1"}
            described["MessageDeduplicationId"] = "goatherd"
        return {
            "messageId": moment.identifier("message"),
            "receiptHandle": "goatherd",
            "body": limits.message(body),
            "attributes": described,
            "messageAttributes": {
                name: {"stringValue": value, "stringListValues": [], "binaryListValues": [], "dataType": type}
                for name, (type, value) in attributes.items()
            },
            "md5OfBody": moment.digest(body),
            "eventSource": "aws:sqs",
            "eventSourceARN": queue,
            "awsRegion": self.naming.region,
        }

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "message", "attribute")
        return self.send(found.text("message", BENIGN), attributes_of(found))

    def send(self, body: str, attributes: Mapping[str, tuple[str, str]]) -> str:
        queue = self.source("goatherd")
        return shell.aws(
            "sqs",
            "send-message",
            queue_url=f"https://sqs.{self.naming.region}.amazonaws.com/{self.naming.account}/{queue}",
            message_body=limits.message(body),
            message_attributes={n: {"DataType": t, "StringValue": v} for n, (t, v) in attributes.items()} or None,
            message_group_id="goatherd" if queue.endswith(".fifo") else None,
        )


_ENVELOPE = [
    "Type",
    "MessageId",
    "TopicArn",
    "Timestamp",
    "SignatureVersion",
    "Signature",
    "SigningCertURL",
    "UnsubscribeURL",
]
_BODY = "Records.#.body.@json"


@define(eq=False)
class QueuedNotification(Sqs):
    """Topic to queue. Place "body" is a message that arrives as it is: with raw delivery, or sent to the queue.

    With values for both a batch has one message of each.
    """

    topic: str

    places: ClassVar[Places] = Places.of(
        *text_at(f"{_BODY}.Message", "message"),
        (f"{_BODY}.Subject", Input("subject")),
        (f"{_BODY}.MessageAttributes.*.Value", "attribute"),
        (f"{_BODY}.MessageAttributes.*", "attribute"),
        *((f"{_BODY}.{name}", None) for name in (*_ENVELOPE, "MessageAttributes")),
        (_BODY, MESSAGE),
        (f"{_BODY}.**", "body"),
        ("Records.#.body", MESSAGE),
        ("Records.#.messageAttributes.*.stringValue", "attribute"),
    )

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "message", "subject", "attribute", "body")
        attributes = attributes_of(found)
        records = [self.record(found.text("body"), attributes)] if found.has("body") else []
        if not records or found.has("message", "subject"):
            records.append(self.record(json_text(notification(found, self.topic)), {}))
        return Delivery({"Records": records})

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "message", "subject", "attribute", "body")
        if found.has("body"):
            return self.send(found.text("body"), attributes_of(found))
        return publish(self.topic, found)


@define(eq=False)
class QueuedEvent(Sqs):
    """Bucket or event bus to queue: a message is an event of its own."""

    inner: Shape

    def inputs(self) -> tuple[Input, ...]:
        return self.inner.inputs()

    def input_for(self, path: Steps) -> Input | None:
        if len(path) > 4 and path[0] == "Records" and path[2:4] == ("body", "@json"):
            return self.inner.input_for(path[4:])
        return None

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        delivery = self.inner.build(values, identity)
        return Delivery({"Records": [self.record(json_text(delivery.event), {})]}, delivery.uploads)

    def command(self, values: Mapping[Input, object]) -> str:
        return self.inner.command(values)
