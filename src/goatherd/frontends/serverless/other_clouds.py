"""Services of the Serverless Framework that are deployed to another cloud than AWS: their functions and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.paths import parent
from goatherd.core.value import Unknown
from goatherd.frontends.document import parse_document
from goatherd.frontends.serverless.detect import service_files
from goatherd.model.function import CodeSource, Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.frontends.node import Node
    from goatherd.model.trigger import Trigger


@frozen
class Service:
    """One service; variables (`${…}`) are left as they are written."""

    path: str
    root: Node

    def functions(self) -> Iterator[tuple[str, Span, Node]]:
        """(name, where it stands, settings) of every function."""
        functions = self.root.get("functions")
        for name, node in functions.items():
            yield name, functions.key_span(name), node

    def function(self, id: str, span: Span, node: Node, handler: Value[str], triggers: list[Trigger]) -> Function:
        variables = {**self.root.get("provider", "environment").entries, **node.get("environment").entries}
        runtime = node.get("runtime") if node.get("runtime").exists else self.root.get("provider", "runtime")
        elsewhere = Unknown("it is set where the service is deployed")
        return Function(
            id,
            span,
            CodeSource(base=parent(self.path)),
            runtime=runtime.as_text(),
            handler=handler,
            environment={name: value.as_text() for name, value in variables.items()},
            triggers=triggers,
            tracing=elsewhere,
            dead_letter=elsewhere,
        )


def services_of(modules: Modules, provider: str) -> Iterator[Service]:
    """The services of the tree with that provider."""
    for path in service_files(modules, provider):
        root = next(iter(parse_document(modules.text(path), path).documents), None)
        written = root.get("provider") if root is not None else None
        if root is not None and written is not None and provider in (written.text(), written.get("name").text()):
            yield Service(path, root)
