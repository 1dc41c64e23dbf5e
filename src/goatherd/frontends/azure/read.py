"""Hosts and services of a tree -> their applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.descriptions import described_functions
from goatherd.frontends.azure.host import find_hosts
from goatherd.frontends.azure.node import registered_functions
from goatherd.frontends.azure.python import decorated_functions
from goatherd.frontends.azure.serverless import service_applications
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis


def read_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every host with functions, and what could not be read."""
    applications = []
    diagnoses: list[Diagnosis] = []
    for host in find_hosts(modules):
        functions = [*described_functions(modules, host), *decorated_functions(modules, host)]
        functions += registered_functions(modules, host)
        diagnoses += host.diagnoses
        if functions:
            application = Application(host.path, "azure", list(dict.fromkeys(host.files)), functions)
            applications.append(application)
    return applications + service_applications(modules), diagnoses
