"""Rules of event buses, and schedules.

Source: EventBridge user guide, "Amazon EventBridge events"; S3 user guide, "EventBridge event message structure";
EventBridge Scheduler user guide, "Templated targets".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from goatherd.attack.events import limits, moment, shell
from goatherd.attack.events.document import grown, json_text
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.pattern import example
from goatherd.attack.events.places import Places
from goatherd.attack.events.probe import Marks, NotUnderstood, pick
from goatherd.attack.events.shape import Shape, given
from goatherd.attack.events.storage import OBJECT_PLACES, upload_of
from goatherd.attack.events.transform import REPLACING, transformed
from goatherd.model.event_pattern import matches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity
    from goatherd.attack.events.noun import Upload

DETAIL = Input("detail")


def envelope(region: str, account: str, source: str, type: str, detail: object) -> dict[str, Any]:
    return {
        "version": "0",
        "id": moment.identifier("event"),
        "detail-type": type,
        "source": source,
        "account": account,
        "time": moment.DATE,
        "region": region,
        "resources": [],
        "detail": detail,
    }


@define(eq=False)
class BusEvent(Shape):
    """An event of a rule's pattern; values that the pattern does not take do not fit."""

    def inputs(self) -> tuple[Input, ...]:
        return () if self._constant else (DETAIL,)

    @property
    def _constant(self) -> bool:
        return "input" in self.trigger.options

    @property
    def pattern(self) -> dict[str, Any]:
        written = self.trigger.options.get("pattern")
        if not isinstance(written, dict):
            return {}
        loaded: dict[str, Any] = json.loads(self.naming.text(json.dumps(written, default=str)))
        return loaded

    def input_for(self, path: Steps) -> Input | None:
        if self._constant:
            return None
        if not any(name in self.trigger.options for name in REPLACING):
            return self._place(path)
        marks = Marks()
        try:
            event = transformed(self.trigger.options, lambda steps: self._marked(marks, steps), self.naming.text)
        except (NotUnderstood, DoesNotFit):
            return self._place(path[1:] if path[:1] == ("detail",) else path)
        return marks.find(event, path)

    def _place(self, path: Steps) -> Input | None:
        return Input.of("detail", path[1:]) if path[:1] == ("detail",) else None

    def _marked(self, marks: Marks, steps: Steps) -> Any:
        """A mark for what an outsider sets, and what is benign for the rest."""
        place = self._place(steps)
        if place is not None:
            return marks.of(place)
        benign = self._event({})
        if not steps:
            return {**benign, "detail": marks.of(DETAIL)}
        return pick(benign, steps)

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        return self._delivery(self._event(values))

    def _delivery(self, event: dict[str, Any], uploads: tuple[Upload, ...] = ()) -> Delivery:
        if not matches(self.pattern, event):
            raise DoesNotFit("the rule's pattern does not let it through")
        limits.at_most(json_text(event), limits.MESSAGE_BYTES, "an event")
        try:
            return Delivery(
                transformed(self.trigger.options, lambda steps: pick(event, steps), self.naming.text), uploads
            )
        except NotUnderstood:
            return Delivery(event, uploads)

    def _event(self, values: Mapping[Input, object]) -> dict[str, Any]:
        wanted = example(self.pattern)
        found = given(values, "detail")
        detail = found.document("detail", wanted.get("detail", {"id": "1"}))
        source, type = str(wanted.get("source", "goatherd")), str(wanted.get("detail-type", "goatherd"))
        event = envelope(self.naming.region, self.naming.account, source, type, detail)
        return {**event, **{name: value for name, value in wanted.items() if name != "detail"}, **_lists(wanted)}

    def command(self, values: Mapping[Input, object]) -> str:
        event = self._event(values)
        entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json_text(event["detail"])}
        if self.trigger.source and "::Rule" not in self._source_type:
            entry["EventBusName"] = self.naming.name(self.trigger.source)
        return shell.aws("events", "put-events", entries=[entry])

    @property
    def _source_type(self) -> str:
        declared = self.application.resources.get(self.trigger.source or "")
        return declared.type if declared else ""


def _lists(wanted: Mapping[str, Any]) -> dict[str, Any]:
    resources = wanted.get("resources")
    return {"resources": resources if isinstance(resources, list) else [resources]} if resources else {}


@define(eq=False)
class ObjectEvent(BusEvent):
    """Events of S3 through EventBridge: the key stands as it is, and the object exists."""

    places: ClassVar[Places] = Places.of(("detail.object.key", Input("key")))

    def inputs(self) -> tuple[Input, ...]:
        return () if self._constant else (Input("key"), Input("content"))

    def _place(self, path: Steps) -> Input | None:
        return self.places.find(path)

    def _marked(self, marks: Marks, steps: Steps) -> Any:
        if steps in ((), ("detail",), ("detail", "object")):
            whole = self._event({})
            whole["detail"]["object"]["key"] = marks.of(Input("key"))
            return pick(whole, steps)
        return super()._marked(marks, steps)

    def upload(self, values: Mapping[Input, object]) -> Upload:
        wanted = example(self.pattern.get("detail"))
        bucket = str(pick(wanted, ("bucket", "name")) or self.source("goatherd-bucket"))
        tests = pick(self.pattern, ("detail", "object", "key"))
        test = next((test for test in tests or () if isinstance(test, dict)), {})
        prefix, suffix = test.get("prefix", ""), test.get("suffix", "")
        fixed = next((test for test in tests or () if isinstance(test, str)), None)
        found = given(values, *OBJECT_PLACES)
        if fixed is not None and not found.has("key"):
            found = given({Input("key"): fixed, **values}, *OBJECT_PLACES)
        return upload_of(found, bucket, prefix if isinstance(prefix, str) else "", _text(suffix))

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        return self._delivery(self._event(values), (self.upload(values),))

    def _event(self, values: Mapping[Input, object]) -> dict[str, Any]:
        upload = self.upload(values)
        told = {
            "version": "0",
            "bucket": {"name": upload.bucket},
            "object": {
                "key": upload.key,
                "size": len(upload.content),
                "etag": moment.digest(upload.content),
                "sequencer": "0069569D8000000001",
            },
            "request-id": "GOATHERD",
            "requester": self.naming.account,
            "source-ip-address": moment.SOURCE_IP,
            "reason": "PutObject",
        }
        wanted = example(self.pattern)
        key = told["object"]
        detail = grown({(): wanted.get("detail", {}), **{(name,): value for name, value in told.items()}})
        detail["object"] = {**(pick(wanted, ("detail", "object")) or {}), **(key if isinstance(key, dict) else {})}
        type = str(wanted.get("detail-type", "Object Created"))
        return envelope(self.naming.region, self.naming.account, "aws.s3", type, detail) | _lists(
            {"resources": [f"arn:aws:s3:::{upload.bucket}"], **wanted}
        )

    def command(self, values: Mapping[Input, object]) -> str:
        return shell.put(self.upload(values))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@define(eq=False)
class Schedule(Shape):
    """Nothing of it comes from outside."""

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        given(values)
        rule = self.source_arn("events", "rule/goatherd")
        event = envelope(self.naming.region, self.naming.account, "aws.events", "Scheduled Event", {})
        event["resources"] = [rule]
        try:
            return Delivery(transformed(self.trigger.options, lambda steps: pick(event, steps), self.naming.text))
        except NotUnderstood:
            return Delivery(event)
