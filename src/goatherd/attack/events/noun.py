"""What an attempt is made of: places for values, the event that carries them, objects that must exist first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class DoesNotFit(Exception):
    """The service would not carry the value; the message says why, without the value."""


@frozen
class Input:
    """One place where an outsider's value goes.

    `place`: "query", "path", "method", "header", "cookie", "body" (a field of a JSON body), "form" (of a form),
    "raw" (the whole body), "key", "content" and "metadata" (of an object), "message" (a field of a JSON message),
    "attribute", "record", "detail", "argument", "subject", "sender", "token", "claim" …
    `name`: a dotted path within the place ("order.items.0.id"), "" for the whole. In documents a dot that belongs to
    a step stands behind a backslash; names of parameters, headers and the like are as they are. A step "@json",
    "@form", "@base64", "@gzip" or "@cookie" goes on inside of the text so far. The last step "@name" is the name of a
    field that the sender is free to choose, "@value" what that field holds.
    """

    place: str
    name: str = ""

    @classmethod
    def of(cls, place: str, steps: Iterable[str]) -> Input:
        return cls(place, dotted(steps))

    @property
    def steps(self) -> tuple[str, ...]:
        return steps_of(self.name)

    def __str__(self) -> str:
        return f"{self.place} {self.name}".rstrip()


@frozen
class Upload:
    """An object that must be in a bucket before the event is delivered."""

    bucket: str
    key: str
    content: bytes
    metadata: Mapping[str, str] = field(factory=dict, eq=False)


@frozen
class Delivery:
    """What one attempt sends; `event` is what JSON can express."""

    event: Any
    uploads: tuple[Upload, ...] = ()


def dotted(steps: Iterable[str]) -> str:
    return ".".join(step.replace("\\", "\\\\").replace(".", "\\.") for step in steps)


def steps_of(name: str) -> tuple[str, ...]:
    """The steps of a dotted path, the inverse of `dotted`; "" has none."""
    if not name:
        return ()
    steps, escaped = [""], False
    for character in name:
        if character == "\\" and not escaped:
            escaped = True
        elif character == "." and not escaped:
            steps.append("")
        else:
            steps[-1] += character
            escaped = False
    return tuple(steps)
