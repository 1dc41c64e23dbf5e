"""Records in base64: Kinesis, Firehose, Kafka, brokers; and changes of DocumentDB.

Source: Lambda developer guide, the pages on Kinesis Data Streams, Apache Kafka, Amazon MQ and DocumentDB; Data
Firehose developer guide, "Data transformation".
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import bytes_of, json_text
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.given import Given
    from goatherd.attack.events.identity import Identity

RECORD, KEY = Input("record"), Input("key")
BENIGN = {"id": "1"}
RECORD_BYTES = 1_048_576

Rules = tuple[tuple[str, Input | str | None], ...]


def encoded_at(path: str, place: str) -> Rules:
    """Rules for a text in base64 at a path."""
    return (f"{path}.@base64.@json.**", place), (f"{path}.@base64", Input(place)), (path, Input(place))


def data_of(found: Given, place: str = "record") -> bytes:
    data = bytes_of(found.document(place)) if found.has(place) else json_text(BENIGN).encode()
    if len(data) > RECORD_BYTES:
        raise DoesNotFit(f"a record has at most {RECORD_BYTES} bytes")
    return data


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@define(eq=False)
class RecordShape(Shape):
    def inputs(self) -> tuple[Input, ...]:
        return (RECORD,)


@define(eq=False)
class Kinesis(RecordShape):
    places: ClassVar[Places] = Places.of(
        *encoded_at("Records.#.kinesis.data", "record"), ("Records.#.kinesis.partitionKey", KEY)
    )

    def inputs(self) -> tuple[Input, ...]:
        return (RECORD, KEY)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "record", "key")
        sequence = "49590338271490256608559692538361571095921575989136588898"
        record = {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": _partition(found),
                "sequenceNumber": sequence,
                "data": encoded(data_of(found)),
                "approximateArrivalTimestamp": float(moment.SECONDS),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"shardId-000000000000:{sequence}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": f"arn:aws:iam::{self.naming.account}:role/goatherd",
            "awsRegion": self.naming.region,
            "eventSourceARN": self.source_arn("kinesis", "stream/goatherd"),
        }
        return Delivery({"Records": [record]})

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "record", "key")
        key, data = _partition(found), encoded(data_of(found))
        return shell.aws("kinesis", "put-record", stream_name=self.source("goatherd"), partition_key=key, data=data)


def _partition(found: Given) -> str:
    key = found.text("key", "goatherd")
    if not 1 <= len(key) <= 256:
        raise DoesNotFit("a partition key has 1 to 256 characters")
    return key


@define(eq=False)
class Firehose(RecordShape):
    places: ClassVar[Places] = Places.of(*encoded_at("records.#.data", "record"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        record = {
            "recordId": "goatherd",
            "approximateArrivalTimestamp": moment.MILLISECONDS,
            "data": encoded(data_of(given(values, "record"))),
        }
        event = {
            "invocationId": moment.REQUEST_ID,
            "deliveryStreamArn": self.source_arn("firehose", "deliverystream/goatherd"),
            "region": self.naming.region,
            "records": [record],
        }
        return Delivery(event)

    def command(self, values: Mapping[Input, object]) -> str:
        record = {"Data": encoded(data_of(given(values, "record")))}
        return shell.aws("firehose", "put-record", delivery_stream_name=self.source("goatherd"), record=record)


@define(eq=False)
class Kafka(RecordShape):
    places: ClassVar[Places] = Places.of(
        *encoded_at("records.*.#.value", "record"), *encoded_at("records.*.#.key", "key")
    )

    @property
    def topic(self) -> str:
        topics = self.trigger.options.get("topics")
        first = topics[0] if isinstance(topics, list | tuple) and topics else "goatherd"
        return self.naming.text(str(first))

    def inputs(self) -> tuple[Input, ...]:
        return (RECORD, KEY)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "record", "key", "header")
        headers = [{name: list(value.encode())} for name, value in found.texts("header").items()]
        record = {
            "topic": self.topic,
            "partition": 0,
            "offset": 1,
            "timestamp": moment.MILLISECONDS,
            "timestampType": "CREATE_TIME",
            "key": encoded(found.text("key", "goatherd").encode()),
            "value": encoded(data_of(found)),
            "headers": headers,
        }
        event: dict[str, Any] = {
            "eventSource": "aws:kafka",
            "bootstrapServers": "b-1.goatherd.kafka.amazonaws.com:9094",
            "records": {f"{self.topic}-0": [record]},
        }
        if self.trigger.source:
            event["eventSourceArn"] = self.naming.arn(self.trigger.source)
        else:
            event["eventSource"] = "SelfManagedKafka"
        return Delivery(event)

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "record", "key", "header")
        produce = f'kafka-console-producer.sh --bootstrap-server "$BOOTSTRAP" --topic {shell.quote(self.topic)}'
        return f"{shell.piped(data_of(found))} | {produce}"


@define(eq=False)
class Broker(RecordShape):
    """ActiveMQ; with a value for the place "rabbit" it is RabbitMQ: the template rarely says which."""

    places: ClassVar[Places] = Places.of(
        *encoded_at("messages.#.data", "record"),
        *encoded_at("rmqMessagesByQueue.*.#.data", "rabbit"),
        ("rmqMessagesByQueue.*", Input("rabbit")),
        ("rmqMessagesByQueue", Input("rabbit")),
    )

    @property
    def queue(self) -> str:
        topics = self.trigger.options.get("topics")
        return self.naming.text(str(topics[0])) if isinstance(topics, list | tuple) and topics else "goatherd"

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "record", "rabbit")
        broker = self.source_arn("mq", "broker:goatherd:b-0123456789ab")
        if found.has("rabbit"):
            message = {
                "basicProperties": {"contentType": "text/plain", "headers": {}, "timestamp": moment.DATE},
                "redelivered": False,
                "data": encoded(data_of(found, "rabbit")),
            }
            messages: dict[str, Any] = {"rmqMessagesByQueue": {f"{self.queue}::/": [message]}}
            return Delivery({"eventSource": "aws:rmq", "eventSourceArn": broker, **messages})
        jms = {
            "messageID": "ID:goatherd:1:1",
            "messageType": "jms/text-message",
            "deliveryMode": 1,
            "replyTo": None,
            "type": None,
            "expiration": "0",
            "priority": 0,
            "correlationId": "",
            "redelivered": False,
            "destination": {"physicalName": self.queue},
            "data": encoded(data_of(found)),
            "timestamp": moment.MILLISECONDS,
            "brokerInTime": moment.MILLISECONDS,
            "brokerOutTime": moment.MILLISECONDS,
            "properties": {},
        }
        return Delivery({"eventSource": "aws:mq", "eventSourceArn": broker, "messages": [jms]})


@define(eq=False)
class DocumentDb(RecordShape):
    places: ClassVar[Places] = Places.of(("events.#.event.fullDocument.**", "record"))

    def inputs(self) -> tuple[Input, ...]:
        return (Input("record", "id"),)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        document = given(values, "record").document("record", BENIGN)
        if not isinstance(document, dict):
            raise DoesNotFit("a document has named fields")
        limits.at_most(json_text(document), 16_777_216, "a document")
        id = {"_id": {"$oid": "0123456789abcdef01234567"}}
        change = {
            "_id": {"_data": "goatherd"},
            "clusterTime": {"$timestamp": {"t": moment.SECONDS, "i": 1}},
            "documentKey": id,
            "fullDocument": {**id, **document},
            "ns": {"db": "goatherd", "coll": "goatherd"},
            "operationType": "insert",
        }
        arn = self.source_arn("rds", "cluster:goatherd")
        return Delivery({"eventSourceArn": arn, "eventSource": "aws:docdb", "events": [{"event": change}]})
