"""Asking git about a hostile tree: objects are read, nothing of the tree's configuration runs.

The work tree and the index are never looked at through git: that would ask filters, monitors and attributes.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.programs import find_program

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 120
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
    """What git prints; raises subprocess.CalledProcessError."""
    command = git_command(top, *arguments)
    return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS, env=environment()).stdout


def commit_of(top: Path, revision: str) -> str:
    """The id of a commit; raises UsageError for what names none."""
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} names no revision", help="name a branch, a tag or a commit")
    try:
        return git(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError as error:
        raise UsageError(f"{revision!r} names no commit in {top}", help="git log shows the commits") from error


def git_command(top: Path, *arguments: str) -> list[str]:
    program = find_program("git")
    if program is None:
        raise UsageError("git is not installed", help="earlier revisions are read with git")
    return [program, "-C", str(top), *_OPTIONS, *arguments]


def environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**inherited, **_ENVIRONMENT}
