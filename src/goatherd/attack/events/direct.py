"""Functions that are invoked as they are, and those of which nobody knows what calls them: any field may come.

Source: Lambda developer guide, "Capturing records of Lambda asynchronous invocations" (destinations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity

ARGUMENT = Input("argument")
_MOST = 6_291_456  # Lambda quotas: a synchronous invocation
# The static analysis takes these for the platform's as well (engine/models/events.toml): code that reads them is
# behind a service that sets them, even if no template here says so.
_PLATFORM = frozenset(
    [
        "requestContext",
        "ResponseURL",
        "StackId",
        "LogicalResourceId",
        "PhysicalResourceId",
        "RequestId",
        "ResourceProperties",
        "OldResourceProperties",
        "RequestType",
        "getObjectContext",
        "awsRequestId",
        "stageVariables",
    ]
)
_OF_RECORDS = frozenset(
    {("s3", "bucket"), ("eventSourceARN",), ("awsRegion",), ("messageId",), ("receiptHandle",), ("Sns", "TopicArn")}
)


@define(eq=False)
class Direct(Shape):
    def inputs(self) -> tuple[Input, ...]:
        return (ARGUMENT,)

    def input_for(self, path: Steps) -> Input | None:
        if path[:1] and path[0] in _PLATFORM:
            return None
        if path[:1] == ("Records",) and any(path[2 : 2 + len(own)] == own for own in _OF_RECORDS):
            return None
        return Input.of("argument", path)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        return Delivery(self._payload(values))

    def _payload(self, values: Mapping[Input, object]) -> Any:
        payload = given(values, "argument").document("argument", {})
        limits.at_most(json_text(payload), _MOST, "an invocation")
        return payload

    def command(self, values: Mapping[Input, object]) -> str:
        return shell.invoke(self.naming.name(self.function.id), json_text(self._payload(values)))


@define(eq=False)
class Destination(Direct):
    """The result of another function, with what that was called with."""

    places: ClassVar[Places] = Places.of(("requestPayload.**", "argument"), ("responsePayload.**", "response"))

    def inputs(self) -> tuple[Input, ...]:
        return (ARGUMENT, Input("response"))

    def input_for(self, path: Steps) -> Input | None:
        return self.places.find(path)

    def _payload(self, values: Mapping[Input, object]) -> Any:
        found = given(values, "argument", "response")
        payload = {
            "version": "1.0",
            "timestamp": moment.DATE_MILLISECONDS,
            "requestContext": {
                "requestId": moment.REQUEST_ID,
                "functionArn": self.source_arn("lambda", "function:goatherd"),
                "condition": "Success",
                "approximateInvokeCount": 1,
            },
            "requestPayload": found.document("argument", {"id": "1"}),
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
            "responsePayload": found.document("response", {"id": "1"}),
        }
        limits.at_most(json_text(payload), limits.MESSAGE_BYTES, "an asynchronous invocation")
        return payload
