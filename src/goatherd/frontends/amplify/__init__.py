"""Backends of Amplify: `backend-config.json` of the first generation, `defineFunction` of the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.amplify.detect import find_configurations, find_programs

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources
    from goatherd.tree import Tree


def add_amplify_backends(tree: Tree, sources: Sources) -> Sources:
    """Add one template for every backend whose resources have templates among the sources."""
    found = find_configurations(tree)
    if found:
        from goatherd.frontends.amplify.configuration import add_backends

        add_backends(tree, found, sources)
    return sources


def read_amplify_programs(modules: Modules) -> list[Stack]:
    """One stack for every `backend.ts`, with the functions that stand below its folder."""
    found = list(find_programs(modules))
    if not found:
        return []
    from goatherd.frontends.amplify.programs import read_backends

    return read_backends(modules, found)
