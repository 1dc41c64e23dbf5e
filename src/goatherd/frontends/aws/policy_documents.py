"""IAM policy documents: from a template's node to statements with a span for every action and resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE, escaped
from goatherd.frontends.node import Node
from goatherd.model.role import PolicyReference, Statement

if TYPE_CHECKING:
    from goatherd.core.source import Span

# No word of policies: a program's call that makes a statement says which it is and which others there are.
GRANTS = "(grants)"
MAX_JSON_TEXT = 200_000
MAX_JSON_DEPTH = 50

Unreadable = tuple["Span", str]


def read_document(document: Node, *, origin: str = "") -> tuple[list[Statement], list[Unreadable]]:
    """Statements of a policy document, and (where, why) for the parts that cannot be read.

    A document may also be JSON in a string, as some resource policies are.
    """
    if document.kind == "scalar":
        document = parse_json_text(document)
    if document.kind == "absent":
        return [], []
    if not document.is_mapping:
        return [], [(document.span, document.why or "the policy document is not a mapping")]
    return read_statements(document.get("Statement"), origin=origin)


def read_statements(node: Node, *, origin: str = "") -> tuple[list[Statement], list[Unreadable]]:
    """The same for what stands under `Statement`: a list of statements, or one."""
    statements: list[Statement] = []
    unreadable = further(node)
    for element in node.list():
        if not element.is_mapping:
            unreadable.append((element.span, element.why or "a statement that is not a mapping"))
            continue
        effect = (element.get("Effect").text() or "").capitalize()
        if effect not in ("Allow", "Deny"):
            unreadable.append((element.span, "its Effect is neither Allow nor Deny"))
            continue
        statements.append(_statement(element, effect, origin))
    return statements, unreadable


def further(listed: Node) -> list[Unreadable]:
    """That a list of policies or statements may hold more of them at another deployment."""
    return [(listed.span, listed.why)] if listed.kind == "sequence" and listed.why else []


def _statement(node: Node, effect: str, origin: str) -> Statement:
    not_action = not node.get("Action").exists and node.get("NotAction").exists
    not_resource = not node.get("Resource").exists and node.get("NotResource").exists
    not_principal = not node.get("Principal").exists and node.get("NotPrincipal").exists
    actions = node.get("NotAction" if not_action else "Action")
    resources = node.get("NotResource" if not_resource else "Resource")
    return Statement(
        effect=effect,
        actions=actions.texts(),
        resources=resources.texts(),
        span=node.span,
        not_action=not_action,
        not_resource=not_resource,
        principals=read_principals(node.get("NotPrincipal" if not_principal else "Principal")),
        not_principal=not_principal,
        conditions=read_conditions(node.get("Condition")),
        action_spans=tuple(element.span for element in actions.list()),
        resource_spans=tuple(element.span for element in resources.list()),
        condition_spans=_condition_spans(node.get("Condition")),
        origin=origin,
        grants=tuple((name, listed.texts()) for name, listed in node.get(GRANTS).items()),
    )


def read_principals(node: Node) -> tuple[tuple[str, str], ...]:
    """(kind, name) pairs; a bare `*` is everybody: ("AWS", "*")."""
    if node.is_mapping:
        return tuple((kind, name) for kind, names in node.items() for name in names.texts())
    return tuple(("AWS", name) for name in node.texts())


def read_conditions(node: Node) -> dict[str, dict[str, tuple[str, ...]]]:
    """{operator: {key: values}}; a condition that cannot be read stays one, with unknown values."""
    if not node.is_mapping:
        return {HOLE: {}} if node.exists else {}
    return {operator: {key: values.texts() for key, values in keys.items()} for operator, keys in node.items()}


def _condition_spans(node: Node) -> dict[str, dict[str, tuple[Span, ...]]]:
    return {
        operator: {key: tuple(value.span for value in values.list()) for key, values in keys.items()}
        for operator, keys in node.items()
    }


def read_boundary(properties: Node) -> PolicyReference | None:
    boundary = properties.get("PermissionsBoundary")
    text = boundary.text()
    return PolicyReference("managed", text, boundary.span) if text else None


def parse_json_text(node: Node) -> Node:
    """The document that a text holds; every part of it stands where the text does."""
    text = node.text() or ""
    if len(text) > MAX_JSON_TEXT:
        return Node.opaque("the policy document is too long to be read", node.span)
    try:
        return _from_json(json.loads(escaped(text)), node.span, MAX_JSON_DEPTH)
    except (ValueError, RecursionError):
        return Node.opaque("the policy document is neither a mapping nor JSON text", node.span)


def _from_json(value: Any, span: Span, depth: int) -> Node:
    if depth == 0:
        raise RecursionError
    if isinstance(value, dict):
        entries = {key: _from_json(item, span, depth - 1) for key, item in value.items()}
        return Node.mapping(entries, dict.fromkeys(entries, span), span)
    if isinstance(value, list):
        return Node.sequence(tuple(_from_json(item, span, depth - 1) for item in value), span)
    return Node.scalar(value, span)
