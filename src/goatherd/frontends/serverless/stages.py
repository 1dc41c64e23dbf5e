"""What other stages have and the default stage has not: added under the condition "stage NAME"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, ref
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span


def with_stages(template: Node, default: str, others: Iterable[tuple[str, Node]]) -> Node:
    """The template of stage `default` with what the templates of other stages add to it.

    Ids may be made of values that differ between stages: a resource of the same type that stands at the same place
    is the same resource, and so is one whose id differs by the name of the stage only.
    """
    section = template.get("Resources")
    resources, spans = dict(section.entries), dict(section.key_spans)
    known = {(node.get("Type").text(), section.key_span(id)) for id, node in section.items()}
    for stage, other in others:
        for id, span, node in _additions(other.get("Resources"), resources, known, (stage, default)):
            condition = Node.scalar(f"stage {stage}", span)
            entries = {"Condition": condition, **node.entries}
            resources[id] = Node.mapping(entries, {"Condition": span, **node.key_spans}, node.span)
            spans[id] = span
            known.add((node.get("Type").text(), span))
    whole = {**template.entries, "Resources": Node.mapping(resources, spans, section.span)}
    return Node.mapping(whole, template.key_spans, template.span)


def _additions(
    section: Node, resources: dict[str, Node], known: set[tuple[str | None, Span]], stages: tuple[str, str]
) -> Iterator[tuple[str, Span, Node]]:
    for id, node in section.items():
        if id not in resources:
            place = (node.get("Type").text(), section.key_span(id))
            if place not in known and id.replace(*stages) not in resources:
                yield id, section.key_span(id), node
        elif node.get("Type").text() == "AWS::IAM::Role" and (more := _more_statements(node, resources[id])):
            properties = {"Roles": [ref(id)], "PolicyDocument": {"Statement": more}}
            policy = build({"Type": "AWS::IAM::Policy", "Properties": properties}, more[0].span)
            yield f"{id}Stage{stages[0]}", more[0].span, policy


def _more_statements(role: Node, present: Node) -> list[Node]:
    """The statements of a role that stand nowhere in the role of the default stage."""
    places = {statement.span for statement in _statements(present)}
    return [statement for statement in _statements(role) if statement.span not in places]


def _statements(role: Node) -> tuple[Node, ...]:
    """Those that people wrote: what the Framework adds follows from the events."""
    policies = role.get("Properties", "Policies").list()
    return tuple(s for p in policies if not p.get("Origin").exists for s in p.get("PolicyDocument", "Statement").list())
