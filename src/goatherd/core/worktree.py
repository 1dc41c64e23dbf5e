"""Where the git work tree around a folder begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def work_tree_root(folder: Path) -> Path | None:
    """The nearest folder upwards that holds `.git`, or None. `folder` is absolute."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return None
