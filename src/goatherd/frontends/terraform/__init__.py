"""Terraform and OpenTofu: configurations and plans of a tree -> stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.terraform.detect import is_configuration, is_unit, may_be_plan

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Stack
    from goatherd.tree import Tree


def read_terraform(tree: Tree) -> list[Stack]:
    """Every root module of the tree with the modules that it calls, and every plan, sorted by path."""
    if not any(is_configuration(path) or is_unit(path) or may_be_plan(path) for path in tree.files):
        return []
    from goatherd.frontends.terraform.stacks import read_stacks

    return read_stacks(tree)
