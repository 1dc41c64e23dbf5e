"""The runtimes that the guard can run in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.guard.policy import LANGUAGES

if TYPE_CHECKING:
    from goatherd.model.function import Function

SUPPORTED = "Python 3.9 to 3.14 and Node.js 18 to 24"
_RANGES = {"python": range(9, 15), "nodejs": range(18, 25)}  # of Python 3.x, and of Node.js
_RUNTIME = re.compile(r"python3\.?(\d+)|nodejs(\d+)")  # as Lambda writes them, and Google Cloud


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
    return (
        f"the guard runs in {SUPPORTED}, not in {runtime}" if runtime else "what language it is written in is not known"
    )
