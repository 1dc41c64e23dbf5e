"""Which tree a file or a folder without infrastructure is scanned in: that of the application it is part of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.worktree import work_tree_root
from goatherd.frontends.files import CHALICE_FOLDER
from goatherd.frontends.homes import holds_infrastructure
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator


def enclosing(path: Path) -> tuple[Path, str]:
    """The root to scan, and what of it was asked for, relative to it ("": all).

    The nearest folder upwards that is the home of an application, up to the root of the git work tree or else to
    the current folder; `path` itself where there is none, or where it brings infrastructure of its own or no file.
    """
    start = path.resolve()
    if _is_home(start):
        return path, ""
    for folder in _upwards(start):
        if _is_home(folder):
            if start.is_dir() and _stands_alone(Tree(str(start))):
                return path, ""
            return folder, start.relative_to(folder).as_posix()
    return path, ""


def _stands_alone(tree: Tree) -> bool:
    return not tree.files or holds_infrastructure(tree)


def _upwards(start: Path) -> Iterator[Path]:
    limit = work_tree_root(start) or Path.cwd().resolve()
    for folder in start.parents:
        if not folder.is_relative_to(limit):
            # Beside its own folder nothing outside of the limit is looked at.
            if start.is_file() and folder == start.parent:
                yield folder
            return
        yield folder


def _is_home(path: Path) -> bool:
    """Whether a file is infrastructure, or some lies directly in a folder."""
    try:
        files = [path] if path.is_file() else [entry for entry in path.iterdir() if entry.is_file()]
        chalice = path / CHALICE_FOLDER
        folders = [chalice] if chalice.is_dir() and not chalice.is_symlink() else []
    except OSError:
        return False
    candidates = [file for file in files if not file.is_symlink()]
    return bool(folders) or any(holds_infrastructure(Tree(str(file))) for file in candidates)
