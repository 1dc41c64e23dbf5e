"""What the goat's functions need from registries, fetched once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.core.private import make_private
from goatherd.learn.needs import missing_programs
from goatherd.learn.reading import read_goat, read_template
from goatherd.learn.workspace import Workspace
from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.installing.room import Say, silently
from goatherd.sandbox.installing.store import fingerprint, packages_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.learn.course import Course, Fix
    from goatherd.model.function import Function

MANIFESTS = ("requirements.txt", "package.json", "package-lock.json")


def install_packages(course: Course, say: Say = silently) -> list[str]:
    """Why some cannot be had; without them, lessons about the functions that need them cannot be played. Of functions
    that no program here can install for, nothing is said: `needs.lacking` does so, once for all.

    What the lessons' fixes need is fetched, too. Once all are there, nothing is asked again for the same course.
    `say` is told what is being fetched.
    """
    if are_installed(course):
        return []
    try:
        make_private(str(packages_folder()))
        problems = _fetched(course, say)
        if not problems and not any(map(_is_left_out, read_template(course.goat).functions)):
            _stamp(course).touch()
    except OSError as error:
        where = error.filename or packages_folder()
        return [
            f"{where} cannot be written: {error.strerror} (XDG_CACHE_HOME names another folder for what is fetched)"
        ]
    return problems


def are_installed(course: Course) -> bool:
    return _stamp(course).exists()


def _stamp(course: Course) -> Path:
    return packages_folder() / f"course-{_fingerprint(course)}"


def _fetched(course: Course, say: Say) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Workspace(course, Path(folder, "goat"))
        # Learners' files are without remarks, and the cache goes by their bytes.
        problems = install_for(copy.folder, say=say)
        for lesson in course.lessons:
            for fix in filter(_needs_packages, (lesson.solution, *lesson.wrong)):
                copy.apply(fix.edits)
                problems += install_for(copy.folder, lesson.functions, say=say)
                copy.reset()
    return list(dict.fromkeys(problems))


def _fingerprint(course: Course) -> str:
    files = sorted(path for path in course.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    told = [(path.relative_to(course.folder).as_posix(), path.read_bytes()) for path in files]
    return fingerprint(told)


def install_for(folder: Path, functions: Iterable[str] = (), say: Say = silently) -> list[str]:
    """The same for a copy of the goat, or for some of its functions."""
    application, _ = read_goat(folder)
    wanted = frozenset(functions) or {each.id for each in application.functions}
    able = [each for each in application.functions if each.id in wanted and not _is_left_out(each)]
    part = evolve(application, functions=able)
    return list(dict.fromkeys(find_dependencies(part, str(folder), install=True, say=say).problems))


def _is_left_out(function: Function) -> bool:
    return function.language == "javascript" and bool(missing_programs())


def _needs_packages(fix: Fix) -> bool:
    """Whether it changes what is installed; the SDK that a runtime brings is installed by what the code asks for."""
    return any(edit.file.endswith(MANIFESTS) or "@aws-sdk/" in edit.new for edit in fix.edits)
