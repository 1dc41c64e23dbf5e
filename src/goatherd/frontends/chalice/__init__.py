"""AWS Chalice: an `app.py` whose decorators say what is deployed, and the stages of `.chalice/config.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack

_FILE, _LIBRARY = "app.py", "chalice"


def read_chalice(modules: Modules) -> list[Stack]:
    """The stack of every Chalice application of the tree."""
    found = list(_files(modules))
    if not found:
        return []
    from goatherd.frontends.chalice.read import read_stack

    stacks = (read_stack(modules, path) for path in found)
    return [stack for stack in stacks if stack is not None]


def _files(modules: Modules) -> Iterator[str]:
    for path in modules.index.named(_FILE):
        if not modules.classifier.why_not_application(path) and _LIBRARY in modules.text(path):
            yield path
