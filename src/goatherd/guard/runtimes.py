"""The runtimes that the guard can run in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.guard.policy import LANGUAGES

if TYPE_CHECKING:
    from goatherd.model.function import Function

SUPPORTED = "Python 3.9 to 3.14 and Node.js 18 to 24"
OPTION = "--raise-runtime"
_RANGES = {"python": range(9, 15), "nodejs": range(18, 25)}  # of Python 3.x, and of Node.js
_RUNTIME = re.compile(r"python3\.?(\d+)|nodejs(\d+)")  # as Lambda writes them, and Google Cloud
_OF_LAMBDA = re.compile(r"(?:python3\.|nodejs)(\d+)(?:\.x|\.\d+)?")
_RAISED = {"python": "python3.13", "javascript": "nodejs22.x"}


def why_not(function: Function) -> str:
    """Why the guard cannot run in a function, "" where it can."""
    runtime = known(function.runtime) or ""
    version = _RUNTIME.match(runtime)
    if version:
        within = int(version[1]) in _RANGES["python"] if version[1] else int(version[2]) in _RANGES["nodejs"]
    else:
        within = function.language in LANGUAGES
    if within:
        return ""
    if not runtime:
        return "what language it is written in is not known"
    why = f"the guard runs in {SUPPORTED}, not in {runtime}"
    newer = newer_runtime(function)
    if not newer:
        return why
    span = function.runtime.span or function.span
    return f"{why}: write {newer} in {span.path}:{span.line}, or let goatherd guard apply {OPTION} do it"


def newer_runtime(function: Function) -> str:
    """A runtime of Lambda in which the guard runs, for a function whose own is too old; "" for every other one."""
    found = _OF_LAMBDA.fullmatch(known(function.runtime) or "")
    newer = _RAISED.get(function.language, "")
    oldest = {"python": _RANGES["python"], "javascript": _RANGES["nodejs"]}
    return newer if found and newer and int(found[1]) < oldest[function.language].start else ""
