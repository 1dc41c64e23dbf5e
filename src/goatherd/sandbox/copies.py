"""What of a scanned folder is shown: it may hold whatever a file system can, and what is its owner's alone."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

MOST_DEPTH = 100  # folders within each other
_MOST_PATH = 1024  # bytes; the kernel takes 4096, with the place where it is shown
_VERSIONS = frozenset({".git", ".hg", ".svn"})
_OPEN = stat.S_IROTH | stat.S_IXOTH


@define
class Survey:
    """Paths in a folder, relative to it: `repositories` are those of version control, whose configuration may hold
    keys, `odd` are neither files, folders nor links, `deep` the folders below which nobody looked, and `private` what
    not everybody may read. Only the first three are not looked into.
    """

    repositories: list[str] = field(factory=list)
    odd: list[str] = field(factory=list)
    deep: list[str] = field(factory=list)
    private: list[str] = field(factory=list)

    @property
    def never_shown(self) -> set[str]:
        return {*self.repositories, *self.odd, *self.deep}


def survey(top: str | Path) -> Survey:
    """Of a folder, or of a file. Raises OSError, also for a link: where it leads nobody has looked."""
    found = Survey()
    mode = os.lstat(top).st_mode
    if stat.S_ISLNK(mode):
        raise OSError(f"{os.path.basename(top)} is a link")
    _judge("", mode, found)
    pending = [("", 1)] if stat.S_ISDIR(mode) else []
    while pending:
        folder, depth = pending.pop()
        for path, mode in _inside(top, folder):
            if is_repository(path):
                found.repositories.append(path)
                continue
            _judge(path, mode, found)
            if stat.S_ISDIR(mode):
                if depth < MOST_DEPTH and len(os.fsencode(path)) < _MOST_PATH:
                    pending.append((path, depth + 1))
                else:
                    found.deep.append(path)
    return found


def survey_deployed(top: str | Path) -> Survey:
    """The same of what a function is deployed from: nothing of it may be missing. Raises OSError."""
    found = survey(top)
    if found.deep:
        raise OSError(f"{os.path.basename(top)} holds folders that lie more than {MOST_DEPTH} deep in each other")
    return found


def copy_folder(source: Path, target: Path, without: Collection[str]) -> None:
    """Files, folders and links, with the modes of a deployment. Raises OSError, and leaves nothing then."""
    try:
        _copy(source, target, without)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)
        raise


def is_repository(path: str) -> bool:
    """Whether it has the name of a folder of version control, or of a file that stands for one."""
    return os.path.basename(path).lower() in _VERSIONS


def lies_in_repository(path: str) -> bool:
    return any(map(is_repository, path.split("/")))


def is_open(root: str, path: str) -> bool:
    """Whether everybody may read a file or folder of the tree `root`, who may read the root. Raises OSError."""
    while path not in ("", "."):
        mode = os.lstat(os.path.join(root, path)).st_mode
        if not _may_all_read(mode):
            return False
        path = os.path.dirname(path)
    return True


def _judge(path: str, mode: int, found: Survey) -> None:
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        found.odd.append(path)
    elif not _may_all_read(mode):
        found.private.append(path)


def _may_all_read(mode: int) -> bool:
    if stat.S_ISDIR(mode):
        return mode & _OPEN == _OPEN
    return stat.S_ISLNK(mode) or bool(mode & stat.S_IROTH)


def _inside(top: str | Path, folder: str) -> Iterator[tuple[str, int]]:
    with os.scandir(os.path.join(top, folder)) as entries:
        for entry in entries:
            yield os.path.join(folder, entry.name), entry.stat(follow_symlinks=False).st_mode


def _copy(source: Path, target: Path, without: Collection[str]) -> None:
    pending = [""]
    while pending:
        folder = pending.pop()
        os.mkdir(target / folder, 0o755)
        os.chmod(target / folder, 0o755)  # whatever the umask is
        for path, mode in _inside(source, folder):
            if path in without:
                continue
            if stat.S_ISDIR(mode):
                pending.append(path)
            elif stat.S_ISLNK(mode):
                os.symlink(os.readlink(source / path), target / path)
            else:
                copy_file(source / path, target / path)


def copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target, follow_symlinks=False)
    target.chmod(0o755)
