"""The settings files of Zappa -> a stack each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.zappa.settings import read_stages
from goatherd.frontends.zappa.stack import FRAMEWORK, build_stack

if TYPE_CHECKING:
    from goatherd.tree import Tree


def read_stack(tree: Tree, path: str) -> Stack:
    """The stack of a settings file, in its first stage."""
    stages, diagnoses = read_stages(tree, path)
    stack = build_stack(path, stages[0], tree) if stages else Stack(path, FRAMEWORK)
    stack.diagnoses += diagnoses
    return stack
