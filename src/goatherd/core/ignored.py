"""What git ignores below a folder, and does not track: build output, installed packages, whatever a clone lacks."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from goatherd.core.git_index import Unreadable, shared_folder, tracked
from goatherd.core.ignore_patterns import Patterns
from goatherd.core.plain_files import opened_plain
from goatherd.core.worktree import work_tree_root

MAX_BYTES = 1_000_000
_NAME = ".gitignore"


class Ignored:
    """Asked about paths from `root` on, POSIX, folders before what is in them.

    Without a work tree, with an index that cannot be read and below a folder that git ignores as a whole, nothing is
    ignored: who names such a folder wants to see it.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._top = work_tree_root(self._root)
        self._patterns: dict[str, Patterns | None] = {}
        self._folders: dict[str, bool] = {}
        self._below = "" if self._top is None else self._root.relative_to(self._top).as_posix().removeprefix(".")
        self._on = self._top is not None and not self._within_ignored()

    def leaves_out(self, path: str, *, folder: bool) -> bool:
        """Whether it is ignored, and neither it nor anything in it is tracked."""
        if not self._on:
            return False
        whole = f"{self._below}/{path}" if self._below else path
        if not self._matched(whole, folder=folder):
            return False
        return self._tracked is not None and os.fsencode(whole) not in self._tracked

    def _within_ignored(self) -> bool:
        parts = self._below.split("/") if self._below else []
        return any(self._matched("/".join(parts[: n + 1]), folder=True) for n in range(len(parts)))

    def _matched(self, path: str, *, folder: bool) -> bool:
        """Whether it or a folder around it matches; the last pattern decides, those of deeper folders first."""
        parts = path.split("/")
        above = "/".join(parts[:-1])
        if above and self._is_ignored(above):
            return True
        encoded = [os.fsencode(part) for part in parts]
        for depth in range(len(parts) - 1, -1, -1):
            patterns = self._of("/".join(parts[:depth]))
            verdict = patterns.verdict(encoded[depth:], folder=folder) if patterns is not None else None
            if verdict is not None:
                return verdict
        excluded = self._of_repository
        return excluded is not None and bool(excluded.verdict(encoded, folder=folder))

    def _is_ignored(self, folder: str) -> bool:
        if folder not in self._folders:
            self._folders[folder] = self._matched(folder, folder=True)
        return self._folders[folder]

    @cached_property
    def _tracked(self) -> frozenset[bytes] | None:
        """Tracked files and the folders that they are in; None where that is not known."""
        assert self._top is not None
        try:
            files = tracked(self._top)
        except Unreadable:
            return None
        folders: set[bytes] = set()
        for file in files:
            folder = file.rpartition(b"/")[0]
            while folder and folder not in folders:
                folders.add(folder)
                folder = folder.rpartition(b"/")[0]
        return files | folders

    @cached_property
    def _of_repository(self) -> Patterns | None:
        assert self._top is not None
        try:
            return _read(Path(shared_folder(self._top)) / "info" / "exclude")
        except Unreadable:
            return None

    def _of(self, folder: str) -> Patterns | None:
        if folder not in self._patterns:
            assert self._top is not None
            self._patterns[folder] = _read(self._top / folder / _NAME)
        return self._patterns[folder]


def _read(path: Path) -> Patterns | None:
    try:
        with open(opened_plain(str(path)), "rb") as stream:
            return Patterns(stream.read(MAX_BYTES))
    except OSError:
        return None
