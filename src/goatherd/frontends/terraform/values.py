"""Values beyond plain nodes (references that are looked into, trees written as JSON text), and conversions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget

_WORDS = {"true": True, "false": False}
_PLACEHOLDER = re.compile(r"\$\{[^{}]*\}")


class Reference(Node):
    """A whole resource, data source, module or namespace: its attributes have values, itself it has none.

    `many` stands for an unknown number of them: whichever is asked for, it is this one.
    """

    __slots__ = ("attribute", "many")

    def __init__(self, why: str, span: Span, attribute: Callable[[str, Span], Node], many: bool = False) -> None:
        super().__init__("opaque", span, why=why)
        self.attribute = attribute
        self.many = many


class Named(Node):
    """A reference to a resource by the attribute that is its name: a placeholder, of which the name is known too."""

    __slots__ = ("name",)

    def __init__(self, reference: str, span: Span, name: Callable[[], Node]) -> None:
        super().__init__("scalar", span, value=reference)
        self.name = name


class DocumentText(Node):
    """Text that is a tree, as JSON or YAML: readers of documents see the tree with its spans, others the text."""

    __slots__ = ("_text",)

    def __init__(self, tree: Node, text: str) -> None:
        super().__init__(
            tree.kind, tree.span, entries=tree.entries, key_spans=tree.key_spans, elements=tree.elements, why=tree.why
        )
        self._text = text

    def text(self) -> str | None:
        return self._text


# --- building ---


def mapping(entries: dict[str, Node], span: Span) -> Node:
    return Node.mapping(entries, {key: node.span for key, node in entries.items()}, span)


def sequence(elements: Iterable[Node], span: Span) -> Node:
    return Node.sequence(tuple(elements), span)


def relocated(node: Node, path: str, span: Span) -> Node:
    """The value with `span` in place of every span in files whose path begins with `path`."""

    def place(old: Span) -> Span:
        return span if old.path.startswith(path) else old

    if isinstance(node, Reference):
        return node
    if isinstance(node, Named):
        return Named(node.value, place(node.span), node.name)
    moved = Node(
        node.kind,
        place(node.span),
        value=node.value,
        entries={key: relocated(child, path, span) for key, child in node.entries.items()},
        key_spans={key: place(old) for key, old in node.key_spans.items()},
        elements=tuple(relocated(child, path, span) for child in node.elements),
        why=node.why,
    )
    text = node.text() if isinstance(node, DocumentText) else None
    return moved if text is None else DocumentText(moved, text)


# --- asking ---


def is_null(node: Node) -> bool:
    """Whether it is null, or an error of the language."""
    return node.kind == "absent" or (node.kind == "scalar" and node.value is None)


def is_empty(node: Node) -> bool:
    """Null, "", an empty list or map."""
    if is_null(node):
        return True
    if node.kind == "scalar":
        return bool(node.value == "")
    return node.kind in ("mapping", "sequence") and not node.entries and not node.elements


def text_of(node: Node) -> str:
    """A value as a part of a longer text; `${?}` where it is no known text."""
    text = node.text()
    if text is not None:
        return text
    return "" if node.kind == "scalar" else HOLE


def key_of(node: Node) -> str:
    """A value as a key of a map: of a resource's name, what it is called."""
    name = node.name().text() if isinstance(node, Named) else None
    return name if name and name.replace(HOLE, "") else text_of(node)


def known_text(node: Node) -> str | None:
    """The text where every character is known."""
    text = node.text()
    return None if text is None or is_symbolic(text) else text


def truth(node: Node) -> bool | None:
    """true and false, also as text; None where it is not known."""
    if node.kind != "scalar":
        return None
    if isinstance(node.value, bool):
        return bool(node.value)
    return _WORDS.get(str(node.value))


def number(node: Node) -> int | float | None:
    """A number or the one that a text is; None for everything else."""
    if node.kind != "scalar" or isinstance(node.value, bool):
        return None
    value: object = node.value
    if isinstance(value, int | float):
        return value
    text = str(node.value)
    try:
        return int(text) if len(text) < 20 else None
    except ValueError:
        try:
            return float(text) if len(text) < 40 else None
        except ValueError:
            return None


def integer(node: Node) -> int | None:
    """The same where it is whole."""
    value = number(node)
    return int(value) if value is not None and abs(value) < 1e15 and value == int(value) else None


def same(left: Node, right: Node, budget: Budget, depth: int = 20) -> bool | None:
    """Whether two values are equal; None where that is known after deployment."""
    budget.spend(1)
    if is_null(left) or is_null(right):
        return _same_as_null(right if is_null(left) else left)
    if "opaque" in (left.kind, right.kind) or depth == 0:
        return None
    if left.kind != right.kind:
        return False
    if left.kind == "scalar":
        return _same_scalar(left, right)
    if left.is_mapping and left.entries.keys() != right.entries.keys():
        return False
    if len(left.elements) != len(right.elements):
        return False
    pairs = [(value, right.entries[key]) for key, value in left.items()]
    pairs += zip(left.elements, right.elements, strict=True)
    verdicts = [same(a, b, budget, depth - 1) for a, b in pairs]
    return False if False in verdicts else None if None in verdicts else True


def _same_as_null(node: Node) -> bool | None:
    if is_null(node):
        return True
    if node.kind == "opaque":
        return False if isinstance(node, Reference) else None
    return None if node.text() == HOLE else False


def _same_scalar(left: Node, right: Node) -> bool | None:
    one, other = text_of(left), text_of(right)
    if one == other and HOLE not in one:
        return True
    if is_symbolic(one) or is_symbolic(other):
        return False if _cannot_be(one, other) or _cannot_be(other, one) else None
    return False


def _cannot_be(symbolic: str, text: str) -> bool:
    """An empty text has no room for what is written around the holes; what a resource gives is never empty."""
    return text == "" and symbolic.replace(HOLE, "") != ""


# --- JSON ---


def plain(node: Node, budget: Budget, depth: int = 60) -> Any:
    """The value as plain data; unknown parts are `${?}`."""
    budget.spend(1)
    if depth == 0:
        return HOLE
    if node.is_mapping:
        return {key: plain(value, budget, depth - 1) for key, value in node.items()}
    if node.kind == "sequence":
        return [plain(element, budget, depth - 1) for element in node.elements]
    if node.kind == "scalar":
        return budget.spend_text(node.value) if isinstance(node.value, str) else node.value
    return None if node.kind == "absent" else HOLE


def encoded(node: Node, budget: Budget) -> Node:
    """`jsonencode`."""
    if node.kind == "opaque":
        return node
    text = budget.spend_text(json.dumps(plain(node, budget), separators=(",", ":"), ensure_ascii=False))
    # Quotes in the address of a placeholder are no part of the text that there will be.
    text = _PLACEHOLDER.sub(lambda match: match[0].replace('\\"', '"'), text)
    if node.kind in ("mapping", "sequence"):
        return DocumentText(node, text)
    return Node.scalar(text, node.span)


def quoted_placeholders(text: str) -> str:
    """Text of JSON in which addresses with quotes (`${aws_x.y["a"].Arn}`) do not end the strings they stand in."""
    return _PLACEHOLDER.sub(lambda match: match[0].replace('"', '\\"'), text) if "${" in text else text
