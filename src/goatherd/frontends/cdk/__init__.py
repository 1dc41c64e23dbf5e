"""The AWS Cloud Development Kit: stacks from synthesized assemblies, or from the programs that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.apps import assembly_manifests, files_with_stacks, find_apps, homes

if TYPE_CHECKING:
    from collections.abc import Collection

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources
    from goatherd.tree import Tree


def adopt_assemblies(modules: Modules, sources: Sources) -> set[str]:
    """Turn the templates of assemblies among the sources into stacks of the CDK; the folders of their apps."""
    found = assembly_manifests(modules.tree)
    if not found:
        return set()
    from goatherd.frontends.cdk.assembly import adopt

    return adopt(modules, found, sources)


def read_cdk(modules: Modules, synthesized: Collection[str] = ()) -> list[Stack]:
    """Every stack that the programs of the tree make, sorted by path; one for each class of stacks.

    `synthesized` are the folders whose apps have been read from what they were synthesized to.
    """
    apps = [app for app in find_apps(modules.tree) if app.folder not in synthesized]
    others = [app for app in files_with_stacks(modules.tree) if app.folder not in synthesized]
    if not apps and not others and next(homes(modules.tree), None) is None:
        return []
    from goatherd.frontends.cdk.read import read_apps

    return read_apps(modules, apps, others)


def skip_committed(tree: Tree, sources: Sources, programs: list[Stack]) -> None:
    """Leave out templates that somebody synthesized from these programs and committed."""
    if programs:
        from goatherd.frontends.cdk.committed import leave_out

        leave_out(tree, sources, programs)
