"""AWS Chalice: an `app.py` whose decorators say what is deployed, and the stages of `.chalice/config.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.cloudformation.source import Sources

_FILE, _LIBRARY = "app.py", "chalice"


def read_chalice(modules: Modules, sources: Sources | None = None) -> list[Stack]:
    """The stack of every Chalice application of the tree.

    The templates that are merged into one, or were made of it, are taken out of `sources`, which has the templates
    of the tree.
    """
    found = list(_files(modules))
    if not found:
        return []
    from goatherd.frontends.chalice.merge import with_templates
    from goatherd.frontends.chalice.packaged import without_packaged
    from goatherd.frontends.chalice.read import read_stack
    from goatherd.frontends.cloudformation.source import Sources

    sources = sources or Sources()
    stacks = [stack for path in found if (stack := read_stack(modules, path)) is not None]
    merged = without_packaged(modules.tree, stacks, sources)
    return [with_templates(modules.tree, stack, sources, merged[stack.path]) for stack in stacks]


def _files(modules: Modules) -> Iterator[str]:
    for path in modules.index.named(_FILE):
        configured = f"{path.removesuffix(_FILE)}.chalice/config.json" in modules.tree
        if not modules.classifier.why_not_application(path) and (configured or _LIBRARY in modules.text(path)):
            yield path
