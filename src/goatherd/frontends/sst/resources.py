"""Resources as a program of SST makes them, by itself or by a component: objects of Pulumi, with its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define

from goatherd.core.value import placeholder
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Instance, Native, Record, Symbol, Value, node_of
from goatherd.frontends.sst.names import FREE, argument, singular
from goatherd.frontends.terraform.instance import Instance as Block
from goatherd.frontends.terraform.resources import attribute

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_MAX_DEPTH = 20
# Methods that some of Pulumi's resources have; what they make is not read.
_METHODS = ("grant", "on")


@define(eq=False)
class Resource(Symbol):
    """`type` is Terraform's ("aws_sqs_queue"), `args` are named as Pulumi names them and may still change."""

    type: str
    id: str
    args: Record
    span: Span

    def reference(self, span: Span, attribute: str = "") -> Node:
        """What CloudFormation's Ref or GetAtt gives."""
        return Node.scalar(placeholder(self.id, attribute), span)

    def member(self, machine: Machine, name: str, span: Span) -> Value:
        words = argument(self.type, name)
        known = attribute(self.type, words)
        if known is not None:
            return self.reference(span, known)
        if name in self.args.entries:
            return self.args.entries[name]
        if name.startswith(_METHODS) and name[2:3].isupper():
            return Native(lambda m, a: Node.opaque("what it makes is not read", a.span), span)
        if words.endswith(("name", "arn", "id", "url", "endpoint")):
            return Node.opaque(f"{name} of it is known after deployment", span)
        return Node.opaque(f"{name} of it is not known", span)

    def assign(self, machine: Machine, name: str, value: Value) -> None:
        machine.write(self.args.entries, name, value)

    def node(self, span: Span) -> Node:
        return self.reference(span)

    def block(self, template: str) -> Block:
        """The same as a block of Terraform; `template` is the file that deploys it."""
        return Block(self.id, self.type, self.span, _block(self.args, self.type), template)


def resource_of(value: Value) -> Resource | None:
    if isinstance(value, Instance) and value.native is not None:
        return resource_of(value.native)
    return value if isinstance(value, Resource) else None


def _block(record: Record, type: str, depth: int = _MAX_DEPTH) -> Node:
    entries: dict[str, Node] = {}
    spans: dict[str, Span] = {}
    for key, value in record.entries.items():
        name = argument(type, key)
        if isinstance(value, Array) and value.items and all(isinstance(item, Record) for item in value.items):
            name = name if key in FREE else singular(name)
        converted = _argument(key, value, depth)
        if converted.exists:
            entries[name] = converted
            spans[name] = record.key_spans.get(key, converted.span)
    return Node.mapping(entries, spans, record.span)


def _argument(key: str, value: Value, depth: int) -> Node:
    if key in FREE or depth == 0:
        return node_of(value)
    if isinstance(value, Record):
        return Node.sequence((_block(value, "", depth - 1),), value.span)
    if isinstance(value, Array):
        items = [
            _block(item, "", depth - 1) if isinstance(item, Record) else node_of(item, value.span)
            for item in value.items
        ]
        return Node.sequence(tuple(item for item in items if item.exists), value.span)
    return node_of(value)
