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
