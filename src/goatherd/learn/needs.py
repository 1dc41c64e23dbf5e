"""What learning needs of this machine beyond what goatherd itself does."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.core.programs import find_program
from goatherd.core.wording import counted
from goatherd.hunt.extra import MODULES as HUNTING
from goatherd.learn.reading import read_template
from goatherd.sandbox.extra import MODULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.learn.course import Course, Lesson

_PAGES = ("flask", "markdown_it")
_PROGRAMS = ("node", "npm")


def require_extra(*, pages: bool = False) -> None:
    """Raise UsageError when what runs the goat, and with `pages` what shows it in a browser, is not installed."""
    missing = _missing((*MODULES, *(_PAGES if pages else ())))
    if missing:
        raise UsageError(f"goatherd learn needs {', '.join(missing)}", help=f"install its extra: {_command('learn')}")


def require_hunting(lesson: Lesson) -> None:
    """Raise UsageError when a lesson looks through logs, and what does that is not installed."""
    missing = _missing(HUNTING) if lesson.hunts else []
    if missing:
        why = f"this lesson looks through logs, which needs {', '.join(missing)}"
        raise UsageError(why, help=f"install the extra of goatherd hunt: {_command('hunt')}")


def _missing(modules: Iterable[str]) -> list[str]:
    return [name for name in modules if find_spec(name) is None]


def _command(extra: str) -> str:
    """Not "pip" alone: that may be the one of another Python."""
    return f"{shlex.quote(sys.executable)} -m pip install 'goatherd[{extra}]'"


def require_sandbox() -> None:
    """Raise UsageError when functions cannot be run on this machine."""
    require_extra()
    from goatherd.sandbox.enclosure import require

    require()


def missing_programs() -> list[str]:
    """Those of Node.js that are not there."""
    return [name for name in _PROGRAMS if find_program(name) is None]


def lacking(course: Course) -> Iterator[str]:
    """What some lessons need, and is not there: the others can be played without it."""
    functions = {each.id for each in read_template(course.goat).functions if each.language == "javascript"}
    lessons = [lesson for lesson in course.lessons if functions & {*lesson.functions}]
    programs = missing_programs()
    if lessons and programs:
        yield (
            f"there is no {' and no '.join(programs)} on the PATH, and {counted(len(lessons), 'lesson')} of"
            f" {len(course.lessons)} cannot be played without: install Node.js (Debian, Ubuntu, Fedora: the packages"
            " nodejs and npm)"
        )
    hunting = [lesson for lesson in course.lessons if lesson.hunts]
    if hunting and _missing(HUNTING):
        yield (
            f"{counted(len(hunting), 'lesson')} of {len(course.lessons)} cannot be played without the extra of goatherd"
            f" hunt: {_command('hunt')}"
        )
