"""Where applications of Azure Functions are: around a `host.json`, or where functions are that lack it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import inside, language_of, parent
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.frontends.files import AZURE, AZURE_FUNCTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from goatherd.code.modules import Modules
    from goatherd.tree import Tree

_MANIFESTS = ("package.json", "requirements.txt")
# What any code of a function has.
_MAY = regex(r"azure|\bcontext\.(?:res\b|done\s*\(|bindings\b|bindingData\b)")
_LIBRARY = regex(r"\"@azure/functions\"\s*:|^azure-functions\b", re.MULTILINE)


def host_places(modules: Modules) -> dict[str, str]:
    """Folder -> the file that tells of an application there: its `host.json`, `function.json`, a manifest, code."""
    places = {parent(path): path for path in _own(modules, AZURE)}
    described = {parent(parent(path)): path for path in reversed(_own(modules, AZURE_FUNCTION)) if parent(path)}
    manifests = [path for filename in _MANIFESTS for path in _own(modules, filename)]
    using = {parent(path): path for path in manifests if _uses(modules.tree, path)}
    for found in (described, using):
        places |= _lacking(found, places)
    return places | _lacking(dict(_written(modules, places)), places)


def _lacking(found: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """What of the found is no part of the places, and not around one."""
    return {folder: path for folder, path in found.items() if not _belongs(folder, places)}


def _written(modules: Modules, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Folder -> the last file of it that registers functions, or exports one that answers through its context."""
    own = (path for path in modules.index.sources("") if not any(inside(path, place) for place in places))
    may = [path for path in own if not modules.classifier.why_not_application(path) and _MAY.search(modules.text(path))]
    if not may:
        return
    from goatherd.frontends.azure.node import registers
    from goatherd.frontends.azure.python import decorates
    from goatherd.frontends.azure.undeclared import handler_in

    for path in may:
        python = language_of(path) == "python"
        if decorates(modules, path) if python else registers(modules, path):
            yield parent(path), path
        elif handler_in(modules, path):
            yield parent(parent(path)), path


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
