"""Copies of a scanned folder, which may hold whatever a file system can."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def copy_folder(source: Path, target: Path) -> None:
    """Files, folders and links as they are; without pipes, sockets and devices, which no deployment takes along.

    Raises OSError.
    """
    try:
        shutil.copytree(source, target, symlinks=True, ignore_dangling_symlinks=True, ignore=_no_files)
    except shutil.Error as errors:
        *_, first = errors.args[0][0]
        raise OSError(first) from None


def _no_files(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not _is_taken(os.lstat(os.path.join(folder, name)).st_mode)]


def _is_taken(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)


def can_be_shown(source: Path, *, to_all: bool) -> bool:
    """Whether all of it are files, folders and links, and with `to_all` whether everybody may read them."""
    top = source.stat().st_mode
    if not stat.S_ISDIR(top):
        return stat.S_ISREG(top) and (not to_all or bool(top & stat.S_IROTH))
    needed = stat.S_IROTH | stat.S_IXOTH
    pending = [str(source)]
    while pending:
        folder = pending.pop()
        if to_all and os.stat(folder).st_mode & needed != needed:
            return False
        with os.scandir(folder) as inside:
            for entry in inside:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    continue
                mode = entry.stat(follow_symlinks=False).st_mode
                if not _is_taken(mode) or (to_all and not mode & stat.S_IROTH):
                    return False
    return True
