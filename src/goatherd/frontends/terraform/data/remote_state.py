"""`terraform_remote_state`: outputs of another root module, where the tree holds it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import retargeted
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.values import Reference, known_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.terraform.scope import ModuleScope

# What tells one state from another in the settings of a backend.
_KEYS = ("key", "prefix", "path")
_PLACES = ("bucket", "container_name", "storage_account_name")


def remote_state(scope: ModuleScope, arguments: Node, name: str) -> Node:
    other = _other(scope, arguments) if name == "outputs" else None
    if other is None:
        return Node.absent(arguments.span)

    def output(name: str, span: Span) -> Node:
        return of_another(other, other.output(name, span))

    return Reference("the outputs of another configuration", arguments.span, output)


def of_another(root: ModuleScope, node: Node) -> Node:
    """A value of another root module, which refers to the resources there."""
    return _outside(node, outside_prefix(root.module.name))


def _outside(node: Node, prefix: str) -> Node:
    """The value with references to the other configuration's own resources."""
    if node.kind == "scalar" and isinstance(node.value, str):
        return Node.scalar(retargeted(node.value, prefix), node.span)
    return Node(
        node.kind,
        node.span,
        value=node.value,
        entries={key: _outside(value, prefix) for key, value in node.entries.items()},
        key_spans=node.key_spans,
        elements=tuple(_outside(element, prefix) for element in node.elements),
        why=node.why,
    )


def _other(scope: ModuleScope, arguments: Node) -> ModuleScope | None:
    backend = known_text(arguments.get("backend"))
    config = arguments.get("config")
    config = config.get(0) if config.kind == "sequence" else config
    if backend == "local":
        path = known_text(config.get("path"))
        folder = in_tree(scope.folder, path).rpartition("/")[0] if path else None
        return scope.root_in(folder) if folder is not None else None
    return next((root for root in _with_backend(scope, backend) if _same_state(root, config)), None)


def _with_backend(scope: ModuleScope, backend: str | None) -> Iterator[ModuleScope]:
    for folder in scope.deployment.configurations.folders:
        root = scope.root_in(folder)
        if root is not None and any(block.labels == (backend,) for block in root.module.backends):
            yield root


def _same_state(root: ModuleScope, config: Node) -> bool:
    written = root.module.backends[0].body.attributes
    e = Evaluator(root, {})

    def agree(name: str) -> bool | None:
        one = known_text(config.get(name))
        other = known_text(e.evaluate(written[name])) if name in written else None
        return None if one is None or other is None else one == other

    return any(agree(name) for name in _KEYS) and not any(agree(name) is False for name in (*_KEYS, *_PLACES))
