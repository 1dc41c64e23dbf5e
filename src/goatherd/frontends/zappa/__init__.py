"""Zappa: a web application in Python whose `zappa_settings` say how one function serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.files import ZAPPA
from goatherd.frontends.zappa.settings import read_stages
from goatherd.frontends.zappa.stack import FRAMEWORK, build_stack

if TYPE_CHECKING:
    from goatherd.code.modules import Modules


def read_zappa(modules: Modules) -> list[Stack]:
    """The stack of every settings file, in its first stage."""
    stacks = []
    for name in ZAPPA:
        for path in modules.index.named(name):
            if modules.classifier.why_not_application(path):
                continue
            stages, diagnoses = read_stages(modules.tree, path)
            stack = build_stack(path, stages[0], modules.tree) if stages else Stack(path, FRAMEWORK)
            stack.diagnoses += diagnoses
            stacks.append(stack)
    return stacks
