"""Changed files, written: whole or not at all, never through a link and never outside of the tree."""

from __future__ import annotations

import codecs
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError, UsageError
from goatherd.core.plain_files import opened_plain, refuse_link
from goatherd.tree import MAX_FILE_BYTES, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Below an open folder nobody can put another one in the place of it. Windows has none: there links are looked for.
_BELOW_OPEN_FOLDERS = hasattr(os, "O_NOFOLLOW") and {os.open, os.rename, os.unlink} <= os.supports_dir_fd
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_DRAFT = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0)


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
    with _opened(root, folders) as (folder, way):
        target, draft = way + name, f"{way}.{name}.{os.getpid()}.goatherd"
        data, mode = _read(folder, target)
        if not _holds(data, before, path):
            raise UsageError(f"{path} changed while it was read", help="run the command again")
        descriptor = os.open(draft, _DRAFT, 0o600, dir_fd=folder)
        try:
            with open(descriptor, "wb") as stream:
                stream.write(_encoded(after, data))
                stream.flush()
                if hasattr(os, "fchmod"):
                    os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
            os.replace(draft, target, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(draft, dir_fd=folder)
            raise


@contextmanager
def _opened(root: str, folders: list[str]) -> Iterator[tuple[int | None, str]]:
    """A folder of the tree, reached without a link: open, or else the path that leads to what is in it."""
    if not _BELOW_OPEN_FOLDERS:
        path = root
        refuse_link(path)
        for name in folders:
            path = os.path.join(path, name)
            refuse_link(path)
        yield None, os.path.join(path, "")
        return
    descriptor = os.open(root, _FOLDER)
    try:
        for name in folders:
            inner = os.open(name, _FOLDER, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor, ""
    finally:
        os.close(descriptor)


def _read(folder: int | None, name: str) -> tuple[bytes, int]:
    """What a plain file holds, and its mode."""
    with open(opened_plain(name, folder), "rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1), stat.S_IMODE(os.fstat(stream.fileno()).st_mode)


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
