"""The files of an earlier git revision, in a folder of their own: nothing is checked out, nothing of it runs."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from attrs import frozen

from goatherd.core.errors import UsageError
from goatherd.core.file_names import means_itself
from goatherd.core.finding import Diagnosis
from goatherd.core.git import SECONDS, commit_of, environment, git, git_command, no_answer
from goatherd.core.source import Span
from goatherd.core.worktree import work_tree_root
from goatherd.tree import MAX_FILE_BYTES, MAX_FILES, VENDORED

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BYTES = 4_000_000_000
_CHUNK = 1 << 20
_REGULAR = (b"100644", b"100755")
# Of these a scan reads at most that they are there.
_NEVER_READ = re.compile(
    r"\.(avif|bmp|gif|ico|jpe?g|png|psd|svg|tiff?|webp|m4[av]|mov|mp[34]|ogg|wav|webm|eot|otf|ttf|woff2?"
    r"|docx?|odt|pdf|pptx?|xlsx?|md|rst)",
    re.IGNORECASE,
)


@frozen
class Earlier:
    """`missing` tells the files that a scan would read and that a partial clone does not hold."""

    folder: Path
    missing: tuple[Diagnosis, ...]


@contextmanager
def files_of(revision: str, folder: Path) -> Iterator[Earlier]:
    """A temporary folder that holds what `folder` held in a revision; empty where it did not exist.

    Links, submodules and vendored folders are left out, as a scan leaves them out. Raises UsageError for a folder
    outside of a git work tree and for what names no commit.
    """
    top = work_tree_root(folder.resolve())
    if top is None:
        raise UsageError(f"{folder} is not in a git work tree", help="--diff compares with a revision of git")
    commit = commit_of(top, revision)
    prefix = folder.resolve().relative_to(top).as_posix()
    with TemporaryDirectory(prefix="goatherd-") as temporary:
        absent = _extract(top, _listed(top, commit, "" if prefix == "." else f"{prefix}/"), Path(temporary))
        why = f"it is not in this clone, which is partial, as it was in {revision}"
        missing = (Diagnosis(Span(path, 1), why) for path in absent if _is_read(path))
        yield Earlier(Path(temporary), tuple(missing))


def _listed(top: Path, commit: str, prefix: str) -> list[tuple[bytes, str]]:
    """(object, path relative to the prefix) of every file that a scan may read."""
    try:
        output = git(top, "ls-tree", "-r", "-z", "--full-tree", commit, *([prefix] if prefix else []))
    except subprocess.CalledProcessError:
        return []
    found = []
    for line in output.split(b"\0"):
        facts, _, name = line.partition(b"\t")
        mode, _, rest = facts.partition(b" ")
        path = os.fsdecode(name).removeprefix(prefix)
        if mode in _REGULAR and _is_harmless(path):
            found.append((rest.split(b" ")[1], path))
    return found[:MAX_FILES]


def _is_harmless(path: str) -> bool:
    parts = path.split("/")
    if not all(map(means_itself, parts)):
        return False
    return VENDORED.isdisjoint(parts) and not any(part.lower() == ".git" for part in parts)


def _is_read(path: str) -> bool:
    return not _NEVER_READ.fullmatch(os.path.splitext(path)[1])


def _extract(top: Path, files: list[tuple[bytes, str]], target: Path) -> list[str]:
    """Write the files; the paths of those that are missing."""
    left = _MOST_BYTES
    missing = []
    with closing(_Objects(top)) as objects:
        for object, path in files:
            size = objects.write(object, target / path)
            if size is None:
                missing.append(path)
            left -= size or 0
            if left < 0:
                raise UsageError("the revision holds too much to read", help="compare a folder of it")
    return missing


class _Objects:
    """`git cat-file --batch`, begun anew when it ends, as it may over an object that a partial clone lacks."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None
        self._since: float | None = None  # when the object at hand was asked for
        self._stalled = False

    def write(self, object: bytes, target: Path) -> int | None:
        """Write an object, of one that no scan would read only its size; the bytes it has.

        None where the clone does not hold it, or git ends over it twice.
        """
        for _ in range(2):
            try:
                with self._watched():
                    return self._write(object, target)
            except (BrokenPipeError, EOFError):
                self._end()
                if self._stalled:
                    raise no_answer(self._top) from None
        with suppress(OSError):
            target.unlink(missing_ok=True)
        return None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """End git where it takes too long over one object: a pipe may lie in its place."""
        self._since = time.monotonic()
        if self._watch is None:
            self._watch = threading.Thread(target=self._look, daemon=True)
            self._watch.start()
        try:
            yield
        finally:
            self._since = None

    def _look(self) -> None:
        while not self._closed.wait(1):
            since, process = self._since, self._process
            if since is not None and process is not None and time.monotonic() - since > SECONDS:
                self._stalled = True
                process.kill()

    def close(self) -> None:
        self._closed.set()
        self._end()

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        with suppress(BrokenPipeError), process:
            pass

    def _write(self, object: bytes, target: Path) -> int | None:
        process = self._process = self._process or self._begun()
        assert process.stdin and process.stdout
        process.stdin.write(object + b"\n")
        process.stdin.flush()
        return _copy(process.stdout, target)

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            git_command(self._top, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )


def _copy(stream: IO[bytes], target: Path) -> int | None:
    """Write the next object of `cat-file --batch`; its size, None where it is missing. Raises EOFError."""
    header = stream.readline().split()
    if not header:
        raise EOFError
    if len(header) != 3:
        return None
    size = int(header[2])
    with _opened(target) as file:
        left = size
        while left:
            chunk = stream.read(min(left, _CHUNK))
            if not chunk:
                raise EOFError
            left -= len(chunk)
            if size <= MAX_FILE_BYTES:
                file.write(chunk)
        if size > MAX_FILE_BYTES:
            file.truncate(size)  # takes no space, and a scan tells that it is too large
    stream.read(1)
    return size


def _opened(target: Path) -> IO[bytes]:
    """The file to write; nowhere, where the file system does not take its name."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")
    except OSError:
        return BytesIO()
