"""What the readers of resources share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from goatherd.core.value import Known, Unknown, Value, sole_placeholder

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.node import Node


class Common(TypedDict):
    """The fields of every Resource."""

    id: str
    type: str
    span: Span
    physical_name: Value[str]
    condition: str
    tags: dict[str, str]


def common(declared: Declared, name_property: str = "Name") -> Common:
    """What all nouns have; `name_property` is the one that holds the physical name."""
    return Common(
        id=declared.id,
        type=declared.type,
        span=declared.span,
        physical_name=declared.properties.get(name_property).as_text(),
        condition=declared.condition,
        tags=read_tags(declared.properties.get("Tags")),
    )


def read_tags(node: Node) -> dict[str, str]:
    """Tags written as a mapping (SAM) or as a list of Key and Value; what is no text is left out."""
    if node.is_mapping:
        pairs = [(key, value.text()) for key, value in node.items()]
    else:
        pairs = [(tag.get("Key").text() or "", tag.get("Value").text()) for tag in node.list()]
    return {key: value for key, value in pairs if key and value is not None}


def presence(node: Node) -> Value[bool]:
    """Whether something is written at all; what could not be evaluated may be nothing."""
    if node.kind == "opaque":
        return Unknown(node.why, node.span)
    return Known(node.exists, node.span, explicit=node.exists)


def equals(node: Node, wanted: str) -> Value[bool]:
    """Whether the node is this text; absent is not."""
    text = node.text()
    if text is None and node.exists:
        return Unknown(node.why or f"a {node.kind} where text was expected", node.span)
    return Known(text == wanted, node.span, explicit=node.exists)


def reference(node: Node) -> str:
    """The id of the resource that a node refers to, else its text, else ""."""
    text = node.text() or ""
    target = sole_placeholder(text)
    return target[0] if target else text


def optional_text(node: Node) -> Value[str] | None:
    return node.as_text() if node.exists else None
