"""Files of a tree -> its applications of Azure Functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.descriptions import described_functions
from goatherd.frontends.azure.host import read_hosts
from goatherd.frontends.azure.node import registered_functions
from goatherd.frontends.azure.python import decorated_functions
from goatherd.frontends.azure.serverless import service_applications
from goatherd.frontends.azure.static_web_app import guard
from goatherd.frontends.azure.terraform.read import add_configurations
from goatherd.frontends.azure.undeclared import guessed_functions
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.azure.host import Host


def read_applications(
    modules: Modules, places: Mapping[str, str], stacks: Sequence[Stack]
) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every host and service with functions, and what could not be read."""
    found = [(host, _application(modules, host)) for host in read_hosts(modules, places)]
    alone = add_configurations(modules.tree, stacks, found)
    applications = [application for _, application in found if application.functions]
    diagnoses = [diagnosis for host, _ in found for diagnosis in host.diagnoses]
    return applications + alone + service_applications(modules), diagnoses


def _application(modules: Modules, host: Host) -> Application:
    functions = [*described_functions(modules, host), *decorated_functions(modules, host)]
    functions += registered_functions(modules, host)
    if all(function.triggers[0].options.get("convention") for function in functions):  # no program declares any
        functions += guessed_functions(modules, host, functions)
    guard(modules, host, functions)
    return Application(host.path, "azure", list(dict.fromkeys(host.files)), functions)
