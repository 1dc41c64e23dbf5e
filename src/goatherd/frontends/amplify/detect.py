"""Which files of a tree are of Amplify, by their names and the builder's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.tree import Tree

BUILDER = "defineFunction"
_CONFIGURATION = "backend-config.json"
_FUNCTION, _BACKEND = "resource.ts", "backend.ts"


def find_configurations(tree: Tree) -> list[str]:
    """Backends of the first generation."""
    return [path for path in tree.files if path.rpartition("/")[2] == _CONFIGURATION]


def find_programs(modules: Modules) -> Iterator[tuple[str, str]]:
    """(`backend.ts`, a program that defines functions below its folder), of the second generation."""
    backends = {parent(path) for path in modules.index.named(_BACKEND)}
    for path in modules.index.named(_FUNCTION) if backends else ():
        folder = next((f for f in ancestors(parent(path)) if f in backends), None)
        if folder is None or BUILDER not in modules.text(path) or modules.classifier.why_not_application(path):
            continue
        yield f"{folder}/{_BACKEND}".lstrip("/"), path
