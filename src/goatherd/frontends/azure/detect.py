"""Where applications of Azure Functions are: around a `host.json`, or where functions are that lack it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import inside, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.frontends.files import AZURE, AZURE_FUNCTION

if TYPE_CHECKING:
    from collections.abc import Collection

    from goatherd.code.modules import Modules
    from goatherd.tree import Tree

_MANIFESTS = ("package.json", "requirements.txt")
_LIBRARY = regex(r"\"@azure/functions\"\s*:|^azure-functions\b", re.MULTILINE)


def host_places(modules: Modules) -> dict[str, str]:
    """Folder -> the file that tells of an application there: its `host.json`, a `function.json`, a manifest."""
    places = {parent(path): path for path in _own(modules, AZURE)}
    described = {parent(parent(path)): path for path in reversed(_own(modules, AZURE_FUNCTION)) if parent(path)}
    manifests = [path for filename in _MANIFESTS for path in _own(modules, filename)]
    using = {parent(path): path for path in manifests if _uses(modules.tree, path)}
    for found in (described, using):
        lacking = {folder: path for folder, path in found.items() if not _belongs(folder, places)}
        places |= {folder: path for folder, path in lacking.items() if not _belongs(folder, lacking.keys() - {folder})}
    return places


def _own(modules: Modules, filename: str) -> list[str]:
    return [path for path in modules.index.named(filename) if not modules.classifier.why_not_application(path)]


def _uses(tree: Tree, path: str) -> bool:
    """Whether a manifest names the library of Azure Functions."""
    try:
        return _LIBRARY.search(tree.read(path)) is not None
    except ReadError:
        return False


def _belongs(folder: str, others: Collection[str]) -> bool:
    """Whether a folder is one of others, below or around one."""
    return any(inside(folder, other) or inside(other, folder) for other in others)
