"""AWS Chalice: an `app.py` whose decorators say what is deployed, and the stages of `.chalice/config.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.chalice.app import read_app
from goatherd.frontends.chalice.config import read_stage
from goatherd.frontends.chalice.stack import build_stack

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack

_LIBRARY = "chalice"


def read_chalice(modules: Modules) -> list[Stack]:
    """The stack of every Chalice application of the tree."""
    stacks = []
    for path in modules.index.named("app.py"):
        if modules.classifier.why_not_application(path) or _LIBRARY not in modules.text(path):
            continue
        stage = read_stage(modules.tree, path.rpartition("/")[0])
        app = read_app(modules, path, stage.environment)
        if app is not None:
            stacks.append(build_stack(app, stage, modules.tree))
    return stacks
