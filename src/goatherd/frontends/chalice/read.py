"""One `app.py` of Chalice -> its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.chalice.app import read_app
from goatherd.frontends.chalice.config import read_stage
from goatherd.frontends.chalice.stack import build_stack

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack


def read_stack(modules: Modules, path: str) -> Stack | None:
    """None if the file makes no application."""
    stage = read_stage(modules.tree, path.rpartition("/")[0])
    app = read_app(modules, path, stage.environment)
    return build_stack(app, stage, modules.tree) if app is not None else None
