"""The scanned tree, read as something hostile: no link is followed out of it, every size is bounded.

A `Tree` lists the files below a root once and reads them on demand. Paths are POSIX and relative to
the root. Nothing here is ever executed or imported.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.ignored import Ignored
from goatherd.core.plain_files import NotPlain, is_link, opened_plain
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from io import FileIO

MAX_FILE_BYTES = 5_000_000
MAX_FILES = 200_000
KEPT_CHARACTERS = 16_000_000
WHOLE, SIZE = -1, 0
_JUNCTIONS = hasattr(os.stat_result, "st_reparse_tag")  # Windows has links that are no symbolic links

VENDORED = frozenset(
    {
        "node_modules",
        "bower_components",
        "site-packages",
        "dist-packages",
        "vendor",
        "vendored",
        "third_party",
        "venv",
        ".venv",
        "virtualenv",
        "__pycache__",
        "__pypackages__",
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".pytest_cache",
        ".aws-sam",
        ".serverless",
        ".terraform",
        ".next",
        ".nuxt",
        ".yarn",
        ".pnpm-store",
        "goatherd-guard",  # what `goatherd guard apply` puts next to a template
    }
)

# Those of them that are deployed with the code beside them.
COPIES = frozenset({"vendor", "vendored"})


class Tree:
    """The files below `root`.

    `files` is sorted. `skipped` holds (path, why) for what was left out on purpose, `problems` the
    same for what should have been read and could not be (an unreadable folder). `consulted` tells what has been read:
    the digest by path and number of bytes (WHOLE: all; SIZE: none, how many there are or why it cannot be opened).
    `guiding` are those that `read_guide` was asked for. What git ignores and does not track is left out, unless
    `all_files` are asked for.
    """

    def __init__(self, root: str, exclude: Iterable[str] = (), *, all_files: bool = True) -> None:
        self.root = os.path.realpath(root)
        self.exclude = tuple(exclude)
        self._ignored = None if all_files or os.path.isfile(self.root) else Ignored(self.root)
        self.skipped: list[tuple[str, str]] = []
        self.problems: list[tuple[str, str]] = []
        self.files: list[str] = sorted(self._walk())
        self.consulted: dict[tuple[str, int], bytes] = {}
        self.guiding: set[tuple[str, int]] = set()
        self._digests: dict[tuple[str, int], bytes] = {}
        self._known = frozenset(self.files)
        self._folders: dict[str, list[str]] | None = None
        self._texts: dict[str, str] = {}
        self._kept = 0

    def __contains__(self, path: str) -> bool:
        return path in self._known

    def listing(self, folder: str) -> list[str]:
        """The files directly in a folder ("" is the root)."""
        if self._folders is None:
            self._folders = {}
            for path in self.files:
                self._folders.setdefault(path.rpartition("/")[0], []).append(path)
        return self._folders.get(folder, [])

    def below(self, folder: str) -> list[str]:
        """All files below a folder."""
        if folder in ("", "."):
            return self.files
        prefix = folder.rstrip("/") + "/"
        first = bisect_left(self.files, prefix)
        return self.files[first : bisect_left(self.files, prefix[:-1] + chr(ord("/") + 1), first)]

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> str:
        """The text of a file; raises ReadError with what is wrong with it. The texts read last are kept."""
        text = self._texts.get(path)
        if text is None or len(text) > limit:
            text = decode(self.read_bytes(path, limit), path)
            self._keep(path, text)
        return text

    def read_guide(self, path: str, limit: int = MAX_FILE_BYTES) -> str:
        """As `read`, of a file that bears on what others mean: settings, metadata, data that is imported."""
        self.guide(path)
        return self.read(path, limit)

    def guide(self, path: str) -> None:
        """Take note that a file, which is read by other means, bears on what others mean."""
        self.guiding |= {(path, WHOLE), (path, SIZE)}

    def _keep(self, path: str, text: str) -> None:
        if self._kept + len(text) > KEPT_CHARACTERS:
            self._texts.clear()
            self._kept = 0
        self._texts[path] = text
        self._kept += len(text)

    def read_bytes(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        where = Span(path, 1)
        with self._open(path, where) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                self.consulted[path, SIZE] = _digest(b"%d" % size)
                raise ReadError(f"is too large ({size:,} bytes, the limit is {limit:,})", span=where)
            data = _checked_read(stream, limit, where)
        self.consulted[path, WHOLE] = _digest(data)
        return data

    def head(self, path: str, size: int) -> bytes:
        """The first `size` bytes of a file of any length."""
        where = Span(path, 1)
        with self._open(path, where) as stream:
            data = _checked_read(stream, size, where)
        self.consulted[path, size] = _digest(data)
        return data

    @cached_property
    def names(self) -> bytes:
        """A digest of which files there are."""
        return _digest("\0".join(self.files).encode())

    def is_as(self, consulted: Mapping[tuple[str, int], bytes]) -> bool:
        """Whether the files still hold what was read of them."""
        return all(self._held(path, size) == digest for (path, size), digest in consulted.items())

    def _held(self, path: str, size: int) -> bytes:
        known = self.consulted.get((path, size)) or self._digests.get((path, size))
        if known is None:
            known = self._digests[path, size] = _digest(self._look(path, size))
        return known

    def _look(self, path: str, size: int) -> bytes:
        try:
            with self._open(path, Span(path, 1)) as stream:
                if size == SIZE:
                    return b"%d" % os.fstat(stream.fileno()).st_size
                return _checked_read(stream, MAX_FILE_BYTES if size == WHOLE else size, Span(path, 1))
        except ReadError as error:
            return error.message.encode()

    def _open(self, path: str, where: Span) -> FileIO:
        if path not in self._known:
            raise ReadError("is not a file of the scanned tree", span=where)
        try:
            return open(opened_plain(os.path.join(self.root, path)), "rb", buffering=0)
        except NotPlain as error:
            raise ReadError("is not a regular file", span=where) from error
        except OSError as error:
            problem = ReadError(f"cannot be opened: {error.strerror}", span=where)
            self.consulted[path, SIZE] = _digest(problem.message.encode())
            raise problem from error

    def _walk(self) -> Iterator[str]:
        if os.path.isfile(self.root):
            self.root, name = os.path.split(self.root)
            yield name
            return
        count = 0
        pending = [""]
        while pending:
            folder = pending.pop()
            try:
                entries = list(os.scandir(os.path.join(self.root, folder)))
            except OSError as error:
                self.problems.append((folder or ".", f"folder cannot be read: {error.strerror}"))
                continue
            for entry in sorted(entries, key=lambda e: e.name):
                path = f"{folder}/{entry.name}" if folder else entry.name
                kind = self._classify(entry, path)
                if kind == "folder":
                    pending.append(path)
                else:
                    files = [path] if kind == "file" else self._installed(path) if kind == "copies" else []
                    count += len(files)
                    if count > MAX_FILES:
                        self.problems.append((path, f"more than {MAX_FILES:,} files; the rest is not read"))
                        return
                    yield from files

    def _installed(self, folder: str) -> list[str]:
        """The files of a folder of copied packages that say which Python packages and versions they are."""
        try:
            entries = list(os.scandir(os.path.join(self.root, folder)))
        except OSError:
            return []
        found = [f"{folder}/{entry.name}/METADATA" for entry in entries if entry.name.endswith(".dist-info")]
        return sorted(path for path in found if self._is_plain_file(path))

    def _is_plain_file(self, path: str) -> bool:
        place = os.path.join(self.root, path)
        return not os.path.islink(os.path.dirname(place)) and not os.path.islink(place) and os.path.isfile(place)

    def _classify(self, entry: os.DirEntry[str], path: str) -> str:
        try:
            path.encode()
        except UnicodeEncodeError:
            self.problems.append((os.fsencode(path).decode(errors="backslashreplace"), _unnamed(entry)))
            return ""
        if self._excluded(path):
            self.skipped.append((path, "excluded by configuration"))
            return ""
        if entry.is_symlink() or (_JUNCTIONS and is_link(entry.stat(follow_symlinks=False))):
            return self._classify_link(path)
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and (entry.name in VENDORED or path.endswith(".chalice/deployments")):
            self.skipped.append((path, "vendored or generated"))
            return "copies" if entry.name in COPIES else ""
        if self._ignored is not None and self._ignored.leaves_out(path, folder=is_folder):
            self.skipped.append((path, "ignored by git"))
            return ""
        if is_folder:
            return "folder"
        return "file" if entry.is_file(follow_symlinks=False) else ""

    def _classify_link(self, path: str) -> str:
        # A link to a file inside the tree is reached under its own name anyway.
        self.skipped.append((path, "symbolic link"))
        return ""

    def _excluded(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/") + "/") for pattern in self.exclude)


def _unnamed(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "the name of the folder is not UTF-8, so that it is skipped with all that is in it: rename it"
    return "the name of the file is not UTF-8, so that it is skipped: rename it"


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _checked_read(stream: FileIO, size: int, where: Span) -> bytes:
    """At most `size` bytes, also of a file that grows while it is read."""
    try:
        data = stream.read(size)
        while len(data) < size and (more := stream.read(size - len(data))):
            data += more
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", span=where) from error
    return data


def decode(data: bytes, path: str) -> str:
    """Text of UTF-8 or, with a byte-order mark, UTF-16; raises ReadError at the first bad byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        where = Span(path, data.count(b"\n", 0, error.start) + 1)
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise ReadError(f"is not {name} text (byte {error.start:,})", span=where) from error
