"""The templates and services of a tree, evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.frontends.cloudformation.read import read_templates
from goatherd.frontends.cloudformation.stacks import read_stacks
from goatherd.frontends.serverless import read_serverless

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Stack
    from goatherd.tree import Tree


def stacks_in(tree: Tree) -> list[Stack]:
    return read_stacks(tree, read_templates(tree) | read_serverless(Modules(tree)))
