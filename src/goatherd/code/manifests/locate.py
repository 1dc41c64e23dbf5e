"""Which folders hold the manifests of a function's code."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.code.builds import is_archive
from goatherd.code.manifests.formats import manifest_format
from goatherd.code.manifests.infrastructure import describes_infrastructure
from goatherd.code.manifests.store import contents_of
from goatherd.code.manifests.workstation import is_workstations
from goatherd.core.value import known, sole_placeholder
from goatherd.model.application import CODE_FRAMEWORKS
from goatherd.model.function import Entry
from goatherd.model.resource import Layer
from goatherd.tree import COPIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.package import Ecosystem
    from goatherd.tree import Tree

Place = tuple[str, "Ecosystem"]

_ECOSYSTEMS: dict[str, Ecosystem] = {"python": "PyPI", "javascript": "npm"}
_PACKS_ALL = (CODE_FRAMEWORKS - {"handlers"}) | {"sam"}
_INSIDE_LAYER = ("", "python", "nodejs")


def places(tree: Tree, application: Application) -> dict[Place, list[str]]:
    """(folder, ecosystem) of every manifest that is deployed, with the ids of the functions that deploy it."""
    found: dict[Place, list[str]] = {}
    for function in application.functions:
        place = _place_of(tree, function, application.framework)
        if place:
            found.setdefault(place, []).append(function.id)
    for layer in application.of(Layer):
        users = [f.id for f in application.functions if layer.id in _layer_ids(f)]
        for place in _places_in_layer(tree, layer):
            found.setdefault(place, []).extend(u for u in users if u not in found.get(place, ()))
    return found


def parents(folder: str) -> Iterator[str]:
    """The folder, then every folder above it, the root ("") last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def manifests_in(tree: Tree, folder: str, ecosystem: Ecosystem) -> list[str]:
    paths = []
    for path in tree.listing(folder):
        form = manifest_format(path.rpartition("/")[2])
        if form and form.ecosystem == ecosystem:
            paths.append(path)
    return paths + (copies_in(tree, folder) if ecosystem == "PyPI" else [])


def copies_in(tree: Tree, folder: str) -> list[str]:
    """The metadata of the Python packages that are copied into a folder beside the code."""
    wheres = (posixpath.join(folder, name) for name in sorted(COPIES))
    return [path for where in wheres for path in tree.below(where) if path.endswith(".dist-info/METADATA")]


def _place_of(tree: Tree, function: Function, framework: str) -> Place | None:
    """The nearest folder that declares packages, up to the template's; above it only a workspace's root."""
    ecosystem = _ECOSYSTEMS.get(function.language)
    start = _code_folder(function)
    if ecosystem is None or start is None:
        return None
    base = function.code.base.strip("/")
    inside = not base or start == base or start.startswith(base + "/")
    above = False
    for folder in parents(start):
        paths = manifests_in(tree, folder, ecosystem)
        contents = [contents_of(tree, path, ecosystem) for path in paths]
        packages = [package for c in contents for package in c.packages]
        if ecosystem == "PyPI" and folder != start:
            packed = _is_packed(function, framework, folder)
            if describes_infrastructure(packages) or (not packed and is_workstations(tree, folder, paths, packages)):
                return None  # the folder below it is deployed as it is
        if any(c.packages or c.problems or c.includes for c in contents) and (
            not above or any(c.workspaces for c in contents)
        ):
            return folder, ecosystem
        above = above or (inside and folder == base)
    return None


def _is_packed(function: Function, framework: str, folder: str) -> bool:
    """Whether a folder is what is packed, or in it: what packs it installs what is listed there."""
    uri = known(function.code.uri)
    if not uri:
        return framework in _PACKS_ALL
    root = posixpath.normpath(posixpath.join(function.code.base, uri)).removeprefix(".")
    return not is_archive(root) and (not root or folder == root or folder.startswith(f"{root}/"))


def _code_folder(function: Function) -> str | None:
    entry = function.entry
    if isinstance(entry, Entry):
        return None if entry.inline else posixpath.dirname(entry.file)
    uri = known(function.code.uri)
    if not uri or "://" in uri or "${" in uri:
        return None
    folder = posixpath.normpath(posixpath.join(function.code.base, uri))
    return None if folder.startswith(("..", "/")) else folder.removeprefix(".")


def _places_in_layer(tree: Tree, layer: Layer) -> Iterator[Place]:
    folder = layer.path.strip("/")
    if not folder:
        return
    for inside in _INSIDE_LAYER:
        for ecosystem in _ECOSYSTEMS.values():
            place = posixpath.join(folder, inside).rstrip("/")
            if manifests_in(tree, place, ecosystem):
                yield place, ecosystem


def _layer_ids(function: Function) -> set[str]:
    texts = (known(layer) for layer in function.layers)
    return {target[0] for text in texts if text and (target := sole_placeholder(text))}
