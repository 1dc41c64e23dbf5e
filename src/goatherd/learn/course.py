"""A course: an application with weaknesses, and a folder for the lesson of each.

course.toml          title, order of the lessons, introduction
goat/                the application
lessons/NAME/
    lesson.toml      what the lesson is about, hints, the model solution, wrong fixes
    lesson.md        its text: story, find, exploit, understand, fix, keep
    play.py          attacks, how one knows that one has worked, what the application must still do
"""

from __future__ import annotations

import errno
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.core.errors import UsageError
from goatherd.learn.sending import Sending

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPPED = Path(__file__).parent / "course"
SECTIONS = ("Story", "Find it", "Exploit it", "Understand it", "Fix it", "Keep it fixed")
_MAX_TEXT = 1 << 20  # bytes
_TEXTS = ("functions", "resources", "files", "oracles", "checks", "covers", "hints")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@frozen
class Edit:
    """`old` stands exactly once in `file` (relative to the goat) and becomes `new`."""

    file: str
    old: str
    new: str


@frozen
class Fix:
    """Edits together. `fails` is what `verify` has to say of a wrong one: "exploit", "behaviour" or "scan"."""

    name: str
    edits: tuple[Edit, ...]
    fails: str = ""


@frozen
class Elsewhere:
    """A lesson of another course; `number` counts from 1."""

    course: str
    number: int
    title: str

    def __str__(self) -> str:
        return f"{self.course} {self.number}: {self.title}"


@frozen
class Lesson:
    """`functions` and `resources` are where the weakness is, by their ids in the template; `oracles` and `checks` are
    goatherd's own names for it. `files` are those to edit, the first first. `covers` are the lessons of other
    courses that teach the same. `attack` is one that reaches the goal, as a learner would send it. `hunts` says that
    logs are looked through with `goatherd hunt`, `log` is one that the learner is given to read, by its path.
    """

    name: str
    folder: Path
    title: str
    risk: int
    functions: tuple[str, ...]
    resources: tuple[str, ...]
    files: tuple[str, ...]
    oracles: tuple[str, ...]
    checks: tuple[str, ...]
    covers: tuple[Elsewhere, ...]
    hints: tuple[str, ...]
    sections: dict[str, str]
    attack: Sending
    solution: Fix
    wrong: tuple[Fix, ...]
    hunts: bool = False
    log: Path | None = None

    @property
    def play(self) -> Path:
        return self.folder / "play.py"


@frozen
class Course:
    title: str
    folder: Path
    introduction: str
    lessons: tuple[Lesson, ...] = field(repr=False)
    elsewhere: tuple[Elsewhere, ...] = field(default=(), repr=False)

    @property
    def goat(self) -> Path:
        return self.folder / "goat"

    def covering(self, other: Elsewhere) -> list[Lesson]:
        """The lessons that teach the same as one of another course."""
        return [lesson for lesson in self.lessons if other in lesson.covers]

    def lesson(self, name: str) -> Lesson:
        """By its name, a part of it that only one has, or its number from 1 on; raises UsageError."""
        if name.isdigit() and 0 < int(name) <= len(self.lessons):
            return self.lessons[int(name) - 1]
        found = [each for each in self.lessons if each.name == name] or [
            each for each in self.lessons if name in each.name
        ]
        if not found:
            raise UsageError(f"no lesson is called {name!r}", help="goatherd learn --list shows all")
        if len(found) > 1:
            several = ", ".join(each.name for each in found)
            raise UsageError(f"several lessons have {name!r} in their names: {several}", help="say more of the name")
        return found[0]


def read_course(folder: Path = SHIPPED) -> Course:
    """Raises UsageError that names the file for a course that is not complete."""
    told = _toml(folder / "course.toml")
    try:
        others = told.get("covers", {}).items()
        elsewhere = tuple(Elsewhere(name, n, each) for name, titles in others for n, each in enumerate(titles, 1))
        for name in told["lessons"]:
            if not isinstance(name, str) or name in ("", ".", "..") or Path(name).name != name:
                raise UsageError(
                    f"{folder / 'course.toml'}: {name!r} is no name of a folder", help="see docs/courses.md"
                )
        for name in ("title", "introduction"):
            if not isinstance(told[name], str):
                raise TypeError(f"{name} must be a text")
        lessons = tuple(_lesson(folder / "lessons" / name, elsewhere) for name in told["lessons"])
        return Course(told["title"], folder, told["introduction"], lessons, elsewhere)
    except KeyError as error:
        raise UsageError(f"{folder / 'course.toml'}: {error.args[0]} is missing", help="see docs/courses.md") from error
    except (AttributeError, TypeError) as error:
        raise UsageError(f"{folder / 'course.toml'}: {error}", help="see docs/courses.md") from error


def _lesson(folder: Path, elsewhere: tuple[Elsewhere, ...]) -> Lesson:
    path = folder / "lesson.toml"
    told = _toml(path)
    _check(told, folder)
    try:
        return Lesson(
            folder.name,
            folder,
            told["title"],
            told["risk"],
            tuple(told.get("functions", ())),
            tuple(told.get("resources", ())),
            tuple(told["files"]),
            tuple(told.get("oracles", ())),
            tuple(told.get("checks", ())),
            tuple(_named(each, elsewhere, path) for each in told.get("covers", ())),
            tuple(told["hints"]),
            _sections(folder / "lesson.md"),
            _sending(told["attack"]),
            Fix("solution", _edits(told["solution"])),
            tuple(Fix(each["name"], _edits(each["edits"]), each["fails"]) for each in told["wrong"]),
            told.get("hunts", False),
            folder / told["log"] if "log" in told else None,
        )
    except KeyError as error:
        raise UsageError(f"{path}: {error.args[0]} is missing", help="see docs/courses.md") from error
    except (AttributeError, TypeError) as error:
        raise UsageError(f"{path}: {error}", help="see docs/courses.md") from error


def _check(told: dict[str, Any], folder: Path) -> None:
    """Raises UsageError for what a lesson must not lack."""
    _require(
        {f"{name} must be a list of texts": _are_texts(told.get(name, [])) for name in _TEXTS}
        | {"attack must be a table": isinstance(told.get("attack", {}), dict)},
        folder,
    )
    _require(
        {
            "title must be a text": isinstance(told.get("title", ""), str),
            "risk must be a number from 1 to 10": told.get("risk") in range(1, 11),
            "hunts must be true or false": isinstance(told.get("hunts", False), bool),
            "log must name a file of the lesson": "log" not in told or _is_file_in(folder, told["log"]),
            "hints must be three": len(told.get("hints", ())) == 3,
            "play.py is missing": (folder / "play.py").is_file(),
            "files must name files of goat/": bool(told.get("files", ("",)))
            and all(_is_file_in(folder.parent.parent / "goat", name) for name in told.get("files", ())),
        },
        folder,
    )


def _require(met: dict[str, bool], folder: Path) -> None:
    for what, is_so in met.items():
        if not is_so:
            raise UsageError(f"{folder / 'lesson.toml'}: {what}", help="see docs/courses.md")


def _are_texts(told: object) -> bool:
    return isinstance(told, list) and all(isinstance(each, str) for each in told)


def _is_file_in(folder: Path, name: object) -> bool:
    """Also whether it is inside: putting a lesson's files back writes there."""
    if not isinstance(name, str):
        return False
    path, above = folder / name, {".", ".."} & {*name.split("/")}
    inside = not above and path.resolve() == folder.resolve() / name and not Path(name).is_absolute()
    return inside and path.is_file()


def _named(name: str, elsewhere: tuple[Elsewhere, ...], path: Path) -> Elsewhere:
    found = next((each for each in elsewhere if name == f"{each.course} {each.number}"), None)
    if found is None:
        raise UsageError(f"{path}: course.toml knows no lesson {name!r} of another course", help="see docs/courses.md")
    return found


def _sending(told: dict[str, str]) -> Sending:
    return Sending(told["door"], {name: value for name, value in told.items() if name != "door"})


def _edits(told: list[dict[str, str]]) -> tuple[Edit, ...]:
    return tuple(Edit(each["file"], each["old"], each["new"]) for each in told)


def _sections(path: Path) -> dict[str, str]:
    found = dict(_split(_text(path)))
    missing = [name for name in SECTIONS if name not in found]
    if missing:
        raise UsageError(f"{path}: the section {missing[0]!r} is missing", help="see docs/courses.md")
    return found


def _split(text: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(text))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        yield heading[1].strip(), text[heading.end() : following.start() if following else len(text)].strip()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: {error}", help="see docs/courses.md") from error


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # nobody ever writes to a pipe that we would read
            raise OSError(errno.EINVAL, "it is no file")
        with path.open("rb") as file:
            data = file.read(_MAX_TEXT + 1)
        if len(data) > _MAX_TEXT:
            raise OSError(errno.EFBIG, f"it has more than {_MAX_TEXT} bytes")
        return data.decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", help="see docs/courses.md") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8", help="see docs/courses.md") from error
