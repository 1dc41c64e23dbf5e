"""Which parts of an event an outsider controls, per kind of trigger (data: models/events.toml)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.model.trigger import Trigger


class Shape:
    """A node of the trie of event fields.

    `source`: an outsider controls this field and all below it. `string`: it is always text, `encoded`: in which the
    service has percent-encoded what is not a letter, `segment`: a name between the slashes of a path, never "..".
    `children` may have "*" for every other key. What has no shape is set by the platform.
    """

    __slots__ = ("children", "encoded", "segment", "source", "string")

    def __init__(self) -> None:
        self.children: dict[str, Shape] = {}
        self.source = False
        self.string = self.encoded = self.segment = False

    def child(self, key: str | None) -> Shape | None:
        """The shape of a field; `key` None asks for an unknown one."""
        if key is not None and key in self.children:
            return self.children[key]
        return self.children.get("*")

    def is_record(self) -> bool:
        """Whether it has the fields that the platform gives it, and no others."""
        return not self.source and bool(self.children) and "*" not in self.children

    def carries(self) -> bool:
        """Whether anything at or below is a source."""
        return self.source or any(child.carries() for child in self.children.values())


# A parameter of an Azure route that is a number, a truth value, a date, an identifier or a word of letters, or is not
# routed ("{id:int?}", "{day:datetime}", "{page:int:min(1)}").
_CONVERTED = re.compile(
    r"\{(\w+)(?::\w+\([^()]*\))*:(?:int|long|float|double|decimal|bool|datetime|guid|alpha|min|max|range)\b"
)

_PLATFORM = Shape()
SAID = Shape()  # what an authorizer has said of a caller


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = Path(__file__).with_name("models").joinpath("events.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def shape_of(kind: str) -> Shape:
    """The shape of the events of one kind of trigger; an unlisted kind has no sources."""
    root = Shape()
    fields = _table().get(kind, {})
    for string in (False, True):
        for path in fields.get("strings" if string else "any", ()):
            node = _descend(root, path.split(".") if path else [])
            node.source, node.string = True, string
    for path in fields.get("encoded", ()):
        _descend(root, path.split(".")).encoded = True
    for path in fields.get("segments", ()):
        _descend(root, path.split(".")).segment = True
    for path in fields.get("platform", ()):
        *steps, last = path.split(".")
        _descend(root, steps).children[last] = _PLATFORM
    return root


def shape_for(trigger: Trigger) -> Shape:
    """The shape of the events of a trigger; what its target makes of them replaces that of its kind."""
    if trigger.kind == Kind.EVENTBRIDGE:
        if "input" in trigger.options:
            return shape_of("constant")
        if "input_path" in trigger.options or "input_transformer" in trigger.options:
            return shape_of("eventbridge-part")
    if trigger.kind == Kind.AZURE_HTTP and (converted := frozenset(_CONVERTED.findall(trigger.path))):
        return _without_parameters(trigger.kind, converted)
    return shape_of(trigger.kind)


@cache
def _without_parameters(kind: str, names: frozenset[str]) -> Shape:
    """The shape of events in which these parameters of the path are no text."""
    shape = shape_of.__wrapped__(kind)
    for name in names:
        _descend(shape, ["pathParameters"]).children[name] = _PLATFORM
    return shape


def _descend(node: Shape, steps: list[str]) -> Shape:
    for step in steps:
        if step not in node.children:
            # What lies beside a field that is told apart is as what it lies in.
            inner = node.children[step] = Shape()
            inner.source, inner.string = node.source, node.string
        node = node.children[step]
    return node
