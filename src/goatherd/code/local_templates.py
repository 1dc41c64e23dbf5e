"""Templates that start functions on a workstation (`sam local`, LocalStack), where another of the tree deploys them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.local_runs import is_local_server, is_of_a_workstation
from goatherd.core.secrets import words
from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.model.application import Application
    from goatherd.model.function import Function

_DEPLOYING = frozenset({"terraform", "cdk", "serverless"})
_LOCAL = frozenset({"sam", "cloudformation"})
_SERVICES = ("aws", "localstack", "dynamo", "s3", "sqs", "sns", "ssm", "kinesis")


def templates_of_workstations(applications: Sequence[Application]) -> Iterator[tuple[Application, str]]:
    """Those that are no deployment, each with who deploys its functions.

    They hold nothing but functions which nothing calls and which may do nothing, or say by their name or by the
    addresses that they give to every function that a workstation is where they run.
    """
    deployed: dict[str, str] = {}
    at_home = [application for application in applications if _is_for_an_emulator(application)]
    others = [application for application in applications if application not in at_home]
    for application in others:
        if application.framework in _DEPLOYING:
            deployed.update((file, application.name) for file in _files_of(application))
    for application in others:
        files = _files_of(application)
        if files and files <= deployed.keys() and _is_local(application):
            yield application, deployed[min(files)]
    everywhere = {file: other.name for other in reversed(others) for file in _files_of(other)} if at_home else {}
    for application in at_home:
        files = _files_of(application)
        shared = files & everywhere.keys()
        if shared and (shared == files or is_of_a_workstation(application.name)):
            yield application, everywhere[min(shared)]


def _files_of(application: Application) -> set[str]:
    return {file for function in application.functions for file in _files(function)}


def _files(function: Function) -> list[str]:
    return [function.entry.file] if isinstance(function.entry, Entry) and not function.entry.inline else []


def _is_for_an_emulator(application: Application) -> bool:
    """Whether a template is called after a workstation, or all of its functions look for a server there."""
    if application.framework not in _DEPLOYING | _LOCAL or not application.functions:
        return False
    if is_of_a_workstation(application.name):
        return True
    return application.framework in _LOCAL and all(map(_calls_home, application.functions))


def _calls_home(function: Function) -> bool:
    """Whether the services of the cloud are asked for on the machine itself."""
    given = function.environment.items()
    addresses = [known(value) or "" for name, value in given if _names_the_cloud(name)]
    return any("://" in address and is_local_server(address) for address in addresses)


def _names_the_cloud(name: str) -> bool:
    """Whether an address of that name is a service's; collectors of telemetry stand beside what is deployed, too."""
    return "endpoint" in words(name) and any(service in name.lower() for service in _SERVICES)


def _is_local(application: Application) -> bool:
    """Whether a template holds functions with code of the tree, and nothing else."""
    bare = application.framework in _LOCAL and not application.resources
    return bare and all(_files(function) and _is_bare(function) for function in application.functions)


def _is_bare(function: Function) -> bool:
    role = function.role
    granted = role is None or (role.generated and not role.statements and all(r.implicit for r in role.references))
    return granted and all(trigger.kind == Kind.DIRECT and not trigger.source for trigger in function.triggers)
