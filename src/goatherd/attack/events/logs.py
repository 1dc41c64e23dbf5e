"""Subscriptions to log groups.

Source: CloudWatch Logs user guide, "Log group-level subscription filters": JSON, compressed with gzip, in base64.
"""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.places import Places, text_at
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity

_BENIGN = "goatherd"
_PLACES = Places.of(*text_at("logEvents.#.message", "message"))


@define(eq=False)
class LogSubscription(Shape):
    def inputs(self) -> tuple[Input, ...]:
        return (Input("message"),)

    def input_for(self, path: Steps) -> Input | None:
        """However many steps the code needs to unpack the data, its log events are under one name."""
        if path[:2] != ("awslogs", "data"):
            return None
        if "logEvents" not in path:
            return Input("message") if len(path) == 2 else None
        return _PLACES.find(path[path.index("logEvents") :])

    @property
    def group(self) -> str:
        return self.source(self.naming.text(self.trigger.detail) or "goatherd")

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        told = {
            "messageType": "DATA_MESSAGE",
            "owner": self.naming.account,
            "logGroup": self.group,
            "logStream": "goatherd",
            "subscriptionFilters": ["goatherd"],
            "logEvents": [{"id": "1", "timestamp": moment.MILLISECONDS, "message": self._message(values)}],
        }
        data = gzip.compress(json_text(told).encode(), mtime=0)
        return Delivery({"awslogs": {"data": base64.b64encode(data).decode()}})

    def _message(self, values: Mapping[Input, object]) -> str:
        return limits.at_most(given(values, "message").text("message", _BENIGN), limits.MESSAGE_BYTES, "a log event")

    def command(self, values: Mapping[Input, object]) -> str:
        events = [{"timestamp": moment.MILLISECONDS, "message": self._message(values)}]
        return shell.aws(
            "logs", "put-log-events", log_group_name=self.group, log_stream_name="goatherd", log_events=events
        )
