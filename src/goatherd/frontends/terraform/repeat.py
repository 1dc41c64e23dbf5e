"""`count` and `for_each`: which instances of a block there are, and what is bound in each."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import members
from goatherd.frontends.terraform.values import Reference, integer, is_null, mapping, text_of

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.terraform.evaluate import Bindings, Evaluator
    from goatherd.frontends.terraform.syntax import Block

_MAX_INSTANCES = 2_000
_MAX_KEY = 90
_NOT_IN_KEY = re.compile(r"[\]\[{}$\n\"]")

Key = str | int | None


@frozen(eq=False)
class Repeated:
    """The instances of a block by key. `many`: one, without a key, stands for all, as their number is unknown or, with
    `too_many`, known and more than are told apart.
    """

    kind: str  # "one", "count", "each" or "many"
    instances: dict[Key, Bindings]
    too_many: int = 0

    def node(self, make: dict[Key, Node], span: Span) -> Node:
        """The value of a reference to the block: one node, a list or a map of them."""
        if self.kind == "count":
            return Node.sequence(tuple(make.values()), span)
        if self.kind == "each":
            return mapping({str(key): node for key, node in make.items()}, span)
        return make[None]


ONE = Repeated("one", {None: {}})


def repeated(e: Evaluator, block: Block) -> Repeated:
    attributes = block.body.attributes
    if "count" in attributes:
        return _counted(e.evaluate(attributes["count"]), block.span)
    if "for_each" in attributes:
        return _each(e.evaluate(attributes["for_each"]), block.span)
    return ONE


def _counted(node: Node, span: Span) -> Repeated:
    number = integer(node)
    if node.kind == "scalar" and isinstance(node.value, bool):
        number = int(node.value)
    if number is None or number > _MAX_INSTANCES:
        why = node.why or "how many there are is known after deployment"
        bindings = {"count": mapping({"index": Node.opaque(why, span)}, span)}
        return Repeated("many", {None: bindings}, too_many=number or 0)
    return Repeated(
        "count", {i: {"count": mapping({"index": Node.scalar(i, span)}, span)} for i in range(max(number, 0))}
    )


def _each(node: Node, span: Span) -> Repeated:
    if is_null(node):
        return Repeated("each", {})
    number = len(node.entries) + len(node.elements)
    if node.kind not in ("mapping", "sequence") or number > _MAX_INSTANCES:
        return Repeated("many", {None: {"each": _bound(node, node, span)}}, too_many=number)
    instances: dict[Key, Bindings] = {}
    for key, value in members(node):
        key = value if node.kind == "sequence" else key
        text = text_of(key)
        if key.kind != "scalar":
            text = HOLE
        instances[text] = {"each": _bound(key, value, span)}
    if list(instances) == [HOLE] and not isinstance(node, Reference):
        return Repeated("many", {None: instances[HOLE]})
    return Repeated("each", instances)


def _bound(key: Node, value: Node, span: Span) -> Node:
    return mapping({"key": key, "value": value}, span)


def key_suffix(key: Key) -> str:
    """`[0]` or `["a"]`, as in an address; characters that ids cannot have are question marks."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = _NOT_IN_KEY.sub("?", key)
    if len(text) > _MAX_KEY:
        text = f"{text[: _MAX_KEY - 9]}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return f'["{text}"]'
