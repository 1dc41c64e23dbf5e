"""One service as written, its variables resolved, and what is collected while it is compiled."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.finding import Diagnosis
from goatherd.core.value import HOLE
from goatherd.frontends.build import get_att
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.merge import as_mapping, is_nothing
from goatherd.frontends.serverless.naming import function_id, spelled
from goatherd.frontends.serverless.template import MAX_RESOURCES, TooManyResources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.serverless.template import Template
    from goatherd.tree import Tree


@frozen(eq=False)
class FunctionSection:
    """One entry of `functions`. `span` is that of its key."""

    key: str
    node: Node
    span: Span

    @property
    def id(self) -> str:
        return function_id(self.key)

    @property
    def prefix(self) -> str:
        """What ids of its event sources begin with."""
        return spelled(self.key)

    @property
    def arn(self) -> dict[str, object]:
        return get_att(self.id)


@frozen(eq=False)
class Event:
    """One entry of a function's `events`: `http: …`. `index` counts the events of the function from 1."""

    function: FunctionSection
    kind: str
    value: Node
    span: Span
    index: int


@frozen(eq=False)
class Grant:
    """What the Framework itself lets a function do, for an event source, a destination …"""

    function: str
    actions: tuple[str, ...]
    resource: object
    span: Span


@define(eq=False)
class Service:
    """`root` is the resolved document; `template` grows. `tree` is for the files that definitions name."""

    path: str
    root: Node
    stage: str
    tree: Tree
    template: Template
    grants: list[Grant] = field(factory=list)
    remarks: list[Diagnosis] = field(factory=list)

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def span(self) -> Span:
        return self.root.span

    @cached_property
    def name(self) -> str:
        service = self.root.get("service")
        return (service.get("name") if service.is_mapping else service).text() or HOLE

    @property
    def provider(self) -> Node:
        return self.root.get("provider")

    @property
    def custom(self) -> Node:
        return self.root.get("custom")

    @property
    def stack_name(self) -> str:
        return self.provider.get("stackName").text() or f"{self.name}-{self.stage}"

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        plugins = self.root.get("plugins")
        return (plugins.get("modules") if plugins.is_mapping else plugins).texts()

    @cached_property
    def functions(self) -> dict[str, FunctionSection]:
        section = self._mapping(self.root.get("functions"), "functions")
        found = {}
        for key, node in section.items():
            if node.is_mapping:
                found[key] = FunctionSection(key, node, section.key_span(key))
            elif not is_nothing(node):
                self.lost(section.key_span(key), f"function {key!r}", node)
        return found

    def _mapping(self, node: Node, what: str) -> Node:
        """A section that may be a list of mappings; parts that cannot be known are worth a word."""
        for part in node.list():
            if not part.is_mapping and not is_nothing(part):
                self.lost(part.span, f"a part of {what}", part)
        return as_mapping(node)

    def lost(self, span: Span, what: str, node: Node) -> None:
        self.remarks.append(Diagnosis(span, f"{what} is left out: {node.why or 'it is no mapping'}"))

    def events(self, function: FunctionSection) -> Iterator[Event]:
        index = 0
        for entry in function.node.get("events").list():
            if entry.kind == "opaque":
                self.lost(entry.span, f"an event of {function.key}", entry)
            if entry.kind == "scalar" and entry.text():
                index += 1
                yield Event(function, entry.text() or "", Node.absent(entry.span), entry.span, index)
            for kind, value in entry.items():
                index += 1
                yield Event(function, kind, value, entry.key_span(kind), index)

    def grant(self, function: FunctionSection, actions: tuple[str, ...], resource: object, span: Span) -> None:
        if len(self.grants) >= MAX_RESOURCES:
            raise TooManyResources
        self.grants.append(Grant(function.key, actions, resource, span))

    def arn_of(self, node: Node) -> object:
        """An ARN where people may write the name of a function of the service."""
        text = node.text()
        if text in self.functions:
            return self.functions[text].arn
        return node

    def on(self, node: Node) -> bool:
        """Whether a switch is on: `true`, or settings."""
        return node.is_mapping or (node.text() or "").lower() == "true"
