"""Zappa: a web application in Python whose `zappa_settings` say how one function serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.files import ZAPPA

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack


def read_zappa(modules: Modules) -> list[Stack]:
    """The stack of every settings file of the tree."""
    named = (path for name in ZAPPA for path in modules.index.named(name))
    found = [path for path in named if not modules.classifier.why_not_application(path)]
    if not found:
        return []
    from goatherd.frontends.zappa.read import read_stack

    return [read_stack(modules.tree, path) for path in found]
