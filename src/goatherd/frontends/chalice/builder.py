"""The stack of an application while it is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define

from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.build import build
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.chalice.app import App
    from goatherd.frontends.chalice.config import Stage
    from goatherd.tree import Tree


@define
class Builder:
    """Adds resources to the stack of one application in one stage."""

    app: App
    stage: Stage
    tree: Tree
    stack: Stack

    def add(self, id: str, type: str, span: Span, properties: dict[str, Any]) -> None:
        node = build(properties, span)
        self.stack.resources[id] = Declared(id, type, span, node, Node.absent(span), self.app.path)
