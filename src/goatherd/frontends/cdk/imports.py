"""What stacks of programs take from each other by name: `Fn.importValue` of what a `CfnOutput` exports.

An import is a placeholder until all programs of the tree have run, since the other stack may be of a later one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.core.value import HOLE, placeholder
from goatherd.frontends.aws.stack import Stack, outside_prefix
from goatherd.frontends.export_names import chosen
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from goatherd.core.source import Span

_PREFIX = "/imported-by-name/"
_IMPORT = re.compile(r"\$\{" + _PREFIX + r"([0-9a-f]+)\}")
_MAX_DEPTH = 60


@frozen
class Export:
    """`value` as every stack may have it; `path` is the file of the stack."""

    name: str
    path: str
    value: str


def imported(name: str) -> str:
    """The text that stands for what a name imports."""
    return placeholder(_PREFIX + name.encode().hex())


def linked(stacks: Sequence[Stack], exports: Sequence[Export]) -> list[Stack]:
    """The stacks with what they import; what no program exports, or several do, is not known."""
    return [_linked(stack, exports) for stack in stacks]


def _linked(stack: Stack, exports: Sequence[Export]) -> Stack:
    names = [(export.name, export.path) for export in exports]
    own = f"${{{outside_prefix(stack.path)}"
    found: dict[str, str] = {}

    def value(code: str) -> str:
        if code not in found:
            place = chosen(names, bytes.fromhex(code).decode(), stack.path)
            text = HOLE if place is None else exports[place].value.replace(own, "${")
            found[code] = HOLE if _IMPORT.search(text) else text
        return found[code]

    resources = {
        id: evolve(declared, properties=_filled(declared.properties, value)) for id, declared in stack.resources.items()
    }
    return evolve(stack, resources=resources)


def _filled(node: Node, value: Callable[[str], str], depth: int = _MAX_DEPTH) -> Node:
    if node.kind == "scalar":
        return _text(node.value, node.span, value) if isinstance(node.value, str) and _PREFIX in node.value else node
    if depth == 0 or node.kind not in ("mapping", "sequence"):
        return node
    return Node(
        node.kind,
        node.span,
        entries={key: _filled(entry, value, depth - 1) for key, entry in node.entries.items()},
        key_spans=node.key_spans,
        elements=tuple(_filled(element, value, depth - 1) for element in node.elements),
    )


def _text(text: str, span: Span, value: Callable[[str], str]) -> Node:
    filled = _IMPORT.sub(lambda match: value(match[1]), text)
    if filled != HOLE:
        return Node.scalar(filled, span)
    return Node.opaque("it is imported by a name that no program of the tree exports (or several do)", span)
