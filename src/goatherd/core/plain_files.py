"""Plain files, opened as nothing else: never through a link that stands, or was put meanwhile, in the place of one."""

from __future__ import annotations

import errno
import os
import stat

# The system refuses links itself; O_NONBLOCK: a file swapped for a pipe must not hang whoever opens it.
REFUSES_LINKS = hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_NONBLOCK")
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# Windows marks the reparse points that stand for another place with it: links and junctions, not files kept in a cloud.
_STANDS_FOR_ANOTHER = 0x2000_0000


class NotPlain(OSError):
    """What was opened is a folder, a pipe or a device."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "it is no plain file")


def opened_plain(path: str, folder: int | None = None) -> int:
    """A descriptor to read a file from. Raises OSError, also for a link; `folder` is the open one that `path` is in."""
    before = None if REFUSES_LINKS else _looked_at(path)
    descriptor = os.open(path, _READ, dir_fd=folder)
    told = os.fstat(descriptor)
    if not stat.S_ISREG(told.st_mode):
        os.close(descriptor)
        raise NotPlain
    if before is not None and not os.path.samestat(before, told):
        os.close(descriptor)
        raise _followed_link()
    return descriptor


def read_below(folder: str, path: str, limit: int) -> bytes:
    """The first `limit` bytes of a file below a folder. Raises OSError, also where a part of the way is a link."""
    place = folder
    for part in path.split("/")[:-1]:
        place = os.path.join(place, part)
        refuse_link(place)
    with open(opened_plain(os.path.join(folder, path)), "rb") as file:
        return file.read(limit)


def is_link(told: os.stat_result) -> bool:
    """Whether what `lstat` told stands for another place: a symbolic link, or a junction of Windows."""
    return stat.S_ISLNK(told.st_mode) or bool(getattr(told, "st_reparse_tag", 0) & _STANDS_FOR_ANOTHER)


def refuse_link(path: str) -> None:
    """Raise OSError for a link."""
    if is_link(os.lstat(path)):
        raise _followed_link()


def _looked_at(path: str) -> os.stat_result:
    told = os.lstat(path)
    if is_link(told):
        raise _followed_link()
    if not stat.S_ISREG(told.st_mode):
        raise NotPlain
    return told


def _followed_link() -> OSError:
    return OSError(errno.ELOOP, os.strerror(errno.ELOOP))
