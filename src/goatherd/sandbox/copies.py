"""What of a scanned folder is deployed: it may hold whatever a file system can, and what is its owner's alone."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


_VERSIONS = (".git", ".hg", ".svn")
_OPEN = stat.S_IROTH | stat.S_IXOTH


def copy_folder(source: Path, target: Path) -> None:
    """Files, folders and links as they are; without what no deployment takes along: pipes, sockets, devices, and
    repositories, whose configuration may hold keys.

    Raises OSError.
    """
    try:
        shutil.copytree(source, target, symlinks=True, ignore_dangling_symlinks=True, ignore=_no_files)
    except shutil.Error as errors:
        *_, first = errors.args[0][0]
        raise OSError(first) from None


def _no_files(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in _VERSIONS or not _is_taken(os.lstat(os.path.join(folder, name)).st_mode)]


def _is_taken(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)


def repositories(source: Path, *, to_all: bool) -> list[str] | None:
    """The folders of version control in it, to be hidden where it is shown as it is; None where it cannot be shown.

    It can if all of it are files, folders and links, and with `to_all` if everybody may read them.
    """
    top = source.stat().st_mode
    if not stat.S_ISDIR(top):
        return [] if stat.S_ISREG(top) and (not to_all or top & stat.S_IROTH) else None
    found: list[str] = []
    pending = [str(source)]
    while pending:
        folder = pending.pop()
        if to_all and os.stat(folder).st_mode & _OPEN != _OPEN:
            return None
        with os.scandir(folder) as inside:
            for entry in inside:
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode):
                    (found if entry.name in _VERSIONS else pending).append(entry.path)
                elif not _is_taken(mode) or (to_all and not mode & stat.S_IROTH):
                    return None
    return [os.path.relpath(each, source) for each in found]
