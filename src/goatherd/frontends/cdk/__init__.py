"""The AWS Cloud Development Kit: stacks from synthesized assemblies, or from the programs that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.apps import assembly_manifests, files_with_stacks, find_apps, homes
from goatherd.frontends.cdk.sst import find_sst_apps

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources


def read_cdk(modules: Modules, sources: Sources) -> list[Stack]:
    """Every stack that the programs of the tree make, sorted by path; one for each class of stacks.

    Templates among the sources that programs were synthesized to become stacks of the kit, instead of the program,
    where they are as new as it; others are left out where the program is read.
    """
    tree = modules.tree
    manifests, others = assembly_manifests(tree), list(files_with_stacks(tree))
    apps = [*find_apps(tree), *find_sst_apps(tree)]
    if not manifests and not apps and not others and next(homes(tree), None) is None:
        return []
    from goatherd.frontends.cdk.assembly import adopt
    from goatherd.frontends.cdk.committed import leave_out
    from goatherd.frontends.cdk.read import Programs

    programs = Programs(modules, apps, others)
    adopted, assemblies = adopt(modules, manifests, sources, programs)
    stacks = programs.stacks(synthesized=adopted)
    leave_out(tree, sources, assemblies, programs, stacks)
    return stacks
