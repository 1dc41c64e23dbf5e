"""Which tree files and folders without infrastructure are scanned in: that of the applications they are part of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.worktree import work_tree_root
from goatherd.frontends.files import CHALICE_FOLDER
from goatherd.frontends.homes import holds_infrastructure
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Part = tuple[str, ...] | None


def enclosing(*paths: Path) -> tuple[Path, Part]:
    """The root to scan, and what of it was asked for, relative to it (None: all).

    For one path it is the nearest folder upwards that is the home of an application, up to the root of the git work
    tree or else to the current folder; that root where there is none, since what shares the path may lie beside it;
    `path` itself where it brings infrastructure of its own or no file. Several are parts of the one work tree that they
    are in, or of the one among them that holds the others; raises UsageError where there is neither.
    """
    if len(paths) == 1:
        return _enclosing(paths[0])
    starts = [path.resolve() for path in paths]
    root = _shared_root(starts) or next((start for start in starts if _holds(start, starts)), None)
    if root is None:
        raise _apart(paths, starts)
    return root, None if root in starts else tuple(start.relative_to(root).as_posix() for start in starts)


def _holds(folder: Path, starts: Sequence[Path]) -> bool:
    return all(start.is_relative_to(folder) for start in starts)


def _shared_root(starts: Sequence[Path]) -> Path | None:
    """The work tree that all are in; outside of any, the folder of one of them that the others are in as well.

    What lies above is nobody's to read: it was not asked for, and its configuration may be anybody's.
    """
    trees = {work_tree_root(start) for start in starts}
    if trees != {None}:
        return trees.pop() if len(trees) == 1 else None
    folders = [start if start.is_dir() else start.parent for start in starts]
    return next((folder for folder in folders if _holds(folder, starts)), None)


def _apart(paths: Sequence[Path], starts: Sequence[Path]) -> UsageError:
    """Two repositories have two configurations, two baselines, and fingerprints that begin at two roots."""
    homes = [work_tree_root(start) for start in starts]
    where = [f"{path} (in {home or 'no git work tree'})" for path, home in zip(paths, homes, strict=True)]
    other = next((n for n, home in enumerate(homes) if home != homes[0]), 1)
    return UsageError(
        f"{where[0]} and {where[other]} are not of one repository: each has its own configuration and baseline",
        help="run goatherd once for each of them, or name one folder that holds all that is to be read",
    )


def _enclosing(path: Path) -> tuple[Path, Part]:
    start = path.resolve()
    if _is_home(start):
        return path, None
    top = work_tree_root(start)
    for folder in _upwards(start):
        if _is_home(folder) or folder == top:
            if start.is_dir() and _stands_alone(Tree(str(start))):
                return path, None
            return folder, (start.relative_to(folder).as_posix(),)
    return path, None


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
