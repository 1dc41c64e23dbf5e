"""`aws_iam_policy_document`: the policy document that its blocks describe, every part at the line it is written in.

Source: the documentation of the AWS provider, "Data Source: aws_iam_policy_document".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions.common import Context
from goatherd.frontends.terraform.functions.encoding import STRICT
from goatherd.frontends.terraform.values import DocumentText, encoded, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.terraform.scope import ModuleScope

_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def policy_document(scope: ModuleScope, arguments: Node, name: str) -> Node:
    if name not in ("json", "minified_json"):
        return Node.absent(arguments.span)
    statements: list[Node] = []
    for source in ("source_policy_documents", "source_json"):
        statements += _of_others(scope, arguments.get(source))
    statements += [_statement(node) for node in arguments.get("statement").list()]
    for override in ("override_policy_documents", "override_json"):
        statements = _overridden(statements, list(_of_others(scope, arguments.get(override))))
    version = arguments.get("version")
    document = mapping(
        {
            "Version": version if version.exists else Node.scalar("2012-10-17", arguments.span),
            "Statement": Node.sequence(tuple(statements), arguments.span),
        },
        arguments.span,
    )
    return encoded(document, scope.budget)


def _of_others(scope: ModuleScope, node: Node) -> Iterator[Node]:
    """The statements of documents that are given as text."""
    from goatherd.frontends.terraform.evaluate import Evaluator

    for text in (node,) if isinstance(node, DocumentText) else node.list():
        if text.kind == "scalar" and not text.text():
            continue
        document = STRICT["jsondecode"](Context(Evaluator(scope, {}), "jsondecode", text.span), [text])
        yield from document.get("Statement").list() if document.is_mapping else (document,)


def _overridden(statements: list[Node], others: list[Node]) -> list[Node]:
    """A statement of the same Sid is replaced, every other one is added."""
    by_sid = {sid: node for node in others if (sid := node.get("Sid").text())}
    kept = [by_sid.pop(node.get("Sid").text() or "", node) for node in statements]
    return kept + [node for node in others if not node.get("Sid").text() or (node.get("Sid").text() or "") in by_sid]


def _statement(node: Node) -> Node:
    if not node.is_mapping:
        return node
    effect = node.get("effect")
    entries = {"Effect": effect if effect.exists else Node.scalar("Allow", node.span)}
    if node.get("sid").exists:
        entries["Sid"] = node.get("sid")
    for name, word in _LISTS.items():
        if node.get(name).exists:
            entries[word] = node.get(name)
    for name, word in _PRINCIPALS.items():
        if node.get(name).exists:
            entries[word] = _principals(node.get(name))
    if node.get("condition").exists:
        entries["Condition"] = _conditions(node.get("condition"))
    return mapping(entries, node.span)


def _principals(blocks: Node) -> Node:
    kinds: dict[str, list[Node]] = {}
    for block in blocks.list():
        kind = block.get("type").text() or "${?}"
        kinds.setdefault(kind, []).extend(block.get("identifiers").list())
    if list(kinds) == ["*"]:
        return Node.scalar("*", blocks.span)
    entries = {kind: Node.sequence(tuple(names), blocks.span) for kind, names in kinds.items()}
    return mapping(entries, blocks.span)


def _conditions(blocks: Node) -> Node:
    operators: dict[str, dict[str, Node]] = {}
    for block in blocks.list():
        test, variable = block.get("test").text() or "${?}", block.get("variable").text() or "${?}"
        operators.setdefault(test, {})[variable] = block.get("values")
    return mapping({test: mapping(keys, blocks.span) for test, keys in operators.items()}, blocks.span)
