"""SST: the `sst.config.ts` of version 3, whose components are made with Pulumi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.sst.detect import programs

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack


def read_sst(modules: Modules) -> list[Stack]:
    """The stack of every program of the tree."""
    found = programs(modules)
    if not found:
        return []
    from goatherd.frontends.sst.read import read_program

    return [read_program(modules, path) for path in found]
