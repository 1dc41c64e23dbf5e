"""Bodies of blocks -> mappings: attributes, and nested blocks as a sequence under their type.

What comes to nothing, by a variable as a rule, has a place among the keys and no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import members
from goatherd.frontends.terraform.values import Reference, is_null, mapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.terraform.evaluate import Evaluator
    from goatherd.frontends.terraform.syntax import Block, Body

# About how Terraform works, not about what there is.
META = frozenset(
    {"count", "for_each", "depends_on", "provider", "providers", "lifecycle", "provisioner", "connection", "timeouts"}
)
_MAX_DEPTH = 20


def evaluated(e: Evaluator, body: Body, span: Span, without: Collection[str] = META, depth: int = 0) -> Node:
    entries: dict[str, Node] = {}
    spans: dict[str, Span] = {}
    for name, expression in body.attributes.items():
        if name not in without:
            value = e.evaluate(expression)
            spans[name] = expression.span
            if not is_null(value):
                entries[name] = value
    nested: dict[str, list[Node]] = {}
    for kind, inside, block in expanded(e, body):
        if kind not in without and depth < _MAX_DEPTH:
            nested.setdefault(kind, []).append(evaluated(inside, block.body, block.span, (), depth + 1))
            spans.setdefault(kind, block.span)
    for block in body.blocks:
        if block.type == "dynamic" and block.labels:
            spans.setdefault(block.labels[0], block.span)
    for kind, elements in nested.items():
        entries[kind] = Node.sequence(tuple(elements), elements[0].span)
    return Node.mapping(entries, spans, span)


def expanded(e: Evaluator, body: Body) -> Iterator[tuple[str, Evaluator, Block]]:
    """Type, evaluator and block of every nested block, `dynamic` ones once for each element."""
    for block in body.blocks:
        if block.type != "dynamic" or not block.labels:
            yield block.type, e, block
            continue
        contents = block.body.of("content")
        if contents and "for_each" in block.body.attributes:
            for turn in _turns(e, block):
                yield block.labels[0], turn, contents[0]


def _turns(e: Evaluator, block: Block) -> Iterator[Evaluator]:
    iterator = _iterator(block)
    collection = e.evaluate(block.body.attributes["for_each"])
    if collection.kind == "opaque" and not isinstance(collection, Reference):
        # How many there are is unknown: one stands for them.
        yield e.with_names({iterator: mapping({"key": collection, "value": collection}, collection.span)})
        return
    for key, value in members(collection):
        e.budget.spend(1)
        # In a set, which is a list here, the key is the value.
        key = value if collection.kind == "sequence" and value.kind == "scalar" else key
        yield e.with_names({iterator: mapping({"key": key, "value": value}, block.span)})


def _iterator(block: Block) -> str:
    from goatherd.frontends.terraform.syntax import Name

    named = block.body.attributes.get("iterator")
    return named.name if isinstance(named, Name) else block.labels[0]
