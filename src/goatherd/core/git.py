"""Asking git about a hostile tree: objects are read, nothing of the tree's configuration runs.

The work tree and the index are never looked at through git: that would ask filters, monitors and attributes.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.lazy import regex
from goatherd.core.plain_files import is_link, read_below
from goatherd.core.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 60
FETCH_ALL = "fetch all of its history: git fetch --unshallow, or fetch-depth: 0 in CI"
_MOST = 100_000  # bytes
_WORK_TREE = regex(r"(?m)^\s*worktree\s*=\s*(.+?)\s*$")
# Reading objects asks for no hook, filter or attribute; these keep it from fetching and from asking. Older versions
# know no GIT_NO_LAZY_FETCH, and the repository says by what program a partial clone fetches: no protocol is allowed.
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}
_OPTIONS = ("--no-pager", "--no-replace-objects", "--literal-pathspecs", "-c", "core.fsmonitor=false")


def git(top: Path, *arguments: str) -> bytes:
    """What git prints; raises subprocess.CalledProcessError, and UsageError where it does not come to an end."""
    command = git_command(top, *arguments)
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS, env=environment()).stdout
    except subprocess.TimeoutExpired as error:
        raise no_answer(top) from error


def no_answer(top: Path) -> UsageError:
    return UsageError(f"git does not answer in {top} within {SECONDS} s", help="git fsck looks for what is wrong there")


def commit_of(top: Path, revision: str) -> str:
    """The id of a commit; raises UsageError for what names none, and for a repository that is not the work tree's."""
    _refuse_foreign(top)
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} names no revision", help="name a branch, a tag or a commit")
    try:
        return git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError as error:
        if b"dubious ownership" in (error.stderr or b""):
            message = f"git refuses to read {top}, which belongs to another user"
            raise UsageError(message, help=f"git config --global --add safe.directory {top}") from error
        if is_shallow(top):
            message = f"{revision!r} names no commit in {top}, which is a shallow clone"
            raise UsageError(message, help=FETCH_ALL) from error
        new = "a push of a new branch has no commit before it: name the branch that it left"
        help = "git log shows the commits" if revision.strip("0") else new
        raise UsageError(f"{revision!r} names no commit in {top}", help=help) from error


def is_shallow(top: Path) -> bool:
    """Whether history was left out when the repository was cloned."""
    try:
        return git(top, "rev-parse", "--is-shallow-repository").strip() == b"true"
    except subprocess.CalledProcessError:
        return False


def _refuse_foreign(top: Path) -> None:
    """Raise UsageError where `.git` leads to a repository that knows nothing of this work tree: it may be anybody's."""
    place = top / ".git"
    if place.is_dir() and not is_link(place.lstat()):
        return
    try:
        said = read_below(str(top), ".git", _MOST).decode("utf-8", "surrogateescape")
        home = (top / said.removeprefix("gitdir:").strip()).resolve()
        if any((home / back).resolve() in (place, top) for back in _backward(home)):
            return
    except (OSError, ValueError):
        pass
    raise UsageError(f"{place} leads to a repository that is not its own", help="compare in a clone")


def _backward(home: Path) -> Iterator[str]:
    """Where a repository says that its work tree is: of a worktree its `.git`, of a submodule its folder."""
    for name in ("gitdir", "config"):
        with suppress(OSError):
            text = read_below(str(home), name, _MOST).decode("utf-8", "surrogateescape")
            yield from [text.strip()] if name == "gitdir" else _WORK_TREE.findall(text)


def git_command(top: Path, *arguments: str) -> list[str]:
    program = find_program("git")
    if program is None:
        raise UsageError("git is not installed", help="earlier revisions are read with git")
    return [program, "-C", str(top), *_OPTIONS, *arguments]


def environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**inherited, **_ENVIRONMENT}
