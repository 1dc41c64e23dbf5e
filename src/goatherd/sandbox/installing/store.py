"""The cache of what was installed, by what was asked for: only what is whole and holds no way out gets into it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.host import cache_folder
from goatherd.sandbox.installing.room import Ended, Room, Say
from goatherd.sandbox.installing.tools import MADE

if TYPE_CHECKING:
    from goatherd.sandbox.installing.tools import Wanted
    from goatherd.sandbox.isolation import Isolation

GENERATION = 2  # of how packages are installed: what older ones did is not trusted
_COMPLETE = ".complete"


def packages_folder() -> Path:
    return Path(cache_folder("packages"))


def fingerprint(*told: object) -> str:
    """For what was installed: it holds for this Python, and for how it is done."""
    return hashlib.sha256(repr((GENERATION, sys.version_info[:2], *told)).encode()).hexdigest()[:24]


@define
class Store:
    """`problems` is what could not be installed, and why. `say` is told what takes its time."""

    isolation: Isolation
    install: bool
    say: Say
    problems: list[str] = field(factory=list)

    def folder(self, what: str, wanted: Wanted) -> Path | None:
        """The folder in the cache that holds what is `wanted`, made if it may be; None when there is none."""
        key = fingerprint(type(wanted).__name__, sorted(wanted.files.items()))
        folder = packages_folder() / key
        if (folder / _COMPLETE).is_file():
            return folder
        if not self.install:
            return None
        doing = f"installing {wanted.told} of {what}"
        self.say(f"{doing} …")
        try:
            self._make(key, doing, what, wanted)
            return folder
        except Ended as ended:
            why = str(ended)
        except OSError as error:  # the disk is full, or the folder is not ours
            place = error.filename or packages_folder()
            why = f"{place}: {error.strerror}; XDG_CACHE_HOME names another folder for what is installed"
        self.problems.append(f"{what} could not be installed: {why}")
        return None

    def _make(self, key: str, doing: str, what: str, wanted: Wanted) -> None:
        """Raises Ended."""
        packages_folder().mkdir(parents=True, exist_ok=True)
        cache = packages_folder() / f"cache-of-{type(wanted).__name__}"
        cache.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=packages_folder(), ignore_cleanup_errors=True) as place:
            room = Room(self.isolation, Path(place), cache, wanted.shown(), self.say)
            why, remark = wanted.run(room, doing)
            if why:
                raise Ended(why)
            made = room.work / MADE
            check(made)
            if remark:
                self.problems.append(f"{what}: {remark}")
            (made / _COMPLETE).touch()
            _publish(made, packages_folder() / key)


def check(folder: Path) -> None:
    """Whatever installed it, functions and builders are going to see it: no link leads out, and all are plain files.

    Raises Ended.
    """
    top = os.path.realpath(folder)
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            place = os.path.join(where, name)
            mode = os.lstat(place).st_mode
            if stat.S_ISLNK(mode):
                target = os.readlink(place)
                if os.path.isabs(target) or not os.path.realpath(place).startswith(top + "/"):
                    raise Ended("it holds a link that leads out of its folder")
            elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise Ended("it holds what is neither a file nor a folder")
            elif mode & (stat.S_ISUID | stat.S_ISGID):
                os.chmod(place, stat.S_IMODE(mode) & 0o777)


def _publish(made: Path, folder: Path) -> None:
    """Give it its name once it is whole: another goatherd may look for it, or have made the same, meanwhile."""
    try:
        made.rename(folder)
    except OSError:
        if (folder / _COMPLETE).is_file():
            return
        shutil.rmtree(folder)
        made.rename(folder)
