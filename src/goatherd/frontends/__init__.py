"""Front ends: files of a tree -> applications of the model, one folder per language of infrastructure.

Those for AWS make stacks of resources in CloudFormation's vocabulary, which `aws/` turns into applications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.assemble import build_applications
from goatherd.frontends.cdk.assembly import adopt_assemblies
from goatherd.frontends.cdk.read import read_cdk
from goatherd.frontends.cloudformation.read import read_templates
from goatherd.frontends.cloudformation.stacks import read_stacks
from goatherd.frontends.serverless.read import read_serverless

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application


def read_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """Every application of the tree, sorted by its root template, and what could not be read."""
    tree = modules.tree
    sources = read_templates(tree) | read_serverless(modules)
    synthesized = adopt_assemblies(modules, sources)
    stacks = read_stacks(tree, sources) + read_cdk(modules, synthesized)
    applications = build_applications([stack for stack in stacks if stack.resources], tree)
    return applications, [diagnosis for stack in stacks for diagnosis in stack.diagnoses]
