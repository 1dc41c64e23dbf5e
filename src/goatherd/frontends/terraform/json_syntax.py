"""The JSON form of the language (`.tf.json`): the same expression tree; strings are templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.json import parse_json
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.parse import parse_template
from goatherd.frontends.terraform.syntax import Block, Body, Expression, File, Literal, Object, Tuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "locals": 0}
# Without a provider's schema nothing tells a nested block from a map; these are maps.
_MAPS = frozenset(
    {"variables", "tags", "tags_all", "triggers", "keepers", "query", "values", "config", "defaults", "vars"}
    | {"request_templates", "response_templates", "request_parameters", "response_parameters", "inputs", "body"}
    | {"stage_variables", "variables", "arguments", "default_arguments", "attributes", "environment_variables"}
)


def parse_json_syntax(text: str, path: str) -> File:
    parsed = parse_json(text, path)
    file = File(path, Body(), parsed.diagnoses)
    for document in parsed.documents:
        for root in document.list():
            for kind, node in root.items():
                file.body.blocks += _blocks(kind, node)
    return file


def parse_json_values(text: str, path: str) -> File:
    """A file of variables' values (`.tfvars.json`): nothing in it is a template."""
    parsed = parse_json(text, path)
    file = File(path, Body(), parsed.diagnoses)
    for document in parsed.documents:
        file.body.attributes |= {key: Literal(value.span, value) for key, value in document.items()}
    return file


def _blocks(kind: str, node: Node) -> Iterator[Block]:
    depth = _LABELS.get(kind)
    if depth is None:
        return
    if depth == 0:
        for element in node.list():
            yield Block(kind, (), _values(element), element.span)
        return
    for labels, body in _labelled(node, depth):
        nested = kind in ("resource", "data")
        yield Block(kind, tuple(key for key, _ in labels), _body(body, nested=nested), labels[-1][1])


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    """What is no comment."""
    return ((key, value) for key, value in node.items() if key != "//")


def _labelled(node: Node, depth: int) -> Iterator[tuple[list[tuple[str, Span]], Node]]:
    for element in node.list():
        if depth == 0:
            yield [], element
            continue
        for key, inner in _entries(element):
            for labels, body in _labelled(inner, depth - 1):
                yield [(key, element.key_span(key)), *labels], body


def _values(node: Node) -> Body:
    return Body({key: _expression(value) for key, value in node.items()})


def _body(node: Node, *, nested: bool) -> Body:
    body = Body()
    for key, value in _entries(node):
        if key == "dynamic":
            body.blocks += _dynamic(value)
        elif nested and value.is_mapping and key not in _MAPS:
            body.attributes[key] = Tuple(value.span, (_nested(value),))
        else:
            body.attributes[key] = _nested(value) if nested and key not in _MAPS else _expression(value)
    return body


def _nested(node: Node) -> Expression:
    """A value in which mappings are blocks, so that those inside count as lists of one."""
    if node.kind == "sequence":
        return Tuple(node.span, tuple(_nested(element) for element in node.elements))
    if not node.is_mapping:
        return _expression(node)
    entries = []
    for key, value in node.items():
        span = node.key_span(key)
        inner = _expression(value) if key in _MAPS else _nested(value)
        if value.is_mapping and key not in _MAPS:
            inner = Tuple(value.span, (inner,))
        entries.append((_key(key, span), inner))
    return Object(node.span, tuple(entries))


def _dynamic(node: Node) -> Iterator[Block]:
    for labels, body in _labelled(node, 1):
        (name,) = labels
        block = Body({key: _expression(value) for key, value in body.items() if key != "content"})
        for content in body.get("content").list():
            block.blocks.append(Block("content", (), _body(content, nested=True), content.span))
        yield Block("dynamic", (name[0],), block, name[1])


def _key(key: str, span: Span) -> Expression:
    return Literal(span, Node.scalar(key, span))


def _expression(node: Node) -> Expression:
    if node.is_mapping:
        return Object(node.span, tuple((_key(k, node.key_span(k)), _expression(v)) for k, v in node.items()))
    if node.kind == "sequence":
        return Tuple(node.span, tuple(_expression(element) for element in node.elements))
    if isinstance(node.value, str) and ("${" in node.value or "%{" in node.value):
        return parse_template(node.value, node.span.path, node.span.line)
    return Literal(node.span, node)
