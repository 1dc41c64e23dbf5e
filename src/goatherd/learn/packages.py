"""What the goat's functions need from registries, fetched once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.learn.reading import read_goat
from goatherd.sandbox.dependencies import find_dependencies

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.learn.course import Course


def install_packages(course: Course, folder: Path | None = None) -> list[str]:
    """Those of the goat, or of a copy in `folder`. Why some cannot be had: without them, lessons about the functions
    that need them cannot be played.
    """
    application, tree = read_goat(folder or course.goat)
    return list(dict.fromkeys(find_dependencies(application, tree.root, install=True).problems))
