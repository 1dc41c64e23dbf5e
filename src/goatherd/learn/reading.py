"""The learner's goat as a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import javascript, python
from goatherd.code.advisories import shipped
from goatherd.code.modules import Modules
from goatherd.core.errors import UsageError
from goatherd.core.events import Diagnosed
from goatherd.frontends.document import parse_document
from goatherd.reading import find_applications, read_application
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.model.application import Application

_PROGRAMS = {"py": python.lower, "js": javascript.lower}
_DOCUMENTS = frozenset({"json", "yaml", "yml"})


@frozen
class Problem:
    """What is wrong with a file, at a line that counts from 1."""

    line: int
    why: str


def read_goat(folder: Path) -> tuple[Application, Modules]:
    """The one application below a folder with all that goatherd knows of it, and its code.

    Raises UsageError when the template cannot be read.
    """
    application, modules = _found(folder)
    list(read_application(application, modules, modules.tree, shipped()))
    return application, modules


def read_template(folder: Path) -> Application:
    """What the template says, without a look into the code: quick. Raises UsageError as above."""
    return _found(folder)[0]


def problem_in(name: str, text: str) -> Problem | None:
    """The first thing for which a file of the goat cannot be read, None where there is none."""
    suffix = name.rpartition(".")[2]
    if suffix in _PROGRAMS:
        problems = _PROGRAMS[suffix](name, text).problems
    elif suffix in _DOCUMENTS:
        problems = [(each.span.line, each.message) for each in parse_document(text, name).diagnoses]
    else:
        return None
    return next((Problem(line, why) for line, why in problems), None)


def _found(folder: Path) -> tuple[Application, Modules]:
    tree = Tree(str(folder))
    modules = Modules(tree)
    applications: list[Application] = []
    problems = list(find_applications(modules, tree, "", applications))
    # Code that no function of the template names is an application without a template.
    found = [each for each in applications if each.templates and each.functions]
    if len(found) != 1:
        told = [event.diagnosis for event in problems if isinstance(event, Diagnosed)]
        said = [f"{each.span.path} {each.message}" for each in told] or list(_broken(tree))
        why = said[0] if said else "no template with functions is there"
        raise UsageError(f"the goat cannot be read: {why}", help="mend template.yaml, or: goatherd learn reset")
    return found[0], modules


def _broken(tree: Tree) -> Iterator[str]:
    """Documents beside the template, or itself, that are too broken to look like one."""
    for name in tree.listing(""):
        found = problem_in(name, tree.read(name)) if name.rpartition(".")[2] in _DOCUMENTS else None
        if found:
            yield f"{name} {found.why}"
