"""What the goat's functions need from registries, fetched once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.learn.reading import read_goat
from goatherd.learn.workspace import Workspace
from goatherd.sandbox.dependencies import find_dependencies

if TYPE_CHECKING:
    from goatherd.learn.course import Course


def install_packages(course: Course) -> list[str]:
    """Why some cannot be had; without them, lessons about the functions that need them cannot be played.

    They are kept by the text of the manifests, which is another in a learner's copy.
    """
    with tempfile.TemporaryDirectory() as folder:
        application, tree = read_goat(Workspace(course, Path(folder, "goat")).folder)
        return list(dict.fromkeys(find_dependencies(application, tree.root, install=True).problems))
