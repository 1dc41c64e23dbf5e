"""The learner's own copy of the goat, to be edited."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.learn.course import Course, Edit, Lesson

MAX_FILE = 1 << 20
_ABOUT = frozenset({"README.md", "weaknesses.toml"})  # they tell where to look
_ANSWER = re.compile(r"[ \t]*(?:#|//) (?:weak|safe): SAS-.*$", re.MULTILINE)


def data_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(base, "goatherd", "learn")


class Workspace:
    """`folder` is the copy; it is made where there is none."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.folder = course, folder
        if not folder.is_dir():
            self.reset()

    def reset(self, lesson: Lesson | None = None) -> None:
        """Put all files, or those of a lesson, back to how they were."""
        if lesson is None:
            fresh = self.folder.with_name(f"{self.folder.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            for name in _files(self.course.goat):
                self._put(fresh / name, self.original(name))
                shutil.copymode(self.course.goat / name, fresh / name)
            shutil.rmtree(self.folder, ignore_errors=True)
            fresh.rename(self.folder)
            return
        for name in lesson.files:
            self._put(self.folder / name, self.original(name))

    def files(self) -> list[str]:
        return sorted(_files(self.folder))

    def read(self, name: str) -> str:
        try:
            return self._place(name).read_text(encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{name} cannot be read: {error.strerror}", help="learn reset brings it back") from error

    def write(self, name: str, text: str) -> None:
        """Change a file of the goat; there are no others."""
        if len(text) > MAX_FILE:
            raise UsageError(f"{name} would have more than {MAX_FILE} characters", help="write less")
        self._put(self._place(name), text.replace("\r\n", "\n"))

    def original(self, name: str) -> str:
        """A file as the learner finds it: without the remarks that say where the weak places are."""
        place = self.course.goat / name
        return _ANSWER.sub("", place.read_text(encoding="utf-8")) if place.is_file() else ""

    def changes(self, names: Iterable[str]) -> str:
        """What the learner has changed, as a patch."""
        parts: list[str] = []
        for name in names:
            before, after = self.original(name).splitlines(True), self.read(name).splitlines(True)
            parts += difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
        return "".join(parts)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Raises UsageError where a text to replace does not stand exactly once."""
        for edit in edits:
            text = self.read(edit.file)
            if text.count(edit.old) != 1:
                raise UsageError(
                    f"{edit.file} has the text to replace {text.count(edit.old)} times: {edit.old.strip()[:60]!r}",
                    help="learn reset puts the file back",
                )
            self.write(edit.file, text.replace(edit.old, edit.new))

    def _place(self, name: str) -> Path:
        if name not in self.files():
            raise UsageError(f"the goat has no file {name!r}", help=f"files: {', '.join(self.files()[:10])} …")
        return self.folder / name

    @staticmethod
    def _put(path: Path, text: str) -> None:
        """All of it or nothing, whatever happens meanwhile."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and name not in _ABOUT and "node_modules" not in path.parts:
            yield name
