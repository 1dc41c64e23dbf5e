"""CloudTrail: files of `{"Records": [...]}`, as trails, Lake and the console write them, and one event a line.

Source: "CloudTrail record contents" of the AWS CloudTrail user guide; event version 1.11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.hunt.rule import Telemetry

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOUDTRAIL = Telemetry("aws", "cloudtrail")
# Services put the version of their interface behind it: UpdateFunctionCode20150331v2, CreateDistribution2020_05_31.
_VERSION = re.compile(r"(?<=[a-z])(?:19|20)\d\d_?\d\d_?\d\d(?:v\d+)?$")


class _Trail(msgspec.Struct):
    Records: list[msgspec.Raw]


class Head(msgspec.Struct):
    """What is asked of every event before any other part of it is read."""

    eventName: str | None = None
    eventID: str | None = None


_trail = msgspec.json.Decoder(_Trail)
_head = msgspec.json.Decoder(Head)


def rows_of_trail(document: bytes) -> Sequence[bytes]:
    """Raises msgspec.DecodeError or RecursionError where it is no such document."""
    return _trail.decode(document).Records


def head_of(row: bytes) -> Head:
    """Raises msgspec.DecodeError where the row is no event."""
    return _head.decode(row)


def plain_name(name: str) -> str:
    """An event's name without the version of the service's interface."""
    return _VERSION.sub("", name)


def plain_event(event: dict[str, Any]) -> dict[str, Any]:
    """The event with the plain name, which rules ask for."""
    name = event.get("eventName")
    return {**event, "eventName": plain_name(name)} if isinstance(name, str) else event
