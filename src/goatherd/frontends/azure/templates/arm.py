"""ARM templates: their resources, with those that stand inside of others, and parameters at their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.value import HOLE, placeholder
from goatherd.frontends.azure.templates.bicep import KEYS, Resource
from goatherd.frontends.node import Node
from goatherd.model.resource import ACCOUNT_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH = 12
_NAMED = regex(r"\[\s*(parameters|variables)\('(\w+)'\)\s*\]")
_CONCAT = regex(r"\[\s*concat\((.*)\)\s*\]")
_UNUSABLE = regex(r"[^A-Za-z0-9_/-]")
_KEYS = regex(rf"\b{KEYS}\(")
_ACCOUNTS_KEY = placeholder("account", ACCOUNT_KEY)
_WHY = "it is worked out when it is deployed"


def resources_of(root: Node) -> Iterator[Resource]:
    yield from _below(root, root.get("resources"), "", "", _MAX_DEPTH)


def _below(root: Node, resources: Node, type: str, parent: str, depth: int) -> Iterator[Resource]:
    found = [node for _, node in resources.items()] if resources.is_mapping else resources.list()
    for node in found if depth else ():
        own, name = node.get("type").text() or "", _evaluated(root, node.get("name"), _MAX_DEPTH)
        whole = f"{type}/{own}" if type and not own.startswith("Microsoft.") else own
        called = (name.text() or "").replace(HOLE, "").strip("/-") or own.rpartition("/")[2]
        id = _UNUSABLE.sub("-", f"{parent}/{called}" if parent else called)
        yield Resource(id, whole, _evaluated(root, node, _MAX_DEPTH), node.span, parent)
        yield from _below(root, node.get("resources"), whole, id, depth - 1)


def _evaluated(root: Node, node: Node, depth: int) -> Node:
    if node.is_mapping and depth:
        entries = {key: _evaluated(root, value, depth - 1) for key, value in node.items()}
        return Node.mapping(entries, dict(node.key_spans), node.span)
    if node.kind == "sequence" and depth:
        return Node.sequence(tuple(_evaluated(root, element, depth - 1) for element in node.elements), node.span)
    text = node.text() if isinstance(node.value, str) else None
    if text is None or not text.startswith("[") or text.startswith("[["):
        return node
    if named := _NAMED.fullmatch(text):
        return _value(root, named[1], named[2], depth, node)
    if joined := _CONCAT.fullmatch(text):
        return Node.scalar("".join(_part(root, part, depth, node) for part in _arguments(joined[1])), node.span)
    return Node.scalar(_ACCOUNTS_KEY, node.span) if _KEYS.search(text) else Node.opaque(_WHY, node.span)


def _arguments(text: str) -> Iterator[str]:
    """What stands between the commas of a call, without the commas of calls and texts in it."""
    start = depth = 0
    quoted = False
    for position, character in enumerate(text):
        quoted ^= character == "'"
        depth += 0 if quoted else (character == "(") - (character == ")")
        if character == "," and not quoted and not depth:
            yield text[start:position].strip()
            start = position + 1
    yield text[start:].strip()


def _part(root: Node, part: str, depth: int, node: Node) -> str:
    if part.startswith("'") and part.count("'") == 2:
        return part.strip("'")
    if _KEYS.match(part):
        return _ACCOUNTS_KEY
    named = _NAMED.fullmatch(f"[{part}]")
    text = _value(root, named[1], named[2], depth, node).text() if named is not None else None
    return HOLE if text is None else text


def _value(root: Node, kind: str, name: str, depth: int, node: Node) -> Node:
    if not depth:
        return Node.opaque(_WHY, node.span)
    if kind == "variables":
        return _evaluated(root, root.get("variables", name), depth - 1)
    found = _evaluated(root, root.get("parameters", name, "defaultValue"), depth - 1)
    if not found.exists:
        return Node.opaque("it is a parameter without a default", node.span)
    return Node.default(found.value, found.span) if found.kind == "scalar" else found
