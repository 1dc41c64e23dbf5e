"""The cache of what was installed, by what was asked for: only what is whole and holds no way out gets into it."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.core.host import cache_folder
from goatherd.core.private import make_private, why_not_private
from goatherd.sandbox.installing.result import check
from goatherd.sandbox.installing.room import Ended, Room, Say
from goatherd.sandbox.installing.scratch import scratch, sweep
from goatherd.sandbox.installing.tools import MADE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.sandbox.installing.tools import Wanted
    from goatherd.sandbox.isolation import Isolation

GENERATION = 5  # of how packages are installed: what older ones did is not trusted
_ANOTHER = "XDG_CACHE_HOME names another folder for what is installed"
_SHOWN = 200


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
        folder = packages_folder() / fingerprint(type(wanted).__name__, sorted(wanted.files.items()))
        with self.surviving(what):
            if os.path.lexists(folder):  # it gets its name once it is whole
                return folder if self._is_private(folder) else None
            return folder if self.install and self._is_made(folder, what, wanted) else None
        return None

    @contextmanager
    def surviving(self, what: str) -> Iterator[None]:
        """Whatever is wrong with one package or manifest costs a line, and hides nothing of the others."""
        try:
            yield
            return
        except Ended as ended:
            why = str(ended)
        except OSError as error:  # the disk is full, or the folder is not ours
            why = f"{error.filename or packages_folder()}: {error.strerror}; {_ANOTHER}"
        except Exception as error:
            why = f"{type(error).__name__}: {str(error)[:_SHOWN]}"
        self.problems.append(f"{what} could not be installed: {why}")

    def _is_private(self, folder: Path) -> bool:
        why = why_not_private(str(folder))
        told = f"the cache of packages is not used: {why}; {_ANOTHER}"
        if why and told not in self.problems:
            self.problems.append(told)
        return not why

    def _is_made(self, folder: Path, what: str, wanted: Wanted) -> bool:
        """False for a cache that others can write to. Raises Ended, OSError."""
        make_private(str(folder.parent))
        if not self._is_private(folder.parent):
            return False
        sweep(folder.parent)
        doing = f"installing {wanted.told} of {what}"
        self.say(f"{doing} …")
        with scratch(folder.parent) as place:
            room = Room(self.isolation, place / "room", wanted.shown(), self.say)
            room.work.mkdir()
            why, remark = wanted.run(room, doing)
            if why:
                raise Ended(why)
            made = room.work / MADE
            check(made)
            if remark:
                self.problems.append(f"{what}: {remark}")
            _publish(made, folder)
        return True


def _publish(made: Path, folder: Path) -> None:
    """Give it its name once it is whole; another goatherd may have made the same meanwhile."""
    try:
        made.rename(folder)
    except OSError:
        if why_not_private(str(folder)):
            raise
