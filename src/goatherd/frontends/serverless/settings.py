"""Values that a service gives names to (`custom`, `params`), wherever they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.secrets import words
from goatherd.model.flow import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

_SECTIONS = ("custom", "params")
_MAX_DEPTH = 8
# Of plugins that play the cloud on the author's machine: its credentials open nothing.
_ON_THIS_MACHINE = frozenset({"offline", "local", "localhost", "localstack"})


def settings_of(service: Service) -> list[Literal]:
    return [literal for name in _SECTIONS for literal in _literals(name, service.root.get(name), _MAX_DEPTH)]


def _literals(name: str, node: Node, depth: int) -> Iterator[Literal]:
    if depth == 0 or not _ON_THIS_MACHINE.isdisjoint(words(name)):
        return
    for key, value in node.items():
        if isinstance(value.value, str):
            yield Literal(key, value.value, value.span)
        else:
            yield from _literals(key, value, depth - 1)
    for element in node.elements:
        yield from _literals(name, element, depth - 1)
