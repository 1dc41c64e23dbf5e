"""Where what belongs to the guard lies in a project: the folder `goatherd-guard` next to each template."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.guard.checking import mistakes
from goatherd.guard.layer import policy_name
from goatherd.guard.policy import policy_of
from goatherd.guard.runtimes import why_not

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from goatherd.model.application import Application
    from goatherd.model.function import Function

FOLDER = "goatherd-guard"
POLICIES = "policies"
GENERATED = "generated"  # a folder beside policies, with what goatherd made of them
LAYER_FOLDERS = {"python": "python", "javascript": "nodejs"}  # by language


@frozen(eq=False)
class Guarded:
    """A function that the guard can run in. `name` is what its policy is called, and what GOATHERD_GUARD says."""

    application: Application
    function: Function
    name: str

    def policy(self, mode: str) -> dict[str, Any]:
        return policy_of(self.function, self.application, mode)


@frozen(eq=False)
class Home:
    """The functions of the templates in one folder; `folder` is relative to the root, "" for that itself."""

    folder: str
    functions: list[Guarded] = field(factory=list)

    @property
    def place(self) -> str:
        return posixpath.join(self.folder, FOLDER)

    @property
    def policies(self) -> str:
        return posixpath.join(self.place, POLICIES)

    def of(self, language: str) -> list[Guarded]:
        return [each for each in self.functions if each.function.language == language]


def homes_of(applications: Iterable[Application]) -> list[Home]:
    """By folder; of two functions with one id the second is called after its template as well."""
    found: dict[str, Home] = {}
    taken: set[tuple[str, str]] = set()
    for application in applications:
        folder = home_of(application)
        for function in application.functions:
            if why_not(function):
                continue
            name = policy_name(function.id)
            if (folder, name) in taken:
                name = policy_name(f"{posixpath.basename(application.name)}.{function.id}")
            taken.add((folder, name))
            found.setdefault(folder, Home(folder)).functions.append(Guarded(application, function, name))
    return list(found.values())


def home_of(application: Application) -> str:
    """The folder that what belongs to its guard lies in, relative to the root, "" for that itself."""
    folder = posixpath.dirname(application.name) if application.templates else application.name
    return "" if folder == "." else folder


def read_policy(file: Path) -> dict[str, Any]:
    """A policy as it was written or edited; raises UsageError."""
    try:
        found = read_json(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except Unreadable as error:
        raise UsageError(
            f"{file} {error}", help="a policy is a JSON document; see guard/schema/policy.schema.json"
        ) from error
    if not isinstance(found, dict) or found.get("version") != 1:
        raise UsageError(f"{file} is no policy of version 1", help="goatherd guard policy writes one")
    if wrong := mistakes(found):
        raise UsageError(f"{file}: {'; '.join(wrong[:5])}", help="guard/schema/policy.schema.json has all keys")
    return found
