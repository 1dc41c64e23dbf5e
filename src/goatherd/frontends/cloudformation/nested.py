"""Nested stacks: a resource that is another template of the same tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.cloudformation.evaluate import Evaluator
    from goatherd.frontends.node import Node

LOCATION_PROPERTY = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
MAX_DEPTH = 8


class NestedStacks:
    """The nested stacks of one template instance; each is opened once, when somebody asks for it."""

    def __init__(self, parent: Evaluator) -> None:
        self._parent = parent
        self._children: dict[str, Evaluator | None] = {}
        self._opening: set[str] = set()

    def ids(self) -> list[str]:
        return [id for id, raw in self._parent.resources.items() if raw.get("Type").text() in LOCATION_PROPERTY]

    def template_of(self, id: str) -> str | None:
        """The path of a nested stack's file; None where it is not in the tree."""
        parent = self._parent
        resource = parent.resources.get(id)
        property = LOCATION_PROPERTY.get(resource.get("Type").text() or "")
        if property is None:
            return None
        location = parent.text_of(resource.get("Properties", property))
        if location is None:
            return None
        return parent.workspace.locate(location, resource.span.path.rpartition("/")[0])

    def child(self, id: str) -> Evaluator | None:
        """The evaluated inside of a nested stack, or None where it cannot be opened."""
        if id in self._children:
            return self._children[id]
        if id in self._opening:
            return None
        self._opening.add(id)
        try:
            self._children[id] = self._open(id)
        finally:
            self._opening.discard(id)
        return self._children[id]

    def _open(self, id: str) -> Evaluator | None:
        parent = self._parent
        path = self.template_of(id)
        resource = parent.resources.get(id)
        if path is None:
            self._remark_missing(id, resource)
            return None
        if path not in parent.workspace.templates:
            parent.complain(resource.span, f"nested stack {id!r} is not read: {path} is no template with resources")
            return None
        if path in parent.ancestors:
            self._refuse(resource.span, f"nested stack {id!r} contains itself through {path}")
            return None
        if len(parent.ancestors) > MAX_DEPTH:
            self._refuse(resource.span, f"stacks are nested more than {MAX_DEPTH} deep; {id!r} is left out")
            return None
        passed = parent.evaluate(resource.get("Properties", "Parameters"))
        arguments = dict(passed.items())
        return parent.opened(path, f"{parent.prefix}{id}/", arguments)

    def _remark_missing(self, id: str, resource: Node) -> None:
        property = LOCATION_PROPERTY.get(resource.get("Type").text() or "")
        if property is None:
            return
        location = resource.get("Properties", property)
        if not location.get("ApplicationId").exists:
            text = self._parent.text_of(location) or "unknown"
            message = f"the template of nested stack {id!r} is not in the tree ({text})"
            self._parent.complain(location.span, message)

    def _refuse(self, span: Span, message: str) -> None:
        self._parent.complain(span, message, incomplete=True)
