"""Templates that start functions on a workstation (`sam local`), where something else of the tree deploys them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.model.function import Entry
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.model.application import Application
    from goatherd.model.function import Function

_DEPLOYING = frozenset({"terraform", "cdk", "serverless"})
_LOCAL = frozenset({"sam", "cloudformation"})


def templates_of_workstations(applications: Sequence[Application]) -> Iterator[tuple[Application, str]]:
    """Those that hold nothing but functions which nothing calls and which may do nothing, with who deploys them."""
    deployed: dict[str, str] = {}
    for application in applications:
        if application.framework in _DEPLOYING:
            for function in application.functions:
                deployed.update(dict.fromkeys(_files(function), application.name))
    for application in applications:
        files = {file for function in application.functions for file in _files(function)}
        if files and files <= deployed.keys() and _is_local(application):
            yield application, deployed[min(files)]


def _files(function: Function) -> list[str]:
    return [function.entry.file] if isinstance(function.entry, Entry) and not function.entry.inline else []


def _is_local(application: Application) -> bool:
    """Whether a template holds functions with code of the tree, and nothing else."""
    bare = application.framework in _LOCAL and not application.resources
    return bare and all(_files(function) and _is_bare(function) for function in application.functions)


def _is_bare(function: Function) -> bool:
    role = function.role
    granted = role is None or (role.generated and not role.statements and all(r.implicit for r in role.references))
    return granted and all(trigger.kind == Kind.DIRECT and not trigger.source for trigger in function.triggers)
