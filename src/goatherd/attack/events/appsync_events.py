"""AppSync's Event APIs: what a client publishes to a channel, handed to a function as it is.

Source: AppSync developer guide, "Direct Lambda integration" of channel namespaces, and "Publish via HTTP".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import json_text
from goatherd.attack.events.noun import Delivery, Input
from goatherd.attack.events.places import Places
from goatherd.attack.events.shape import Shape, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.identity import Identity

_HARMLESS = {"id": "1"}


@define(eq=False)
class ChannelEvents(Shape):
    places: ClassVar[Places] = Places.of(
        ("events.#.payload", Input("payload")),
        ("events.#.payload.**", "payload"),
        ("request.headers.*", "header"),
    )

    def inputs(self) -> tuple[Input, ...]:
        return (Input("payload"), Input("payload", "id"), Input("header", "user-agent"))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        found = given(values, "payload", "header")
        payload = found.document("payload", dict(_HARMLESS))
        limits.at_most(json_text(payload), 245_760, "an event")
        headers = {limits.header_name(n).lower(): limits.header_value(v) for n, v in found.texts("header").items()}
        segments = [self._namespace, "goatherd"]
        return Delivery(
            {
                "identity": None,
                "result": None,
                "request": {"headers": {"user-agent": moment.USER_AGENT, **headers}, "domainName": None},
                "info": {
                    "channel": {"path": "/" + "/".join(segments), "segments": segments},
                    "channelNamespace": {"name": self._namespace},
                    "operation": "SUBSCRIBE" if self.trigger.detail.startswith("subscribe") else "PUBLISH",
                },
                "error": None,
                "prev": None,
                "stash": {},
                "outErrors": [],
                "events": [{"id": "8a5b1c6e-0d4f-4d5b-9a57-6d1f0a2b3c4d", "payload": payload}],
            }
        )

    @property
    def _namespace(self) -> str:
        return self.trigger.detail.rpartition("/")[2] or "goatherd"

    def command(self, values: Mapping[Input, object]) -> str:
        found = given(values, "payload", "header")
        body = {
            "channel": f"/{self._namespace}/goatherd",
            "events": [json_text(found.document("payload", dict(_HARMLESS)))],
        }
        headers = ["Content-Type: application/json", '"x-api-key: $API_KEY"']
        headers += [f"{name}: {value}" for name, value in found.texts("header").items()]
        return shell.curl("POST", "$EVENT_API_URL/event", "", headers, json_text(body).encode())
