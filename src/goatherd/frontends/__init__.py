"""Front ends: files of a tree -> applications of the model, one folder per language of infrastructure.

Those for AWS make stacks of resources in CloudFormation's vocabulary, which `aws/` turns into applications; those for
other clouds make applications themselves. What this module imports is the way into each: it looks for its files by
name, and loads what reads them only when there are some.

A new one is a package whose `__init__` says what it reads and is the way in, whose files are named in `files.py`, with
a line in `read_applications`, its name in core/frameworks.py, and a section in docs/infrastructure.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.amplify import add_amplify_backends, read_amplify_programs
from goatherd.frontends.aws.assemble import build_applications
from goatherd.frontends.azure import read_azure
from goatherd.frontends.cdk import read_cdk
from goatherd.frontends.chalice import read_chalice
from goatherd.frontends.cloudformation.programs import add_programs
from goatherd.frontends.cloudformation.read import read_templates
from goatherd.frontends.cloudformation.stacks import read_stacks
from goatherd.frontends.google import read_google
from goatherd.frontends.serverless import read_serverless
from goatherd.frontends.sst import read_sst
from goatherd.frontends.terraform import read_terraform
from goatherd.frontends.zappa import read_zappa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application


def read_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """Every application of the tree, sorted by its root template, and what could not be read."""
    stacks = _stacks(modules)
    applications = build_applications([s for s in stacks if s.resources and not s.undeployed], modules.tree)
    diagnoses = [diagnosis for stack in stacks for diagnosis in stack.diagnoses]
    applications += _undeployed(stacks, modules)
    elsewhere = [stack for stack in stacks if stack.elsewhere]
    for read in (read_azure, read_google):
        found, problems = read(modules, elsewhere)
        applications += found
        diagnoses += problems
    return sorted(applications, key=lambda application: application.name), diagnoses


def _undeployed(stacks: list[Stack], modules: Modules) -> Iterator[Application]:
    """What is written and not deployed, each for itself, so that it wires nothing of the others."""
    for stack in stacks:
        if stack.resources and stack.undeployed:
            for application in build_applications([stack], modules.tree):
                application.undeployed = stack.undeployed
                yield application


def _stacks(modules: Modules) -> list[Stack]:
    tree = modules.tree
    sources = add_amplify_backends(tree, read_templates(tree)) | read_serverless(modules)
    add_programs(modules, sources)
    programs = read_cdk(modules, sources)  # takes from the sources what the programs were synthesized to
    chalice = read_chalice(modules, sources)  # … and what is merged into others
    return [
        *read_stacks(tree, sources),
        *read_terraform(tree),
        *programs,
        *chalice,
        *read_zappa(modules),
        *read_amplify_programs(modules),
        *read_sst(modules),
    ]
