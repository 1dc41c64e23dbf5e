"""Functions that a variable's default switches off: what they would be with the switch thrown.

`count = var.enabled ? 1 : 0` makes nothing by default, yet is one value away from being deployed. The variables of
the root that decide it are found in the text; with these unknown, the root is evaluated once more.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.syntax import Attribute, Body, Expression, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.frontends.terraform.syntax import Block

_FUNCTION = "aws_lambda_function"
_KEYS = re.compile(r"\[[^\]]*\]")
_MAX_WALK = 20_000


def block_of(id: str) -> str:
    """The address of the block that a resource is made by, without the keys of instances."""
    return _KEYS.sub("", id).partition(":")[0]


def switches(scopes: list[ModuleScope]) -> frozenset[str]:
    """The root's variables whose defaults make functions (or modules, which may hold some) not exist."""
    walk = _Walk(scopes)
    for scope in scopes:
        if scope.place is None:
            for block in _absent(scope):
                for name in ("count", "for_each"):
                    walk.follow(block.body.attributes.get(name), scope)
    root = scopes[0]
    return frozenset(name for name in walk.found if name not in root.inputs and name in root.module.variables)


def _absent(scope: ModuleScope) -> Iterator[Block]:
    functions = [block for (kind, _), block in scope.module.resources.items() if kind == _FUNCTION]
    for block in (*functions, *scope.module.calls.values()):
        if not scope.instances_of(block).instances:
            yield block


class _Walk:
    """Follows references through local values and the inputs of modules, up to the root's variables."""

    def __init__(self, scopes: list[ModuleScope]) -> None:
        self.scopes = scopes
        self.found: set[str] = set()
        self._seen: set[tuple[int, str, str]] = set()
        self._left = _MAX_WALK

    def follow(self, expression: Expression | None, scope: ModuleScope) -> None:
        pending = [(expression, scope)]
        while pending and self._left > 0:
            self._left -= 1
            current, place = pending.pop()
            if isinstance(current, Attribute) and isinstance(current.base, Name) and current.base.name in _NAMESPACES:
                key = (id(place), current.base.name, current.name)
                if key not in self._seen:
                    self._seen.add(key)
                    pending += self._behind(current.base.name, current.name, place)
            elif current is not None:
                pending += [(child, place) for child in _children(current)]

    def _behind(self, kind: str, name: str, scope: ModuleScope) -> Iterator[tuple[Expression | None, ModuleScope]]:
        if kind == "local":
            yield scope.module.values.get(name), scope
        elif scope.caller is None:
            self.found.add(name)
        else:
            caller, call = scope.caller
            yield call.body.attributes.get(name), caller


_NAMESPACES = ("var", "local")


def _children(value: Any) -> Iterator[Expression]:
    """The expressions directly inside of one, whatever holds them."""
    if isinstance(value, (tuple, list)):
        parts = list(value)
    elif attrs.has(type(value)) and not isinstance(value, (Node, Body)):
        parts = [getattr(value, field.name) for field in attrs.fields(type(value))]
    else:
        parts = []
    for part in parts:
        yield from (part,) if isinstance(part, Expression) else _children(part)
