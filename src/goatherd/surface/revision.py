"""The files of an earlier git revision, in a folder of their own: nothing is checked out, nothing of it runs."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.worktree import work_tree_root
from goatherd.tree import MAX_FILE_BYTES, MAX_FILES, VENDORED

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 120
_REGULAR = (b"100644", b"100755")
# Reading objects asks for no hook, filter or attribute; these keep it from fetching and from asking.
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_OPTIONS = ("--no-pager", "--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false")


@contextmanager
def files_of(revision: str, folder: Path) -> Iterator[Path]:
    """A temporary folder that holds what `folder` held in a revision; empty where it did not exist.

    Links, submodules and vendored folders are left out, as a scan leaves them out. Raises UsageError for a folder
    outside of a git work tree and for what names no commit.
    """
    top = work_tree_root(folder.resolve())
    if top is None:
        raise UsageError(f"{folder} is not in a git work tree", help="--diff compares with a revision of git")
    commit = _commit(top, revision)
    prefix = folder.resolve().relative_to(top).as_posix()
    with TemporaryDirectory(prefix="goatherd-") as temporary:
        _extract(top, _listed(top, commit, "" if prefix == "." else f"{prefix}/"), Path(temporary))
        yield Path(temporary)


def _commit(top: Path, revision: str) -> str:
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} names no revision", help="name a branch, a tag or a commit")
    try:
        return _git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError as error:
        raise UsageError(f"{revision!r} names no commit in {top}", help="git log shows the commits") from error


def _listed(top: Path, commit: str, prefix: str) -> list[tuple[bytes, str]]:
    """(object, path relative to the prefix) of every file that a scan may read."""
    try:
        output = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit, *([prefix] if prefix else []))
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
    if not all(parts) or {".", ".."} & set(parts):
        return False
    return VENDORED.isdisjoint(parts) and not any(part.lower() == ".git" for part in parts)


def _extract(top: Path, files: list[tuple[bytes, str]], target: Path) -> None:
    process = subprocess.Popen(
        _command(top, "cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    with process:
        assert process.stdin and process.stdout
        for object, path in files:
            process.stdin.write(object + b"\n")
            process.stdin.flush()
            _write(process.stdout, target / path)
        process.stdin.close()


def _write(stream: IO[bytes], path: Path) -> None:
    """The next object of `cat-file --batch`; of one that is too large for a scan only its size is kept."""
    header = stream.readline().split()
    if len(header) != 3:
        return  # an object that is not there: a partial clone
    size = int(header[2])
    kept = size <= MAX_FILE_BYTES
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        left = size
        while left:
            chunk = stream.read(min(left, 1 << 20))
            if not chunk:
                break
            left -= len(chunk)
            if kept:
                file.write(chunk)
        if not kept:
            file.truncate(size)
    stream.read(1)


def _git(top: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(
            _command(top, *arguments), capture_output=True, check=True, timeout=_SECONDS, env=_environment()
        ).stdout
    except FileNotFoundError as error:
        raise UsageError("git is not installed", help="--diff reads earlier revisions with git") from error


def _command(top: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(top), *_OPTIONS, *arguments]


def _environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**inherited, **_ENVIRONMENT}
