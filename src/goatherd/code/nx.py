"""Projects of an Nx workspace: which folder of sources a build's output is made from, and where its program begins.

`project.json` in a project's folder says so, in older workspaces `workspace.json` or `angular.json` for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.code.jsonc import mapping, read_object
from goatherd.code.paths import ancestors, inside, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules

_WORKSPACES = ("workspace.json", "angular.json")
_MARKS = ("nx.json", *_WORKSPACES)
_BUILDS = ("build", "esbuild", "webpack", "bundle", "compile")
_DEFAULT_MAIN = "src/main.ts"


@frozen
class Project:
    """`root` is the folder of its sources, `main` the file that its program begins in, both from the tree's root on."""

    root: str
    main: str


def built_into(modules: Modules, output: str) -> Project | None:
    """The project whose build writes the folder `output`; None where no workspace above it has one."""
    for folder in ancestors(output):
        if any(f"{folder}/{mark}".lstrip("/") in modules.tree for mark in _MARKS):
            return next((made for place, made in _projects(modules, folder) if place == output), None)
    return None


def _projects(modules: Modules, workspace: str) -> Iterator[tuple[str, Project]]:
    """Each project of a workspace with the folder that its build writes."""
    for root, described in _described(modules, workspace):
        targets = mapping(described.get("targets") or described.get("architect"))
        for name in _BUILDS:
            options = mapping(mapping(targets.get(name)).get("options"))
            place = join(workspace, _text(options.get("outputPath")) or f"dist/{root[len(workspace) :].lstrip('/')}")
            given = _text(options.get("main"))
            main = join(workspace, given) if given else join(root, _DEFAULT_MAIN)
            if name in targets and place and main and main in modules.tree:
                yield place, Project(root, main)


def _described(modules: Modules, workspace: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(folder, description) of every project."""
    for file in _WORKSPACES:
        path = f"{workspace}/{file}".lstrip("/")
        listed = mapping(read_object(modules.tree, path).get("projects")) if path in modules.tree else {}
        for described in listed.values():
            root = join(workspace, _text(mapping(described).get("root")))
            if root is not None and isinstance(described, dict):
                yield root, described
    for path in modules.index.named("project.json"):
        if inside(path, workspace):
            yield parent(path), read_object(modules.tree, path)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
