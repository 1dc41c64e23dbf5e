"""How a Terraform resource type is translated: tables of arguments and the properties that they become.

An argument without an entry becomes the property of the same words: `memory_size` is `MemorySize`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field, frozen

from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from goatherd.core.source import Span
    from goatherd.frontends.terraform.instance import Instance

    # name of an argument -> where it goes; None: nowhere
    Table: TypeAlias = Mapping[str, "str | Property | None"]

MAX_DEPTH = 20

# What most resources have: an id, which Ref gives, and an ARN.
COMMON_ATTRIBUTES = {"id": "", "arn": "Arn"}


@frozen
class Property:
    """Where an argument goes: names from the properties down, with dots between, and what its value becomes."""

    path: str
    convert: Callable[[Node], Node]


@frozen
class ResourceType:
    """A Terraform type that CloudFormation has too.

    `table` says what becomes of its arguments (None: left out). `attributes` are those that others refer to, in
    CloudFormation's words: "" is what Ref gives. `finish` mends what no table can say. `beside` makes resources
    that Terraform has no blocks of their own for.
    """

    type: str
    table: Table = field(factory=dict)
    attributes: Mapping[str, str] = field(factory=dict)
    finish: Callable[[Draft], None] | None = None
    beside: Callable[[Draft], Iterator[Draft]] | None = None

    def attribute(self, name: str) -> str | None:
        return self.attributes.get(name, COMMON_ATTRIBUTES.get(name))


@frozen
class Part:
    """A Terraform type whose resources are a property of another resource in CloudFormation.

    `owner` are the arguments that name the other one, of CloudFormation type `of`: one of them refers to it, or they
    all have the values of its own. With `under`, what the part says becomes that property of the owner, or with
    `element` one more element of it. `convert` makes that out of all arguments, where no table can. `alone` is what
    it becomes when its owner is declared elsewhere; without one, it stays what it is.
    """

    owner: tuple[str, ...]
    of: str
    table: Table = field(factory=dict)
    under: str = ""
    element: bool = False
    convert: Callable[[Node], Node] | None = None
    alone: ResourceType | None = None


@define(eq=False)
class Draft:
    """A resource in CloudFormation's words while its parts are put together."""

    instance: Instance
    id: str
    type: str
    entries: dict[str, Node] = field(factory=dict)
    key_spans: dict[str, Span] = field(factory=dict)

    @property
    def arguments(self) -> Node:
        return self.instance.arguments

    @property
    def folder(self) -> str:
        return self.instance.template.rpartition("/")[0]

    @property
    def properties(self) -> Node:
        if self.arguments.kind == "opaque":
            return self.arguments
        return Node.mapping(self.entries, self.key_spans, self.instance.span)

    def get(self, *path: str | int) -> Node:
        return self.properties.get(*path)

    def put(self, path: str, value: Node, key_span: Span | None = None) -> None:
        """Set a property; lists grow, and mappings take in what they do not have yet."""
        name, _, rest = path.partition(".")
        if rest:
            value = wrapped(rest, value, key_span or value.span)
        self.entries[name] = merged(self.entries[name], value) if name in self.entries else value
        self.key_spans.setdefault(name, key_span or value.span)

    def default(self, name: str, value: Any) -> None:
        """What the provider sends for an argument that is not written."""
        if name not in self.entries:
            self.put(name, Node.scalar(value, self.instance.span))

    def sibling(self, suffix: str, type: str) -> Draft:
        """A further resource that the same block makes."""
        return Draft(self.instance, f"{self.id}:{suffix}", type)


def wrapped(path: str, value: Node, span: Span) -> Node:
    """The value as the only entry of mappings, one in another."""
    for name in reversed(path.split(".")):
        value = Node.mapping({name: value}, {name: span}, value.span)
    return value


def merged(old: Node, new: Node, depth: int = MAX_DEPTH) -> Node:
    if old.kind == new.kind == "sequence":
        return Node.sequence(old.elements + new.elements, old.span)
    if not (old.is_mapping and new.is_mapping) or depth == 0:
        return new
    entries = dict(old.entries)
    for key, value in new.entries.items():
        entries[key] = merged(entries[key], value, depth - 1) if key in entries else value
    return Node.mapping(entries, {**new.key_spans, **old.key_spans}, old.span)


def draft_of(instance: Instance, type: ResourceType) -> Draft:
    draft = Draft(instance, instance.address, type.type)
    properties = renamed(instance.arguments, type.table)
    for name, value in properties.items():
        draft.put(name, value, properties.key_span(name))
    if type.finish is not None:
        type.finish(draft)
    return draft


def renamed(arguments: Node, table: Table, depth: int = MAX_DEPTH) -> Node:
    """A block in CloudFormation's words; what has no value is left out, as Terraform does."""
    if not arguments.is_mapping or depth == 0:
        return arguments
    entries: dict[str, Node] = {}
    key_spans: dict[str, Span] = {}
    for name, value in arguments.items():
        rule = table.get(name, pascal(name))
        if rule is None or is_unset(value):
            continue
        path, converted = (rule, plain(value, depth - 1)) if isinstance(rule, str) else (rule.path, rule.convert(value))
        if not converted.exists:
            continue
        first, _, rest = path.partition(".")
        span = arguments.key_span(name)
        if rest:
            converted = wrapped(rest, converted, span)
        entries[first] = merged(entries[first], converted) if first in entries else converted
        key_spans.setdefault(first, span)
    return Node.mapping(entries, key_spans, arguments.span)


def plain(value: Node, depth: int = MAX_DEPTH) -> Node:
    """A value as it is; of blocks that no table describes, one is a mapping and several are a list."""
    if not _is_blocks(value):
        return value
    blocks = tuple(renamed(block, {}, depth) for block in value.elements)
    return blocks[0] if len(blocks) == 1 else Node.sequence(blocks, value.span)


def _is_blocks(value: Node) -> bool:
    """A list that is also text is a document (`jsonencode([…])`), in words of its own."""
    return bool(value.elements) and value.text() is None and all(element.is_mapping for element in value.elements)


def is_unset(value: Node) -> bool:
    """`null`, an empty text and an empty list are what an argument is that nobody writes."""
    if value.kind == "sequence":
        return not value.elements
    return value.kind == "absent" or (value.kind == "scalar" and value.value in (None, ""))


def pascal(name: str) -> str:
    """`event_source_arn` -> `EventSourceArn`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


# --- what becomes of a value ---


def one(path: str, table: Table, defaults: Mapping[str, Any] | None = None) -> Property:
    """A block that is written at most once: a mapping. `defaults` are what the provider sends of a written block."""

    def convert(value: Node) -> Node:
        block = value.get(0) if value.kind == "sequence" else value
        return _completed(renamed(block, table), defaults or {})

    return Property(path, convert)


def many(path: str, table: Table, defaults: Mapping[str, Any] | None = None) -> Property:
    """A block that may be written several times: a list of mappings."""

    def convert(value: Node) -> Node:
        if value.kind == "opaque":
            return value
        blocks = (_completed(renamed(block, table), defaults or {}) for block in value.list())
        return Node.sequence(tuple(blocks), value.span)

    return Property(path, convert)


def _completed(block: Node, defaults: Mapping[str, Any]) -> Node:
    missing = {name: Node.scalar(value, block.span) for name, value in defaults.items() if name not in block.entries}
    if not missing or not block.is_mapping:
        return block
    return Node.mapping({**block.entries, **missing}, dict(block.key_spans), block.span)


def each(path: str) -> Property:
    """A value that is one element of a list."""
    return Property(path, lambda value: value if value.kind == "sequence" else Node.sequence((value,), value.span))


def words(path: str, names: Mapping[str, str]) -> Property:
    """A value out of a set that CloudFormation spells in another way."""

    def convert(value: Node) -> Node:
        text = value.text()
        return value if text is None else Node.scalar(names.get(text, text), value.span)

    return Property(path, convert)


def unless(path: str, *values: object) -> Property:
    """A value, but for those that mean that there is none."""
    return Property(path, lambda value: Node.absent(value.span) if _is_any(value, values) else value)


def _is_any(value: Node, values: Iterable[object]) -> bool:
    return value.kind == "scalar" and value.value is not None and str(value.value) in map(str, values)
