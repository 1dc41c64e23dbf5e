"""Streams of tables.

Source: Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB"; DynamoDB API reference, "AttributeValue".
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.attack.events import moment, shell
from goatherd.attack.events.document import ENCODINGS, json_text, text_of
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input
from goatherd.attack.events.shape import Shape, given
from goatherd.model.resource import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.events.document import Steps
    from goatherd.attack.events.identity import Identity

ITEM_BYTES = 409_600
_DIGITS = re.compile(r"-?\d{1,38}", re.ASCII)
_SCALARS = frozenset({"S", "N", "B", "BOOL", "NULL"})
_SETS = frozenset({"SS", "NS", "BS"})
IMAGES = {"NewImage": "record", "Keys": "record", "OldImage": "old"}


def typed(value: object) -> dict[str, Any]:
    """A value as DynamoDB writes it: {"S": "a"}, {"M": {"n": {"N": "1"}}} …"""
    if isinstance(value, bool):
        return {"BOOL": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, int | float):
        return {"N": _number(value)}
    if isinstance(value, bytes):
        return {"B": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {"M": {text_of(name): typed(part) for name, part in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [typed(part) for part in value]}
    return {"S": text_of(value)}


def _number(value: float) -> str:
    text = str(value)
    if len(text.lstrip("-").replace(".", "")) > 38 or not text.lstrip("-")[:1].isdigit():
        raise DoesNotFit("a number has at most 38 digits")
    return text


def untyped(path: Steps) -> Steps | None:
    """The steps of an attribute without those that name types; None where they are not such a path."""
    steps, position = [], 0
    while position < len(path):
        steps.append(path[position])
        type = path[position + 1] if position + 1 < len(path) else ""
        if type in _SCALARS or type in _SETS:
            rest = path[position + 2 :]
            return (*steps, *rest) if not rest or rest[0] in ENCODINGS else None
        if type not in ("M", "L", ""):
            return None
        position += 2
    return tuple(steps)


@define(eq=False)
class TableStream(Shape):
    """Place "old" is the item as it was before; with it the event is a change, else an insertion."""

    def inputs(self) -> tuple[Input, ...]:
        return tuple(Input.of("record", (key,)) for key in self.keys)

    @property
    def keys(self) -> tuple[str, ...]:
        table = self.application.resources.get(self.trigger.source or "")
        return table.keys if isinstance(table, Table) and table.keys else ("id",)

    def input_for(self, path: Steps) -> Input | None:
        if len(path) < 5 or path[0] != "Records" or not path[1].isdigit() or path[2] != "dynamodb":
            return None
        place, steps = IMAGES.get(path[3]), untyped(path[4:])
        return Input.of(place, steps) if place and steps else None

    def item(self, values: Mapping[Input, object], place: str) -> dict[str, Any]:
        """The item that somebody put into the table."""
        found = given(values, "record", "old").document(place, {})
        if not isinstance(found, dict):
            raise DoesNotFit("an item has named attributes")
        item = typed({**dict.fromkeys(self.keys, "1"), **found})["M"]
        item |= {key: self._key(key, item[key]) for key in self.keys}
        if len(json_text(item).encode()) > ITEM_BYTES:
            raise DoesNotFit("an item has at most 400 KB")
        return dict(item)

    def _key(self, name: str, attribute: dict[str, Any]) -> dict[str, Any]:
        """A key as its type in the table wants it: digits are a number there."""
        type, value = next(iter(attribute.items()))
        table = self.application.resources.get(self.trigger.source or "")
        wanted = table.key_types.get(name, type) if isinstance(table, Table) else type
        if type == "S" and wanted == "N" and _DIGITS.fullmatch(value):
            return {"N": value}
        if type not in ("S", "N", "B") or type != wanted or value == "":
            raise DoesNotFit(f"the key {name} is text, a number or bytes as the table says, and not empty")
        return attribute

    def build(self, values: Mapping[Input, object], identity: Identity | None = None) -> Delivery:
        new, changes = self.item(values, "record"), any(given.place == "old" for given in values)
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": moment.SECONDS,
            "Keys": {key: new[key] for key in self.keys},
            "NewImage": new,
            "SequenceNumber": "100000000000000000001",
            "SizeBytes": len(json_text(new)),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
        if changes:
            change["OldImage"] = self.item(values, "old") | change["Keys"]
        record = {
            "eventID": moment.digest("goatherd"),
            "eventName": "MODIFY" if changes else "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": self.naming.region,
            "dynamodb": change,
            "eventSourceARN": f"{self._table_arn}/stream/2026-01-01T00:00:00.000",
        }
        return Delivery({"Records": [record]})

    @property
    def _table_arn(self) -> str:
        return self.source_arn("dynamodb", "table/goatherd")

    def command(self, values: Mapping[Input, object]) -> str:
        table, item = self.source("goatherd"), self.item(values, "record")
        put = shell.aws("dynamodb", "put-item", table_name=table, item=item)
        if not any(given.place == "old" for given in values):
            return put
        old = self.item(values, "old") | {key: item[key] for key in self.keys}
        return f"{shell.aws('dynamodb', 'put-item', table_name=table, item=old)} && {put}"
