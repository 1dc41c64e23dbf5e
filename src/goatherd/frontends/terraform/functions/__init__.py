"""The built-in functions of the language, by name; one that is not here, or that needs the deployment, is opaque.

Source: the Terraform and OpenTofu language references, "Built-in Functions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions import collections, encoding, files, numbers, strings
from goatherd.frontends.terraform.functions.common import Context
from goatherd.frontends.terraform.values import Reference, is_null

if TYPE_CHECKING:
    from goatherd.frontends.terraform.evaluate import Evaluator
    from goatherd.frontends.terraform.functions.common import Function
    from goatherd.frontends.terraform.syntax import Call

_TOLERANT: dict[str, Function] = {**collections.TOLERANT, **strings.TOLERANT, **encoding.TOLERANT, **files.TOLERANT}
_STRICT: dict[str, Function] = {
    **collections.STRICT,
    **strings.STRICT,
    **encoding.STRICT,
    **numbers.STRICT,
    **files.STRICT,
}


def call(e: Evaluator, expression: Call) -> Node:
    name = expression.name.rpartition("::")[2] if expression.name.startswith("core::") else expression.name
    if name in ("try", "can"):
        return _attempt(e, expression, name)
    arguments = _arguments(e, expression)
    if isinstance(arguments, Node):
        return arguments
    context = Context(e, name, expression.span)
    if (function := e.scope.functions.get(name) or _TOLERANT.get(name)) is not None:
        return function(context, arguments)
    for argument in arguments:
        if argument.kind == "opaque" and not isinstance(argument, Reference):
            return argument
    if (function := _STRICT.get(name)) is not None:
        return context.error() if e.attempting and any(map(is_null, arguments)) else function(context, arguments)
    return context.unknown("is not evaluated")


def _arguments(e: Evaluator, expression: Call) -> list[Node] | Node:
    arguments = [e.evaluate(argument) for argument in expression.arguments]
    if not expression.expand or not arguments:
        return arguments
    last = arguments.pop()
    if last.kind == "opaque" and not isinstance(last, Reference):
        return last
    elements = tuple(last.entries.values()) if last.is_mapping else last.list()
    e.budget.spend(len(elements))
    return arguments + list(elements)


def _attempt(e: Evaluator, expression: Call, name: str) -> Node:
    """`try` gives the first argument that is no error; `can` tells whether there is none."""
    attempts = (e.attempt(argument) for argument in expression.arguments)
    result = next((value for value in attempts if value is not None), None)
    if name == "try":
        return Node.absent(expression.span) if result is None else result
    if result is not None and result.kind == "opaque" and not isinstance(result, Reference):
        return result
    return Node.scalar(result is not None, expression.span)
