"""What turns one mapping into a larger one before it is evaluated: Fn::ForEach and AWS::Include."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.includes import included
from goatherd.frontends.cloudformation.source import INCLUDE
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator

_LOOP = "Fn::ForEach::"
_TRANSFORM = "Fn::Transform"
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


def needs_expansion(node: Node) -> bool:
    return any(key.startswith("Fn::") and (key == _TRANSFORM or key.startswith(_LOOP)) for key in node.entries)


def expand(e: Evaluator, node: Node) -> Node:
    """The mapping with its loops unrolled and its includes merged in; their values are not evaluated yet."""
    if not needs_expansion(node):
        return node
    entries: dict[str, Node] = {}
    key_spans: dict[str, Span] = {}
    for key, value in node.items():
        if key.startswith(_LOOP):
            _add(e, entries, key_spans, _unrolled(e, key, value, node.key_span(key)))
        elif key == _TRANSFORM:
            for transform in value.list():
                _add(e, entries, key_spans, included(e, transform))
        else:
            entries[key] = value
            key_spans[key] = node.key_span(key)
    return Node("mapping", node.span, entries=entries, key_spans=key_spans)


def expand_root(e: Evaluator, root: Node) -> Node:
    """The same for a whole template, whose includes stand in its Transform section."""
    for name, transform in e.template.transforms:
        if name == INCLUDE:
            addition = included(e, transform)
            e.budget.spend(len(addition.entries) + sum(len(node.entries) for node in root.entries.values()))
            root = _merged_sections(root, addition)
    return expand(e, root)


def _merged_sections(root: Node, addition: Node) -> Node:
    entries = dict(root.entries)
    key_spans = dict(root.key_spans)
    for key, value in addition.items():
        present = entries.get(key)
        if present is not None and present.is_mapping and value.is_mapping:
            value = Node.mapping(
                {**value.entries, **present.entries}, {**value.key_spans, **present.key_spans}, present.span
            )
        entries[key] = value
        key_spans.setdefault(key, addition.key_span(key))
    return Node("mapping", root.span, entries=entries, key_spans=key_spans)


def _add(e: Evaluator, entries: dict[str, Node], key_spans: dict[str, Span], more: Node) -> None:
    e.budget.spend(len(more.entries))
    for key, value in more.items():
        entries[key] = value
        key_spans[key] = more.key_span(key)


def _unrolled(e: Evaluator, key: str, loop: Node, span: Span) -> Node:
    """`[identifier, collection, {key: value}]` -> one entry for each element."""
    identifier = loop.get(0).text()
    fragment = loop.get(2)
    collection = e.evaluate(loop.get(1))
    if identifier is None or not fragment.is_mapping or collection.kind != "sequence":
        why = collection.why or "it is not [identifier, list, mapping]"
        e.complain(span, f"loop {key.removeprefix(_LOOP)!r} cannot be unrolled: {why}")
        return Node.absent(span)
    entries: dict[str, Node] = {}
    key_spans: dict[str, Span] = {}
    for element in collection.elements:
        value = element.text()
        if value is not None:
            _add(e, entries, key_spans, expand(e, _Substitution(e, identifier, value).apply(fragment)))
    return Node("mapping", span, entries=entries, key_spans=key_spans)


class _Substitution:
    """Replaces `${Identifier}`, `&{Identifier}` (alphanumeric characters only) and `Ref` to it."""

    def __init__(self, e: Evaluator, identifier: str, value: str) -> None:
        self.e = e
        self.identifier = identifier
        self.value = value
        self.plain = "${" + identifier + "}"
        self.stripped = "&{" + identifier + "}"
        self.alphanumeric = _NOT_ALPHANUMERIC.sub("", value)

    def apply(self, node: Node) -> Node:
        self.e.budget.spend(1)
        if node.kind == "scalar":
            return Node.scalar(self.text(node.value), node.span) if isinstance(node.value, str) else node
        if node.kind == "sequence":
            return Node.sequence(tuple(self.apply(element) for element in node.elements), node.span)
        if not node.is_mapping:
            return node
        if len(node.entries) == 1 and node.get("Ref").text() == self.identifier:
            return Node.scalar(self.value, node.span)
        entries: dict[str, Node] = {}
        key_spans: dict[str, Span] = {}
        for key, value in node.items():
            name = self.text(key)
            entries[name] = self.apply(value)
            key_spans[name] = node.key_span(key)
        return Node.mapping(entries, key_spans, node.span)

    def text(self, text: str) -> str:
        if "{" not in text:
            return text
        text = text.replace(self.plain, self.value).replace(self.stripped, self.alphanumeric)
        return self.e.budget.spend_text(text)
