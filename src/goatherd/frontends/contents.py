"""What a tree of values holds: its texts, the ids that it refers to, and the whole of it without places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.node import Node

MAX_DEPTH = 60


def first_text(node: Node, *keys: str) -> str:
    """The text under the first of the keys that has one."""
    return next((text for key in keys if (text := node.get(key).text())), "")


def references(node: Node) -> Iterator[str]:
    """The ids that a tree of values refers to."""
    for text in texts(node):
        for id, _ in placeholders(text):
            yield id


def texts(node: Node, depth: int = MAX_DEPTH) -> Iterator[str]:
    """Every scalar of a tree of values as text."""
    if depth == 0:
        return
    if node.kind == "scalar":
        text = node.text()
        if text is not None:
            yield text
    elif node.kind == "mapping":
        for child in node.entries.values():
            yield from texts(child, depth - 1)
    elif node.kind == "sequence":
        for child in node.elements:
            yield from texts(child, depth - 1)


def plain(node: Node, depth: int = MAX_DEPTH) -> object:
    """A tree of values without spans; what cannot be evaluated becomes `${?}`."""
    if depth == 0 or node.kind == "opaque":
        return HOLE
    if node.kind == "mapping":
        return {key: plain(child, depth - 1) for key, child in node.entries.items()}
    if node.kind == "sequence":
        return [plain(child, depth - 1) for child in node.elements]
    return node.value
