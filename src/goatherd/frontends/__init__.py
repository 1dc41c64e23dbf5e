"""Front ends: files of a tree -> applications of the model, one folder per language of infrastructure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.assemble import build_applications
from goatherd.frontends.cloudformation.stacks import read_stacks

if TYPE_CHECKING:
    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application
    from goatherd.tree import Tree


def read_applications(tree: Tree) -> tuple[list[Application], list[Diagnosis]]:
    """Every application of the tree, sorted by its root template, and what could not be read."""
    stacks = read_stacks(tree)
    applications = build_applications([stack for stack in stacks if stack.resources], tree)
    return applications, [diagnosis for stack in stacks for diagnosis in stack.diagnoses]
