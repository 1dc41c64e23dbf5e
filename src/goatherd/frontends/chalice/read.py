"""Files of a tree -> the stacks of its Chalice applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack

_LIBRARY = "chalice"


def read_chalice(modules: Modules) -> list[Stack]:
    """The stack of every Chalice application of the tree."""
    paths = [path for path in modules.index.named("app.py") if _LIBRARY in modules.text(path)]
    stacks = [_stack(modules, path) for path in paths if not modules.classifier.why_not_application(path)]
    return [stack for stack in stacks if stack is not None]


def _stack(modules: Modules, path: str) -> Stack | None:
    from goatherd.frontends.chalice.app import read_app
    from goatherd.frontends.chalice.config import read_stage
    from goatherd.frontends.chalice.stack import build_stack

    stage = read_stage(modules.tree, path.rpartition("/")[0])
    app = read_app(modules, path, stage.environment)
    return build_stack(app, stage, modules.tree) if app is not None else None
