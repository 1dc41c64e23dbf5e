"""Files of a tree -> its applications of Azure Functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import name
from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.azure.commands import opened_databases
from goatherd.frontends.azure.copies import tell_copies
from goatherd.frontends.azure.descriptions import described_functions
from goatherd.frontends.azure.host import read_hosts
from goatherd.frontends.azure.node import registered_functions, registers
from goatherd.frontends.azure.python import decorated_functions, decorates
from goatherd.frontends.azure.serverless import service_applications
from goatherd.frontends.azure.static_web_app import guard
from goatherd.frontends.azure.terraform.read import add_configurations
from goatherd.frontends.azure.undeclared import guessed_functions
from goatherd.frontends.files import AZURE
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.azure.host import Host


_REGISTERS = regex(
    r"\bapp\.(?:http|timer|storage\w+|serviceBus\w+|event\w+|cosmosDB|generic)\s*\("
    r"|^[ \t]*@\w+\.(?:route|schedule|\w+_trigger)\(",
    re.MULTILINE,
)


def read_applications(
    modules: Modules, places: Mapping[str, str], stacks: Sequence[Stack]
) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every host and service with functions, and what could not be read."""
    found = [(host, _application(modules, host)) for host in read_hosts(modules, places)]
    tell_copies(modules.tree, found)
    deployed = [(host, application) for host, application in found if not application.undeployed]
    alone = add_configurations(modules.tree, stacks, deployed)
    applications = [application for _, application in found if application.functions]
    first = next((application for application in applications if not application.undeployed), None)
    if first is not None:
        for number, database in enumerate(opened_databases(modules.tree)):
            first.resources[f"{database.id} {number}"] = database
    diagnoses = [diagnosis for host, _ in found for diagnosis in host.diagnoses]
    return applications + alone + service_applications(modules), diagnoses


def _application(modules: Modules, host: Host) -> Application:
    functions = [*described_functions(modules, host)]
    described = bool(functions)
    functions += decorated_functions(modules, host)
    functions += registered_functions(modules, host, described=described)
    modules.tree.skipped += host.left_out.items()
    if all(function.triggers[0].options.get("convention") for function in functions):  # no program declares any
        functions += guessed_functions(modules, host, functions)
    guard(modules, host, functions)
    if not functions and name(host.path) == AZURE:
        host.diagnoses += _unrecognised(modules, host)
    return Application(host.path, "azure", list(dict.fromkeys(host.files)), functions)


def _unrecognised(modules: Modules, host: Host) -> list[Diagnosis]:
    """A host without functions whose program registers some, in a way that is not understood."""
    own = (path for path in host.sources if path not in host.left_out)
    may = (path for path in own if (decorates if path.endswith(".py") else registers)(modules, path))
    found = [path for path in may if _REGISTERS.search(modules.text(path))]
    why = "it registers functions of Azure, and none of them is recognised: they are not read"
    return [Diagnosis(Span(path, 1), why) for path in found[:1]]
