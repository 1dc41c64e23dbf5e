"""Python modules of the tree that a build puts beside a function's code: what it imports and Lambda would not find."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goatherd.code.imported import absolute_imports
from goatherd.code.paths import inside, language_of
from goatherd.model.function import Entry
from goatherd.sandbox.building import deployed_folder
from goatherd.sandbox.installing.files import Refused, bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function

_MOST = 1 << 20  # bytes of a file that are looked at


def modules_beside(function: Function, application: Application, root: str) -> dict[str, str]:
    """Name beside the handler's ("shared", "helpers.py") -> the file or folder of the tree; `root` is the scanned one.

    What lies in the function's folder and its layers is there already.
    """
    entry = function.entry
    if not isinstance(entry, Entry) or entry.inline or entry.language != "python":
        return {}
    files = [file for file in application.behaviour(function).files if language_of(file) == "python"]
    there = (deployed_folder(entry), *entry.search)
    elsewhere = [file for file in files if not any(inside(file, folder) for folder in there)]
    if not elsewhere:
        return {}
    names = sorted({name for file in files for name in absolute_imports(_text(root, file))})
    found = {item: place for file in elsewhere for name in names for item, place in _imported_as(name, file)}
    return {item: place for item, place in found.items() if not os.path.lexists(os.path.join(root, there[0], item))}


def path_in_tree(path: str, entry: Entry, files: tuple[str, ...]) -> str:
    """The file of the tree that stands at `path` below a function's folder: its own, or the one that is put there."""
    own = os.path.normpath(os.path.join(deployed_folder(entry), path)).replace(os.sep, "/")
    if own in files or entry.language != "python":
        return own
    put = [file for file in files if f"/{file}".endswith(f"/{path}")]
    return put[0] if len(put) == 1 else own


def _imported_as(name: str, file: str) -> Iterator[tuple[str, str]]:
    """What has to stand beside the handler for a file to be found by a dotted name, and its place in the tree."""
    module = name.replace(".", "/")
    for ending in (f"{module}.py", f"{module}/__init__.py"):
        if f"/{file}".endswith(f"/{ending}"):
            item = ending.partition("/")[0]
            yield item, file[: len(file) - len(ending)] + item


def _text(root: str, file: str) -> str:
    try:
        return bytes_of(root, file, _MOST).decode("utf-8", "replace")
    except Refused:
        return ""
