"""Module calls: their source -> the module's own files, a stand-in for a well-known one, or a note."""

from __future__ import annotations

from posixpath import join, normpath
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.frontends.terraform.blocks import META
from goatherd.frontends.terraform.evaluate import Evaluator
from goatherd.frontends.terraform.modules import beside, function_stand_in, stand_in
from goatherd.frontends.terraform.syntax import Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.configuration import Configuration
    from goatherd.frontends.terraform.evaluate import Bindings
    from goatherd.frontends.terraform.repeat import Key
    from goatherd.frontends.terraform.scope import Inputs, ModuleScope
    from goatherd.frontends.terraform.syntax import Block, Expression

MAX_DEPTH = 10
_ABOUT_THE_CALL = META | {"source", "version"}


def local_source(call: Block, folder: str) -> str | None:
    """The folder that a call names by a relative path; None for every other source."""
    source = _source(call)
    if source is None or not (source.startswith(("./", "../")) or source in (".", "..")):
        return None
    path = normpath(join(folder, source.partition("//")[0] if "://" in source else source))
    return "" if path == "." else path


def _source(call: Block) -> str | None:
    written = call.body.attributes.get("source")
    return written.node.text() if isinstance(written, Literal) else None


def opened(scope: ModuleScope, call: Block) -> dict[Key, ModuleScope]:
    """A scope for each instance of the call; none where the module's content is not known."""
    module = _content(scope, call)
    if module is None:
        return {}
    if module in scope.around() or scope.depth >= MAX_DEPTH:
        what = (
            "the module calls itself" if module in scope.around() else f"modules are nested more than {MAX_DEPTH} deep"
        )
        scope.deployment.diagnoses[Diagnosis(call.span, f"{what}; what is in this call is left out")] = None
        return {}
    instances = scope.instances_of(call).instances
    return {key: scope.opened(module, _inputs(scope, call, bindings), call, key) for key, bindings in instances.items()}


def _content(scope: ModuleScope, call: Block) -> Configuration | None:
    folder = local_source(call, scope.module.folder)
    configurations = scope.deployment.configurations
    if folder is not None:
        if scope.place is not None:
            return beside(folder)
        if folder in configurations.folders:
            return configurations.of(folder)
        scope.deployment.absent.add((folder or ".", call.span))
        return function_stand_in(call.body.attributes)
    source = _source(call) or ""
    known = stand_in(source)
    if known is None:
        scope.deployment.absent.add((source or call.labels[0], call.span))
        return function_stand_in(call.body.attributes)
    return known


def _inputs(scope: ModuleScope, call: Block, bindings: Bindings) -> Inputs:
    def value(expression: Expression) -> Callable[[], Node]:
        return lambda: Evaluator(scope, bindings).evaluate(expression)

    # Computed when asked for: two modules may well use each other's outputs.
    return {name: value(e) for name, e in call.body.attributes.items() if name not in _ABOUT_THE_CALL}
