"""Where the files of one function come from: its own folder, its layers, what was installed for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import known, placeholders
from goatherd.model.function import Entry
from goatherd.model.resource import Layer
from goatherd.sandbox.launch import TASK

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.dependencies import Dependencies
    from goatherd.sandbox.isolation import Isolation

_SUFFIXES = (".py", ".js", ".mjs", ".cjs")


@frozen
class Deployment:
    """`mounts` are (outside, inside) pairs; `handler` is what the runtime is given."""

    language: str
    handler: str
    mounts: tuple[tuple[str, str], ...]


class NotDeployable(Exception):
    """Why a function cannot be run here."""


def deploy(
    function: Function,
    application: Application,
    root: str,
    folder: Path,
    dependencies: Dependencies,
    isolation: Isolation,
) -> Deployment:
    """Show the function's files below `folder`, a new folder of the pod's. Raises NotDeployable."""
    entry = function.entry
    if not isinstance(entry, Entry):
        raise NotDeployable(entry.why)
    if entry.file.endswith((".ts", ".tsx", ".mts", ".cts")):
        raise NotDeployable("TypeScript has to be built first; attack the built application")
    folder.mkdir()
    code = folder / "task"
    if entry.inline:
        code.mkdir()
        suffix = ".py" if entry.language == "python" else ".js"
        (code / f"index{suffix}").write_text(function.code.inline or "")
        handler = f"index.{entry.symbol}"
    else:
        isolation.show_code(Path(_inside(root, entry.root)), code)
        handler = f"{_module(entry)}.{entry.symbol}"
    mounts = [(str(code), TASK)]
    for number, (source, target) in enumerate((*_layers(function, application, root), *dependencies.of(function))):
        shown = folder / f"mount{number}"
        isolation.show_code(Path(source), shown)
        mounts.append((str(shown), target))
    return Deployment(entry.language, handler, tuple(mounts))


def _module(entry: Entry) -> str:
    path = os.path.relpath(entry.file, entry.root or ".")
    stem, suffix = os.path.splitext(path)
    return stem if suffix in _SUFFIXES else path


def _layers(function: Function, application: Application, root: str) -> list[tuple[str, str]]:
    """The folders of its layers and their place below /opt; of two that have the same folder, the later wins."""
    found: dict[str, str] = {}
    contents = {layer.id: layer.path for layer in application.of(Layer) if layer.path}
    prefix = function.id.rpartition("/")[0]
    for layer in function.layers:
        for id, _ in placeholders(known(layer) or ""):
            path = contents.get(id) or contents.get(f"{prefix}/{id}")
            if path is None:
                continue
            content = Path(_inside(root, path))
            if not content.is_dir():
                continue
            for child in sorted(content.iterdir()):
                if child.is_dir() and not child.is_symlink():
                    found[f"/opt/{child.name}"] = str(child)
            if not (content / "python").is_dir() and any(content.glob("*.py")):
                found["/opt/python"] = str(content)  # the build puts it below python/
    return [(source, target) for target, source in found.items()]


def _inside(root: str, path: str) -> str:
    """The real place of a folder of the tree. Raises NotDeployable when a link leads out of it."""
    top = os.path.realpath(root)
    place = os.path.realpath(os.path.join(top, path))
    if place != top and not place.startswith(top.rstrip("/") + "/"):
        raise NotDeployable(f"{path} is a link out of the tree")
    if not os.path.isdir(place):
        raise NotDeployable(f"{path} is no folder")
    return place
