"""The learner's goat as a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.advisories import shipped
from goatherd.code.modules import Modules
from goatherd.core.errors import UsageError
from goatherd.reading import find_applications, read_application
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.model.application import Application


def read_goat(folder: Path) -> tuple[Application, Tree]:
    """The one application below a folder, and its files; raises UsageError when the template cannot be read."""
    tree = Tree(str(folder))
    modules = Modules(tree)
    applications: list[Application] = []
    problems = list(find_applications(modules, tree, "", applications))
    if len(applications) != 1 or not applications[0].functions:
        said = next((str(event.diagnosis.message) for event in problems if hasattr(event, "diagnosis")), "no template")
        raise UsageError(f"the goat cannot be read: {said}", help="mend template.yaml, or: goatherd learn reset")
    list(read_application(applications[0], modules, tree, shipped()))
    return applications[0], tree
