"""Which functions are deployed with the guard in front of them, and what it does there."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.core.plain_files import read_below
from goatherd.core.value import Known, known
from goatherd.guard.homes import FOLDER, POLICIES, home_of
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.model.application import Application
    from goatherd.model.function import Function

_MAX_POLICY = 4 << 20  # bytes


@frozen
class Protection:
    """`policy` is its name, "" where that is not known. `mode`: "block", "monitor", "" where the tree has no policy."""

    policy: str
    mode: str

    def __str__(self) -> str:
        """ "blocks (policy Convert)" """
        named = f"policy {self.policy}" if self.policy else "policy not named here"
        if not self.mode:
            return f"{named}, which is not in this tree" if self.policy else named
        return f"{'blocks' if self.mode == 'block' else 'only reports'} ({named})"


def protections(applications: Sequence[Application], root: str) -> list[dict[str, Protection]]:
    """For each application, by the id of the function. `root` is the folder, or the file, that was scanned."""
    wrapped = [[function for function in one.functions if _is_wrapped(function)] for one in applications]
    if not any(wrapped):
        return [{} for _ in applications]
    folder = os.path.dirname(root) if os.path.isfile(root) else root
    return [
        {function.id: _protection(function, application, folder) for function in functions}
        for application, functions in zip(applications, wrapped, strict=True)
    ]


def _is_wrapped(function: Function) -> bool:
    return function.environment.get(WRAPPER_VARIABLE) == Known(WRAPPER)


def _protection(function: Function, application: Application, folder: str) -> Protection:
    variable = function.environment.get(POLICY_VARIABLE)
    name = known(variable) if variable is not None else None
    if not name:
        return Protection("", "")
    path = posixpath.join(home_of(application), FOLDER, POLICIES, f"{posixpath.basename(name)}.json")
    try:
        policy = read_json(read_below(folder, path, _MAX_POLICY))
    except (OSError, Unreadable):
        return Protection(name, "")
    mode = policy.get("mode", "monitor") if isinstance(policy, dict) else ""
    return Protection(name, mode if mode in ("block", "monitor") else "")
