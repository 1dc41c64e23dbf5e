"""Texts that a configuration gives names to: defaults of its modules' variables, and what their callers write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform import syntax
from goatherd.model.flow import Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.terraform.configuration import Configuration
    from goatherd.frontends.terraform.syntax import Expression

_MAX_DEPTH = 8


def settings_of(modules: Iterable[Configuration]) -> tuple[Literal, ...]:
    """Of a root module and those that it calls; the root's own variables are its parameters."""
    root, *called = dict.fromkeys(modules)
    defaults = [(name, block) for module in called for name, block in module.variables.items()]
    found = [literal for name, block in defaults for literal in _literals(name, block.body.attributes.get("default"))]
    for module in (root, *called):
        for call in module.calls.values():
            found += [literal for name, value in call.body.attributes.items() for literal in _literals(name, value)]
    return tuple(found)


def _literals(name: str, value: Expression | None, depth: int = _MAX_DEPTH) -> Iterator[Literal]:
    if isinstance(value, syntax.Literal) and isinstance(value.node.value, str):
        yield Literal(name, value.node.value, value.span)
    elif isinstance(value, syntax.Object) and depth:
        for key, entry in value.entries:
            written = key.node.text() if isinstance(key, syntax.Literal) else None
            yield from _literals(written or "", entry, depth - 1)
    elif isinstance(value, syntax.Tuple) and depth:
        for element in value.elements:
            yield from _literals(name, element, depth - 1)
