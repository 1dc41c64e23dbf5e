"""Resources as constructs make them, in units that become stacks when the program has run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.finding import Diagnosis
from goatherd.core.value import placeholder
from goatherd.frontends.aws.stack import Declared, Stack, outside_prefix
from goatherd.frontends.cdk.imports import Export
from goatherd.frontends.node import Node
from goatherd.frontends.programs import node_of
from goatherd.frontends.programs.values import Array, Record, Value, text_of
from goatherd.model.resource import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.resource import TemplateParameter

_MAX_DEPTH = 60
_MAX_RESOURCES = 5_000  # CloudFormation takes 500


@define(eq=False)
class Resource:
    """A resource in CloudFormation's words; properties may still change."""

    unit: Unit
    id: str
    type: str
    span: Span
    properties: Record
    metadata: Record
    deletion: Node | None = None  # its DeletionPolicy

    def text(self, attribute: str = "") -> str:
        """What Ref or GetAtt gives, valid in every unit."""
        return placeholder(outside_prefix(self.unit.path) + self.id, attribute)

    def reference(self, span: Span, attribute: str = "") -> Node:
        return Node.scalar(self.text(attribute), span)

    def set(self, key: str, value: Value) -> None:
        if not (isinstance(value, Node) and value.kind == "absent"):
            self.properties.entries[key] = value
            self.properties.key_spans[key] = value.span

    def list(self, key: str) -> Array:
        """The list under a property, made where there is none."""
        found = self.properties.entries.get(key)
        if not isinstance(found, Array):
            found = Array([], self.span)
            self.properties.entries[key] = found
        return found

    def mapping(self, key: str) -> Record:
        found = self.properties.entries.get(key)
        if not isinstance(found, Record):
            found = Record({}, {}, self.span)
            self.properties.entries[key] = found
        return found


@define(eq=False)
class Unit:
    """One stack of the program, by the file of its class. `owners` tells which object of that class made what."""

    path: str
    span: Span
    resources: dict[str, Resource] = field(factory=dict)
    owners: dict[str, object] = field(factory=dict)
    outputs: dict[str, tuple[Span, Value, Node]] = field(factory=dict)  # with the name that each is exported by
    parameters: dict[str, TemplateParameter] = field(factory=dict)
    unknown: dict[str, Span] = field(factory=dict)
    diagnoses: list[Diagnosis] = field(factory=list)
    left_out: bool = False

    def add(self, owner: object, id: str, type: str, span: Span) -> Resource:
        """A new resource. The same one of a second object of the stack's class is not declared again."""
        unique, count = id, 1
        while unique in self.resources and self.owners.get(unique) is owner:
            count += 1
            unique = f"{id}{count}"
        resource = Resource(self, unique, type, span, Record({}, {}, span), Record({}, {}, span))
        if len(self.resources) >= _MAX_RESOURCES:
            self.left_out = True
        elif unique not in self.resources:
            self.resources[unique] = resource
            self.owners[unique] = owner
        return resource

    def exports(self) -> Iterator[Export]:
        for _, value, name in self.outputs.values():
            if name.exists:
                yield Export(text_of(name), self.path, text_of(value))

    def stack(self) -> Stack:
        own = f"${{{outside_prefix(self.path)}"
        stack = Stack(self.path, "cdk", diagnoses=list(self.diagnoses))
        files = [self.path]
        for resource in self.resources.values():
            files.append(resource.span.path)
            stack.resources[resource.id] = Declared(
                id=resource.id,
                type=resource.type,
                span=resource.span,
                properties=_local(node_of(resource.properties), own),
                attributes=_attributes(resource),
                template=self.path,
            )
        for name, (span, value, export) in self.outputs.items():
            text = _local(node_of(value), own).as_text()
            stack.outputs.append(Output(name, span, text, export.exists))
        stack.parameters = list(self.parameters.values())
        stack.templates = list(dict.fromkeys(files))
        if self.left_out:
            message = f"the stack has more than {_MAX_RESOURCES:,} resources; the rest is left out"
            stack.diagnoses.append(Diagnosis(self.span, message))
        if self.unknown:
            names = ", ".join(sorted(self.unknown))
            where = min(self.unknown.values())
            message = f"what these constructs deploy is not known: {names}"
            stack.diagnoses.append(Diagnosis(where, message, incomplete=False))
        return stack


def _attributes(resource: Resource) -> Node:
    entries: dict[str, Node] = {"Metadata": node_of(resource.metadata)} if resource.metadata.entries else {}
    if resource.deletion is not None:
        entries["DeletionPolicy"] = resource.deletion
    return Node.mapping(entries, {}, resource.span)


def _local(node: Node, own: str, depth: int = _MAX_DEPTH) -> Node:
    """References to resources of the unit itself by their plain ids."""
    if node.kind == "scalar":
        if isinstance(node.value, str) and own in node.value:
            return Node.scalar(node.value.replace(own, "${"), node.span)
        return node
    if depth == 0 or node.kind not in ("mapping", "sequence"):
        return node
    return Node(
        node.kind,
        node.span,
        entries={key: _local(value, own, depth - 1) for key, value in node.entries.items()},
        key_spans=node.key_spans,
        elements=tuple(_local(element, own, depth - 1) for element in node.elements),
    )
