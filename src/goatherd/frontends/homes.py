"""Which folders are homes of applications: those that hold what deploys them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.detect import find_templates
from goatherd.frontends.files import is_named_like_infrastructure

if TYPE_CHECKING:
    from goatherd.tree import Tree


def holds_infrastructure(tree: Tree) -> bool:
    """Whether any file of a tree is a template, or a program or configuration that deploys functions."""
    return any(map(is_named_like_infrastructure, tree.files)) or bool(find_templates(tree).templates)
