"""Folders to work in, which are gone afterwards: however deep the folders within them, and whoever was interrupted."""

from __future__ import annotations

import fcntl
import os
import secrets
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PREFIX = "tmp"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """An empty folder within `parent`. A lock says that somebody works in it. Raises OSError when it cannot be made."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        try:
            descriptor = open_folder(folder)
        except FileNotFoundError:  # swept before it was locked
            continue
        with suppress(OSError):  # a file system without locks: nobody sweeps there
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            break
        os.close(descriptor)
    try:
        yield folder
    finally:
        _remove(folder, descriptor)


def sweep(parent: Path) -> None:
    """Remove those within `parent` in which nobody works any more."""
    with os.scandir(parent) as inside:
        found = [entry.path for entry in inside if entry.name.startswith(_PREFIX)]
    for place in found:
        try:
            descriptor = open_folder(place)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
        else:
            _remove(Path(place), descriptor)


def make_folder(place: Path) -> int:
    """The descriptor of a folder, which may be there already. Raises OSError for what is none."""
    with suppress(FileExistsError):
        os.mkdir(place)
    return open_folder(place)


def write_files(place: Path, files: Mapping[str, bytes]) -> None:
    """Into a folder, in the place of what is there. Raises OSError."""
    folder = make_folder(place)
    try:
        for name, data in files.items():
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            with os.fdopen(os.open(name, _NEW_FILE, 0o644, dir_fd=folder), "wb") as file:
                file.write(data)
    finally:
        os.close(folder)


def open_folder(place: str | Path, *, within: int | None = None) -> int:
    """The descriptor of a folder, made ours to read and change. Raises OSError for a link, and for what is none."""
    try:
        descriptor = os.open(place, _FOLDER, dir_fd=within)
    except PermissionError:
        set_mode(place, 0o700, within=within)
        return os.open(place, _FOLDER, dir_fd=within)
    mode = os.fstat(descriptor).st_mode
    if mode & 0o700 != 0o700:
        os.fchmod(descriptor, (mode & 0o777) | 0o700)
    return descriptor


def set_mode(place: str | Path, mode: int, *, within: int | None = None) -> None:
    """For a file or a folder, never for what a link leads to. Raises OSError."""
    descriptor = os.open(place, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=within)
    try:
        os.chmod(f"/proc/self/fd/{descriptor}", mode)
    finally:
        os.close(descriptor)


def _remove(folder: Path, descriptor: int) -> None:
    """Closes the descriptor, which is the folder's. What cannot be removed stays until somebody sweeps again."""
    try:
        _empty(descriptor)
        os.rmdir(folder)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _empty(top: int) -> None:
    """Folders are lifted out of their folders, which are empty then: no path gets long, and few descriptors are open.

    Raises OSError.
    """
    names = map(f"{secrets.token_hex(8)}-{{}}".format, count())  # nobody has one of these there
    _lift(top, top, names)
    while found := os.listdir(top):
        for name in found:
            inner = open_folder(name, within=top)
            try:
                _lift(inner, top, names)
            finally:
                os.close(inner)
            os.rmdir(name, dir_fd=top)


def _lift(folder: int, top: int, names: Iterator[str]) -> None:
    """Remove files of a folder, and move its folders to the top."""
    with os.scandir(folder) as inside:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in inside]
    for name, is_folder in entries:
        if not is_folder:
            os.unlink(name, dir_fd=folder)
            continue
        os.close(open_folder(name, within=folder))  # only its owner's may be moved
        os.rename(name, next(names), src_dir_fd=folder, dst_dir_fd=top)
