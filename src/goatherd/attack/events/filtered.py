"""Event source mappings and subscriptions that take only some events.

Source: Lambda developer guide, "Control which events Lambda sends to your function"; SNS developer guide, "Amazon SNS
message filtering". The body of a message and the data of a record are looked into when they are JSON.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.attack.events.items import IMAGES, untyped
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.pattern import example
from goatherd.attack.events.shape import Shape
from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.model.event_pattern import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity

_PLACES = {"body": "message", "data": "record", "attributes": "attribute"}


@define(eq=False)
class Filtered(Shape):
    """`inner` is the shape of what is let through or not."""

    inner: Shape

    @property
    def filters(self) -> list[dict[str, Any]]:
        loaded: list[dict[str, Any]] = json.loads(self.naming.text(json.dumps(self.trigger.options["filters"])))
        return loaded

    def inputs(self) -> tuple[Input, ...]:
        return self.inner.inputs()

    def input_for(self, path: Steps) -> Input | None:
        return self.inner.input_for(path)

    def fitting(self, values: Mapping[Input, object], identity: Identity | None = None) -> dict[Input, object]:
        """Those that fit beside what the first filter asks for."""
        kept: dict[Input, object] = dict(_wanted(self.filters[0]))
        for given, value in values.items():
            replaced = {each: part for each, part in kept.items() if given.steps or each.place != given.place}
            try:
                self.build({**replaced, given: value}, identity)
            except DoesNotFit:
                continue
            kept = {**replaced, given: value}
        return kept

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        delivery = self.inner.build(values, identity)
        if not all(any(matches(each, seen) for each in self.filters) for seen in map(_seen, _records(delivery.event))):
            raise DoesNotFit("the filter of the trigger does not let it through")
        return delivery

    def command(self, values: Mapping[Input, object]) -> str:
        return self.inner.command(values)


def _records(event: Any) -> list[Any]:
    return event["Records"] if isinstance(event, dict) and isinstance(event.get("Records"), list) else []


def _seen(record: dict[str, Any]) -> dict[str, Any]:
    """A record as filters see it."""
    if "Sns" in record:
        told = record["Sns"]
        attributes = {name: each["Value"] for name, each in told["MessageAttributes"].items()}
        return {"body": _parsed(told["Message"]), "attributes": attributes}
    seen = {**record, **record.get("kinesis", {})}
    if "body" in seen:
        seen["body"] = _parsed(seen["body"])
    if "data" in seen:
        seen["data"] = _parsed(base64.b64decode(seen["data"]).decode("utf-8", "replace"))
    return seen


def _parsed(text: str) -> Any:
    try:
        return read_json(text)
    except Unreadable:
        return text


def _wanted(pattern: dict[str, Any]) -> Iterator[tuple[Input, object]]:
    """Values that a filter asks for."""
    asked = example(pattern)
    for name, place in _PLACES.items():
        for steps, value in _leaves(asked.get(name, {})):
            yield (Input(place, *steps) if place == "attribute" else Input.of(place, steps)), value
    for name, place in IMAGES.items():
        for steps, value in _leaves(asked.get("dynamodb", {}).get(name, {})):
            if plain := untyped(steps):
                yield Input.of(place, plain), json.loads(str(value)) if steps[-1] == "N" else value
    if asked.get("eventName") == "MODIFY":
        yield Input.of("old", ("goatherd",)), "1"


def _leaves(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, object]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*steps, str(name)))
    else:
        yield steps, value
