"""Packages of the tree itself that a package.json depends on (`workspace:*`, `file:../lib`)."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from goatherd.code.manifests.store import contents_of

if TYPE_CHECKING:
    from goatherd.tree import Tree

_NAMES: WeakKeyDictionary[Tree, dict[str, str]] = WeakKeyDictionary()


def with_local_packages(tree: Tree, path: str) -> list[str]:
    """The package.json and those of the tree that it needs, directly or through each other."""
    seen = [path]
    for manifest in seen:
        folder = posixpath.dirname(manifest)
        for name, requirement in contents_of(tree, manifest, "npm").local:
            found = _by_path(tree, folder, requirement) or _members(tree).get(name)
            if found and found not in seen:
                seen.append(found)
    return seen


def _by_path(tree: Tree, folder: str, requirement: str) -> str | None:
    scheme, colon, written = requirement.partition(":")
    if not colon:
        written = requirement
    elif scheme not in ("file", "link", "portal"):
        return None
    path = posixpath.normpath(posixpath.join(folder, written, "package.json"))
    return path if path in tree else None


def _members(tree: Tree) -> dict[str, str]:
    if tree not in _NAMES:
        manifests = [p for p in tree.files if p.rpartition("/")[2] == "package.json"]
        named = ((contents_of(tree, path, "npm").name, path) for path in reversed(manifests))
        _NAMES[tree] = {name: path for name, path in named if name}
    return _NAMES[tree]
