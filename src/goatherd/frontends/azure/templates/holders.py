"""Which resource of a template another one is a part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholder
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from goatherd.frontends.azure.templates.bicep import Resource


def holder(resource: Resource, steps: int = 1) -> Node:
    """The resource that this one is part of: around it, named as its parent, or in the first parts of its name."""
    written = resource.body.get("parent")
    if written.exists:
        return written
    if resource.parent:
        return Node.scalar(placeholder(resource.parent), resource.span)
    parts = (resource.body.get("name").text() or "").split("/")
    return Node.scalar(parts[0] if len(parts) > steps else "", resource.span)
