"""Resources that keep Terraform's own words: their blocks, and which of them a text means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.terraform.instance import Instance


def application_name(stack: Stack, framework: str) -> str:
    """The configuration's own name, unless it deploys to several clouds: each of those is an application."""
    clouds = {instance.type.partition("_")[0] for instance in stack.elsewhere}
    return stack.path if not stack.resources and len(clouds) == 1 else f"{stack.path} ({framework})"


def named(text: str, instances: Iterable[Instance]) -> Instance | None:
    """The one that a text refers to: by its address, or by its name at the end of the text."""
    candidates = list(instances)
    addresses = {id for id, _ in placeholders(text)}
    found = [instance for instance in candidates if instance.address in addresses]
    last = text.rpartition("/")[2]
    found = found or [i for i in candidates if last and i.arguments.get("name").text() == last]
    return found[0] if found else None


def block(arguments: Node, *path: str) -> Node:
    """A nested block, of which there is one at most."""
    for name in path:
        arguments = arguments.get(name)
        arguments = arguments.get(0) if arguments.kind == "sequence" else arguments
    return arguments


def given(arguments: Node, name: str) -> Node:
    """An argument; opaque where it is written and only comes to nothing by what variables are as a rule."""
    node = arguments.get(name)
    empty = not node.exists or (node.kind == "sequence" and not node.elements)
    if empty and name in arguments.key_spans and node.span != arguments.key_span(name):
        return Node.opaque("a variable says what it is", arguments.key_span(name))
    return node
