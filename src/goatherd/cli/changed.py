"""Which files a branch has changed: those that differ from the merge base, committed or not."""

from __future__ import annotations

import hashlib
import os
import subprocess
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError, UsageError
from goatherd.core.git import FETCH_ALL, commit_of, git
from goatherd.core.worktree import work_tree_root
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.config import Config

_MOST_HASHED = 50_000_000


def changed_since(revision: str, root: Path, config: Config) -> tuple[str, ...]:
    """Files below `root` that are not what they were where the branch left `revision`, relative to it, sorted.

    Contents are compared here, by the ids that git gives them: git itself would ask filters that the tree names.
    Raises UsageError outside of a git work tree, and where there is no merge base.
    """
    folder = root if root.is_dir() else root.parent
    top = work_tree_root(folder.resolve())
    if top is None:
        raise UsageError(f"{folder} is not in a git work tree", help="--since asks git what a branch has changed")
    base = _merge_base(top, commit_of(top, revision), revision)
    prefix = folder.resolve().relative_to(top).as_posix()
    before = _contents(top, base, "" if prefix == "." else f"{prefix}/")
    tree = Tree(str(folder), config.exclude, all_files=config.all_files)
    return tuple(path for path in tree.files if not _is(tree, path, before.get(path, "")))


def _merge_base(top: Path, commit: str, revision: str) -> str:
    try:
        return git(top, "merge-base", commit, "HEAD").decode().strip()
    except subprocess.CalledProcessError as error:
        message = f"the history that is here does not say where this branch left {revision!r}"
        raise UsageError(message, help=FETCH_ALL) from error


def _contents(top: Path, commit: str, prefix: str) -> dict[str, str]:
    """The id of every file's content in a commit, by its path below the prefix."""
    try:
        output = git(top, "ls-tree", "-r", "-z", "--full-tree", commit, *([prefix] if prefix else []))
    except subprocess.CalledProcessError:
        return {}
    rows = (line.partition(b"\t") for line in output.split(b"\0") if line)
    return {os.fsdecode(name).removeprefix(prefix): facts.split(b" ")[2].decode() for facts, _, name in rows}


def _is(tree: Tree, path: str, id: str) -> bool:
    if not id:
        return False
    try:
        data = tree.read_bytes(path, _MOST_HASHED)
    except ReadError:
        return False
    # A checkout may have given its lines other ends.
    return any(_id(each, len(id)) == id for each in (data, data.replace(b"\r\n", b"\n")))


def _id(data: bytes, digits: int) -> str:
    """What git calls a content: 40 digits in most repositories, 64 in those of SHA-256."""
    digest = hashlib.sha256() if digits == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()
