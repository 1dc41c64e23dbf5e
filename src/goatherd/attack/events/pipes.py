"""Pipes: a batch of records of their source, as a list.

Source: EventBridge user guide, "Amazon EventBridge Pipes sources": records are those of Lambda's event source mappings,
with what is below "kinesis" moved up.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.probe import Marks, NotUnderstood, json_path, pick
from goatherd.attack.events.shape import Shape
from goatherd.attack.events.transform import filled
from goatherd.core.foreign_json import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity


# where an event source mapping's event has what a pipe's record has
_FILED = (("Records", "0"), ("Records", "0", "kinesis"), ("records", "goatherd-0", "0"), ("messages", "0"))


@define(eq=False)
class Pipe(Shape):
    """`inner` is the shape of the source."""

    inner: Shape

    def inputs(self) -> tuple[Input, ...]:
        return self.inner.inputs()

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        delivery = self.inner.build(values, identity)
        return Delivery([self._transformed(record) for record in _records(delivery.event)], delivery.uploads)

    def _transformed(self, record: Any) -> Any:
        template = self.trigger.options.get("input_transformer")
        if not isinstance(template, str):
            return record
        try:
            return filled(template, lambda name: _read(record, json_path(name)), self.naming.text)
        except NotUnderstood:
            return record

    def input_for(self, path: Steps) -> Input | None:
        if not path or not path[0].isdigit():
            return None
        template = self.trigger.options.get("input_transformer")
        if not isinstance(template, str):
            return self._of_record(path[1:])
        marks = Marks()
        try:
            made = filled(template, lambda name: self._marked(marks, json_path(name)), self.naming.text)
        except (NotUnderstood, DoesNotFit):
            return self._of_record(path[1:])
        return marks.find(made, path[1:])

    def _marked(self, marks: Marks, steps: Steps) -> Any:
        """Pipes parse a body that is JSON, and decode data, without being asked."""
        for implied in ((), ("@json",), ("@base64", "@json")):
            found = self._of_record((*steps[:1], *implied, *steps[1:]))
            if found is not None:
                return marks.of(found)
        return ""

    def _of_record(self, path: Steps) -> Input | None:
        """A path in a record, as the source's own event would have it."""
        candidates = (self.inner.input_for((*files, *path)) for files in _FILED)
        return next((found for found in candidates if found is not None), None)

    def command(self, values: Mapping[Input, object]) -> str:
        return self.inner.command(values)


def _records(event: Any) -> list[Any]:
    """The records of an event source mapping's event, however it files them."""
    if "Records" in event:
        return [{**record.pop("kinesis", {}), **record} for record in map(dict, event["Records"])]
    for name in ("records", "messages", "rmqMessagesByQueue"):
        if name in event:
            batches = event[name]
            return [r for batch in batches.values() for r in batch] if isinstance(batches, dict) else list(batches)
    return [event]


def _read(record: Any, steps: Steps) -> Any:
    """A part of a record; the body and data of a message are parsed on the way."""
    value = record
    for step in steps:
        value = pick(_parsed(value) if isinstance(value, str) else value, (step,))
    return value


def _parsed(text: str) -> Any:
    for decode in (read_json, lambda encoded: read_json(base64.b64decode(encoded, validate=True))):
        try:
            return decode(text)
        except ValueError:
            continue
    return text
