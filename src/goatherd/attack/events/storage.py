"""Buckets: notifications, and S3 Object Lambda.

Source: S3 user guide, "Event message structure" and "Writing Lambda functions for S3 Object Lambda access points".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, quote_plus, urlencode

from attrs import define

from goatherd.attack.events import content, limits, moment, shell
from goatherd.attack.events.document import bytes_of
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input, Upload
from goatherd.attack.events.places import Places, decoded
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.given import Given
    from goatherd.attack.events.identity import Identity

KEY, CONTENT = Input("key"), Input("content")
OBJECT_PLACES = ("key", "content", "metadata")
METADATA_BYTES = 2048


def upload_of(found: Given, bucket: str, prefix: str = "", suffix: str = "") -> Upload:
    """The object that is meant; its key goes between the prefix and the suffix of a filter that it does not pass."""
    key = found.text("key", "goatherd")
    if not (key.startswith(prefix) and key.endswith(suffix) and len(key) > len(prefix + suffix)):
        key = prefix + key + suffix
    limits.object_key(key)
    data = bytes_of(found.document("content", content.benign(key)))
    metadata = {limits.header_name(n).lower(): limits.header_value(v) for n, v in found.texts("metadata").items()}
    if not all(value.isascii() for value in metadata.values()):
        raise DoesNotFit("an object's metadata is ASCII")
    if sum(len(name) + len(value) for name, value in metadata.items()) > METADATA_BYTES:
        raise DoesNotFit(f"an object's metadata has at most {METADATA_BYTES} bytes")
    return Upload(bucket, key, data, metadata)


@define(eq=False)
class Notification(Shape):
    """Keys stand in the event as `quote_plus` writes them, slashes aside."""

    places: ClassVar[Places] = Places.of(("Records.#.s3.object.key", KEY))

    def inputs(self) -> tuple[Input, ...]:
        return (KEY, CONTENT)

    def input_for(self, path: Steps) -> Input | None:
        return self.places.find(decoded(path))

    @property
    def bucket(self) -> str:
        return self.source("goatherd-bucket")

    @property
    def event_name(self) -> str:
        """The first event that the trigger listens to, as records tell it: without "s3:"."""
        names = self.trigger.options.get("events")
        first = names[0] if isinstance(names, list | tuple) and names and isinstance(names[0], str) else ""
        name = first.removeprefix("s3:") or "ObjectCreated:*"
        usual = {"ObjectRemoved": "Delete", "ObjectTagging": "Put", "ObjectRestore": "Completed"}
        return name.replace("*", usual.get(name.partition(":")[0], "Put"))

    def upload(self, values: Mapping[Input, object]) -> Upload:
        text = self.naming.text
        found = given(values, *OBJECT_PLACES)
        return upload_of(found, self.bucket, text(self.trigger.prefix), text(self.trigger.suffix))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        upload = self.upload(values)
        removed = self.event_name.startswith("ObjectRemoved")
        return Delivery({"Records": [self._record(upload, removed)]}, () if removed else (upload,))

    def _record(self, upload: Upload, removed: bool) -> dict[str, Any]:
        described: dict[str, Any] = {"key": quote_plus(upload.key, safe="/")}
        if not removed:
            described |= {"size": len(upload.content), "eTag": moment.digest(upload.content)}
        return {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": self.naming.region,
            "eventTime": moment.DATE_MILLISECONDS,
            "eventName": self.event_name,
            "userIdentity": {"principalId": "AWS:AIDAGOATHERD"},
            "requestParameters": {"sourceIPAddress": moment.SOURCE_IP},
            "responseElements": {"x-amz-request-id": "GOATHERD", "x-amz-id-2": "goatherd="},
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "goatherd",
                "bucket": {
                    "name": upload.bucket,
                    "ownerIdentity": {"principalId": "GOATHERD"},
                    "arn": f"arn:aws:s3:::{upload.bucket}",
                },
                "object": {**described, "sequencer": "0069569D8000000001"},
            },
        }

    def command(self, values: Mapping[Input, object]) -> str:
        upload = self.upload(values)
        if self.event_name.startswith("ObjectRemoved"):
            return shell.aws("s3api", "delete-object", bucket=upload.bucket, key=upload.key)
        return shell.put(upload)


@define(eq=False)
class ObjectLambda(Shape):
    """A reader chooses the key, the query and headers of the request; the content comes from a presigned address."""

    places: ClassVar[Places] = Places.of(("userRequest.url", KEY), ("userRequest.headers.*", "header"))

    def inputs(self) -> tuple[Input, ...]:
        return (KEY, Input("header", "User-Agent"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "key", "query", "header")
        key = quote(limits.object_key(found.text("key", "goatherd")), safe="/")
        query = found.texts("query")
        host = f"{self.source('goatherd')}-{self.naming.account}.s3-object-lambda.{self.naming.region}.amazonaws.com"
        headers = {limits.header_name(n): limits.header_value(v) for n, v in found.texts("header").items()}
        point = self.arn("s3", "accesspoint/goatherd")
        event = {
            "xAmzRequestId": moment.REQUEST_ID,
            "getObjectContext": {
                "inputS3Url": f"https://goatherd.s3-accesspoint.{self.naming.region}.amazonaws.com/{key}",
                "outputRoute": "io-goatherd",
                "outputToken": "goatherd",
            },
            "configuration": {
                "accessPointArn": self.source_arn("s3-object-lambda", "accesspoint/goatherd"),
                "supportingAccessPointArn": point,
                "payload": "",
            },
            "userRequest": {
                "url": f"https://{host}/{key}" + (f"?{urlencode(query)}" if query else ""),
                "headers": {"Host": host, "Accept-Encoding": "identity", "User-Agent": moment.USER_AGENT, **headers},
            },
            "userIdentity": self._reader(),
            "protocolVersion": "1.00",
        }
        return Delivery(event)

    def _reader(self) -> dict[str, Any]:
        account = self.naming.account
        return {
            "type": "IAMUser",
            "principalId": "AIDAGOATHERD",
            "arn": f"arn:aws:iam::{account}:user/goatherd",
            "accountId": account,
            "accessKeyId": "ASIAGOATHERD",
            "userName": "goatherd",
        }

    def command(self, values: Mapping[Input, object]) -> str:
        key = given(values, "key", "query", "header").text("key", "goatherd")
        point = self.source_arn("s3-object-lambda", "accesspoint/goatherd")
        return shell.aws("s3api", "get-object", bucket=point, key=key) + " /dev/stdout"
