"""Azure Functions: applications around a `host.json`, if it is there, in all three ways of declaring their functions.

`function.json` beside the code (models one to three), decorators of Python, and registrations of Node.js by name;
services of the Serverless Framework for Azure too. Terraform, Bicep and ARM templates say what holds for whole function
apps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.detect import host_places
from goatherd.frontends.serverless.detect import service_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application


def read_azure(modules: Modules, stacks: Sequence[Stack] = ()) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every host with functions, and what could not be read.

    `stacks` are configurations of Terraform: what they say of function apps is added to these.
    """
    places = host_places(modules)
    if not stacks and not places and not service_files(modules, "azure"):
        return [], []
    from goatherd.frontends.azure.read import read_applications
    from goatherd.frontends.azure.templates.read import read_templates

    return read_applications(modules, places, [*stacks, *read_templates(modules.tree)])
