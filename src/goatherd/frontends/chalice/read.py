"""One `app.py` of Chalice -> its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.chalice.app import read_app
from goatherd.frontends.chalice.config import read_stage
from goatherd.frontends.chalice.stack import build_stack

if TYPE_CHECKING:
    from goatherd.code.modules import Modules


def read_stack(modules: Modules, path: str) -> Stack | None:
    """None if the file makes no application, and nothing configures one."""
    stage = read_stage(modules.tree, path.rpartition("/")[0])
    app = read_app(modules, path, stage.environment)
    if app is not None:
        return build_stack(app, stage, modules.tree)
    if not stage.path:
        return None
    told = f"{stage.path} configures an application of Chalice, and none that can be followed is made here"
    message = f"{told}: its routes and functions are not analysed"
    return Stack(path, "chalice", templates=[path, stage.path], diagnoses=[Diagnosis(Span(path, 1), message)])
