"""What the families of triggers share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import escaped
from goatherd.frontends.aws.exposure import Reach
from goatherd.frontends.contents import plain
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function


@frozen
class SamEvent:
    """One entry of a function's `Events`; `span` is that of its key."""

    function: Function
    name: str
    type: str
    span: Span
    properties: Node

    @property
    def id(self) -> str:
        """The id of the resource that SAM makes for it."""
        return f"{self.function.id}{self.name}"


def pattern_of(node: Node) -> dict[str, object]:
    """A pattern, which may also be JSON in a string."""
    body = plain(node)
    if isinstance(body, str):
        try:
            body = json.loads(escaped(body))
        except (ValueError, RecursionError):
            return {}
    return body if isinstance(body, dict) else {}


def sam_events(wiring: Wiring, *types: str) -> Iterator[SamEvent]:
    """The events of all SAM functions; of the given types only, if any are given."""
    for declared in wiring.of("AWS::Serverless::Function"):
        function = wiring.functions.get(declared.id)
        if function is None:
            continue
        events = declared.properties.get("Events")
        for name, node in events.items():
            type = node.get("Type").text() or ""
            if not types or type in types:
                yield SamEvent(function, name, type, events.key_span(name), node.get("Properties"))


def account(why: str) -> Reach:
    return Reach(Exposure.ACCOUNT, why)


def internal(why: str) -> Reach:
    return Reach(Exposure.INTERNAL, why)


def anonymous(why: str) -> Reach:
    return Reach(Exposure.ANONYMOUS, why)


def authenticated(why: str) -> Reach:
    return Reach(Exposure.AUTHENTICATED, why)


def number(node: Node) -> int | None:
    """A whole number; None for everything else."""
    text = node.text()
    return int(text) if text is not None and text.lstrip("-").isdigit() else None


def inputs(node: Node) -> dict[str, object]:
    """What replaces the event: `Input`, `InputPath` and `InputTransformer` of a target."""
    found: dict[str, object] = {}
    for key, option in (("Input", "input"), ("InputPath", "input_path"), ("InputTransformer", "input_transformer")):
        if node.get(key).exists:
            found[option] = plain(node.get(key))
    return found


def failure_destination(node: Node) -> bool | None:
    """True where a target names a dead-letter queue of its own; None leaves it to the function's settings."""
    return True if node.get("DeadLetterConfig").exists else None
