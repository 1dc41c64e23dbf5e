"""The CloudFormation template that a service is compiled to, while it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.frontends.build import build
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.merge import merged

if TYPE_CHECKING:
    from goatherd.core.source import Span

MAX_RESOURCES = 20_000


class TooManyResources(Exception):
    pass


@define
class Template:
    """`resources` and `outputs` by logical id, each with the place of the service file that causes it."""

    span: Span
    resources: dict[str, Node] = field(factory=dict)
    outputs: dict[str, Node] = field(factory=dict)
    spans: dict[str, Span] = field(factory=dict)
    _added: int = 0

    def add(self, id: str, type: str, properties: dict[str, object] | Node, span: Span, **attributes: object) -> str:
        """Add a resource, or what an event adds to one that is there already; returns its id."""
        self._added += 1
        if self._added > MAX_RESOURCES:
            raise TooManyResources
        node = build({"Type": type, "Properties": properties, **attributes}, span)
        present = self.resources.get(id)
        self.resources[id] = node if present is None else merged(present, node)
        self.spans.setdefault(id, span)
        return id

    def output(self, id: str, value: object, span: Span, export: str = "") -> None:
        self.outputs[id] = build({"Value": value, "Export": {"Name": export} if export else None}, span)

    def root(self, written: Node) -> Node:
        """The whole template, with the sections that the service itself writes merged over it."""
        sections = {
            "Resources": Node.mapping(self.resources, self.spans, self.span),
            "Outputs": Node.mapping(self.outputs, {id: node.span for id, node in self.outputs.items()}, self.span),
        }
        own = Node.mapping(sections, dict.fromkeys(sections, self.span), self.span)
        return merged(own, written)
