"""Files below a folder that may come from elsewhere: reached through open folders, so that no link leads out of it.

The folder itself, `root`, is the caller's choice: a link to it is followed.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from goatherd.core.plain_files import opened_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_DRAFT = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_PERMISSIONS = 0o777


class Linked(OSError):
    """What should be a folder stands for another place, or is none; `filename` is where."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.ELOOP, "it is a link, or no folder", str(path))


def read_below(root: Path, name: str, most: int) -> bytes:
    """The first `most` bytes of a plain file. Raises OSError, also for links."""
    with _folder_of(root, name) as (folder, last), open(opened_plain(last, folder), "rb") as file:
        return file.read(most)


def write_below(root: Path, name: str, data: bytes, mode: int | None = None) -> None:
    """Write all of it or nothing, whatever happens meanwhile; folders that are not there are made.

    `mode` are the file's permissions; without it, they stay. Raises OSError, Linked for a link on the way.
    """
    with _folder_of(root, name, make=True) as (folder, last):
        draft = f".{secrets.token_hex(8)}.new"
        descriptor = os.open(draft, _DRAFT, 0o600, dir_fd=folder)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                os.fchmod(descriptor, _mode_of(last, folder) if mode is None else mode & _PERMISSIONS)
            os.replace(draft, last, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(draft, dir_fd=folder)
            raise


def remove_below(root: Path, name: str) -> None:
    """Raises OSError, Linked for a link on the way; what is not there is as good as removed."""
    with suppress(FileNotFoundError), _folder_of(root, name) as (folder, last):
        os.unlink(last, dir_fd=folder)


@contextmanager
def _folder_of(root: Path, name: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The open folder that a file is in, and the file's name there."""
    *folders, last = name.split("/")
    descriptor = os.open(root, _FOLDER)
    try:
        for depth, each in enumerate(folders, 1):
            if make:
                with suppress(FileExistsError):
                    os.mkdir(each, dir_fd=descriptor)
            inner = _opened(root.joinpath(*folders[:depth]), each, descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, last
    finally:
        os.close(descriptor)


def _opened(place: Path, name: str, folder: int) -> int:
    try:
        return os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Linked(place) from error
        raise


def _mode_of(name: str, folder: int) -> int:
    with suppress(FileNotFoundError):
        told = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISREG(told.st_mode):
            return told.st_mode & _PERMISSIONS
    return 0o644
