"""Front ends: files of a tree -> applications of the model, one folder per language of infrastructure.

Those for AWS make stacks of resources in CloudFormation's vocabulary, which `aws/` turns into applications; those for
other clouds make applications themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.amplify.configuration import add_amplify_backends
from goatherd.frontends.amplify.programs import read_amplify_programs
from goatherd.frontends.aws.assemble import build_applications
from goatherd.frontends.azure import read_azure
from goatherd.frontends.cdk.assembly import adopt_assemblies
from goatherd.frontends.cdk.committed import skip_committed
from goatherd.frontends.cdk.read import read_cdk
from goatherd.frontends.chalice import read_chalice
from goatherd.frontends.cloudformation.read import read_templates
from goatherd.frontends.cloudformation.stacks import read_stacks
from goatherd.frontends.google import read_google
from goatherd.frontends.serverless.read import read_serverless
from goatherd.frontends.terraform.read import read_terraform
from goatherd.frontends.zappa import read_zappa

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application


def read_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """Every application of the tree, sorted by its root template, and what could not be read."""
    stacks = _stacks(modules)
    applications = build_applications([stack for stack in stacks if stack.resources], modules.tree)
    diagnoses = [diagnosis for stack in stacks for diagnosis in stack.diagnoses]
    for read in (read_azure, read_google):
        found, problems = read(modules)
        applications += found
        diagnoses += problems
    return sorted(applications, key=lambda application: application.name), diagnoses


def _stacks(modules: Modules) -> list[Stack]:
    tree = modules.tree
    sources = add_amplify_backends(tree, read_templates(tree)) | read_serverless(modules)
    synthesized = adopt_assemblies(modules, sources)
    programs = read_cdk(modules, synthesized)
    skip_committed(tree, sources, programs)
    return [
        *read_stacks(tree, sources),
        *read_terraform(tree),
        *programs,
        *read_chalice(modules),
        *read_zappa(modules),
        *read_amplify_programs(modules),
    ]
