"""The learner's own copy of the goat, to be edited."""

from __future__ import annotations

import difflib
import os
import re
import secrets
import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.guard.homes import FOLDER, LAYER_FOLDERS
from goatherd.learn.course import SHIPPED
from goatherd.learn.files import read_below, write_below
from goatherd.learn.private import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.learn.course import Course, Edit, Lesson

MAX_FILE = 1 << 20
_MADE = frozenset({"__pycache__", "node_modules"})  # by pip where goatherd was installed, by npm
_BUILT = tuple(f"{FOLDER}/{name}/" for name in LAYER_FOLDERS.values())  # by build_guard
_ABOUT = frozenset({"README.md", "weaknesses.toml"})  # they tell where to look
_ANSWER = re.compile(r"[ \t]*(?:#|//) (?:weak|safe): SAS-.*$", re.MULTILINE)


def data_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(base, "goatherd", "learn")


def home_of(course: Course) -> Path:
    """Where a learner's copy of a course is kept: one place for each course, however its path was written."""
    folder = course.folder.resolve()
    if folder == SHIPPED.resolve():
        return data_folder() / "goat-paper"
    return data_folder() / f"{folder.name}-{sha256(str(folder).encode()).hexdigest()[:12]}"


class Workspace:
    """`folder` is the copy; it is made where there is none."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.folder = course, folder
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise UsageError(f"{folder} is no folder", help="move it away, or choose another --home")
        if not folder.is_dir():
            self.reset()

    def reset(self, lesson: Lesson | None = None) -> None:
        """Put all files, or those of a lesson, back to how they were. Raises UsageError where the disk refuses it."""
        with writing(self.folder):
            if lesson is None:
                self._make_anew()
            for name in lesson.files if lesson else ():
                self._put_back(name, self.folder)

    def _make_anew(self) -> None:
        fresh = self.folder.with_name(f".{self.folder.name}.{secrets.token_hex(8)}.new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        try:
            for name in _files(self.course.goat):
                self._put_back(name, fresh)
            shutil.rmtree(self.folder, ignore_errors=True)
            fresh.rename(self.folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def files(self) -> list[str]:
        return sorted(_files(self.folder))

    def has(self, name: str) -> bool:
        """Whether a file of the goat is there and is text."""
        return name in self.files() and _text(self.folder, name) is not None

    def read(self, name: str) -> str:
        self._expect(name)
        text = _text(self.folder, name)
        if text is None:
            raise UsageError(f"{name} is no text in UTF-8, or cannot be read", help="goatherd learn reset LESSON")
        return text

    def write(self, name: str, text: str) -> None:
        """Change a file of the goat; there are no others."""
        data = text.replace("\r\n", "\n").encode("utf-8", "replace")
        if len(data) > MAX_FILE:
            raise UsageError(f"{name} would have more than {MAX_FILE} bytes", help="write less")
        self._expect(name)
        with writing(self.folder / name):
            write_below(self.folder, name, data)

    def original(self, name: str) -> str:
        """A file as the learner finds it: without the remarks that say where the weak places are."""
        return _ANSWER.sub("", _text(self.course.goat, name) or "")

    def changes(self, names: Iterable[str]) -> str:
        """What the learner has changed, as a patch."""
        parts: list[str] = []
        for name in names:
            now = self.read(name) if self.has(name) else ""
            before, after = self.original(name).splitlines(True), now.splitlines(True)
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

    def _expect(self, name: str) -> None:
        if name not in self.files():
            raise UsageError(f"the goat has no file {name!r}", help="goatherd learn reset brings back what was there")

    def _put_back(self, name: str, folder: Path) -> None:
        source = self.course.goat / name
        is_text = _text(self.course.goat, name) is not None
        data = self.original(name).encode() if is_text else source.read_bytes()
        write_below(folder, name, data, source.stat().st_mode)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        made = name.startswith(_BUILT) or _MADE & {*path.parts}
        if path.is_file() and not path.is_symlink() and name not in _ABOUT and not made:
            yield name


def _text(root: Path, name: str) -> str | None:
    """What is written in a file; None where that is no text, or more of it than anybody edits."""
    try:
        data = read_below(root, name, MAX_FILE + 1)
        return None if len(data) > MAX_FILE else data.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None
