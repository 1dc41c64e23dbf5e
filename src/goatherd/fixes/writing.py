"""Changed files, written: whole or not at all, never through a link and never outside of the tree."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError, UsageError
from goatherd.tree import MAX_FILE_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def write(root: str, files: Mapping[str, tuple[str, str]]) -> None:
    """Files by their path below `root`: the text that they hold, and that they are to hold.

    Raises UsageError for one that changed meanwhile or cannot be written; those before it stay written.
    """
    for path, (before, after) in files.items():
        try:
            _replace(root, path, before, after)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}", help="nothing of it was changed") from error


def _replace(root: str, path: str, before: str, after: str) -> None:
    *folders, name = path.split("/")
    with _opened(root, folders) as folder:
        data, mode = _read(folder, name)
        if not _holds(data, before, path):
            raise UsageError(f"{path} changed while it was read", help="run the command again")
        draft = f".{name}.{os.getpid()}.goatherd"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=folder)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(_encoded(after, data))
                stream.flush()
                os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
            os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(draft, dir_fd=folder)
            raise


@contextmanager
def _opened(root: str, folders: list[str]) -> Iterator[int]:
    """A folder of the tree, reached without a link."""
    descriptor = os.open(root, _FOLDER)
    try:
        for name in folders:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _read(folder: int, name: str) -> tuple[bytes, int]:
    """What a plain file holds, and its mode."""
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no plain file")
        return stream.read(MAX_FILE_BYTES + 1), stat.S_IMODE(status.st_mode)


def _holds(data: bytes, text: str, path: str) -> bool:
    try:
        return decode(data, path) == text
    except ReadError:
        return False


def _encoded(text: str, like: bytes) -> bytes:
    """The text in the encoding of what a file holds, with its byte-order mark."""
    for mark, encoding in _MARKS.items():
        if like.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode()
