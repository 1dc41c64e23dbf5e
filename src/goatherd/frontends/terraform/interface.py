"""What a root module is given and gives: its variables and outputs, for the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.value import Unknown
from goatherd.frontends.budget import OutOfBudget
from goatherd.frontends.terraform.configuration import MAX_BYTES
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.syntax import Name
from goatherd.frontends.terraform.values import is_null, truth
from goatherd.model.resource import Output, TemplateParameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.scope import ModuleScope
    from goatherd.frontends.terraform.syntax import Block

_VARIABLE = regex(r"\bvar\.([\w-]+)")


def read_interface(scope: ModuleScope) -> tuple[list[TemplateParameter], list[Output]]:
    used = frozenset(_used(scope))
    parameters = [_parameter(scope, name, block, name in used) for name, block in scope.module.variables.items()]
    outputs = []
    for name, block in scope.module.outputs.items():
        try:
            value = scope.output(name, block.span).as_text()
        except (OutOfBudget, RecursionError):
            value = Unknown("it asks for more than can be evaluated", block.span)
        outputs.append(Output(name, block.span, value))
    return parameters, outputs


def _used(scope: ModuleScope) -> Iterator[str]:
    """The variables that the module's files mention, of their providers too, which nothing else reads."""
    for path in scope.module.files:
        try:
            yield from _VARIABLE.findall(scope.tree.read(path, MAX_BYTES))
        except ReadError:
            continue


def _parameter(scope: ModuleScope, name: str, block: Block, used: bool) -> TemplateParameter:
    default = _attribute(scope, block, "default")
    sensitive = _attribute(scope, block, "sensitive")
    kind = block.body.attributes.get("type")
    return TemplateParameter(
        name,
        block.span,
        None if default is None or is_null(default) else default.as_text(),
        sensitive is not None and truth(sensitive) is True,
        kind.name if isinstance(kind, Name) else "string" if kind is None else "complex",
        used,
    )


def _attribute(scope: ModuleScope, block: Block, name: str) -> Node | None:
    expression = block.body.attributes.get(name)
    try:
        return None if expression is None else Evaluator(scope, {}).evaluate(expression)
    except (OutOfBudget, RecursionError):
        return None
