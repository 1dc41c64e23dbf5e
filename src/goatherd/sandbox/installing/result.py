"""What was installed, looked through: functions and builders are going to see it, whoever installed it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from goatherd.sandbox.installing.room import Ended
from goatherd.sandbox.installing.scratch import open_folder, set_mode

if TYPE_CHECKING:
    from pathlib import Path

MOST_DEPTH = 64  # folders within each other
_MOST_CHARACTERS = 2000  # of a path within it
_NOT_KEPT = stat.S_ISUID | stat.S_ISGID | stat.S_IWGRP | stat.S_IWOTH


def check(folder: Path) -> None:
    """It is a folder, no link leads out of it, and all are plain files that nobody else may write to. Raises Ended."""
    try:
        descriptor = open_folder(folder)
    except OSError as error:
        raise Ended(f"it is no folder: {error.strerror}") from None
    try:
        os.fchmod(descriptor, 0o755)
        _check_below(descriptor, os.path.realpath(folder), ())
    finally:
        os.close(descriptor)


def _check_below(folder: int, top: str, names: tuple[str, ...]) -> None:
    """All within a folder, which has the names from the top on: as many calls are open as folders are allowed."""
    if len(names) > MOST_DEPTH or sum(map(len, names)) > _MOST_CHARACTERS:
        raise Ended("its folders lie too deep within each other")
    for name in os.listdir(folder):
        mode = os.lstat(name, dir_fd=folder).st_mode
        if stat.S_ISLNK(mode):
            _check_link(os.readlink(name, dir_fd=folder), os.path.join(top, *names, name), top)
        elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise Ended("it holds what is neither a file nor a folder")
        elif mode & _NOT_KEPT:
            set_mode(name, stat.S_IMODE(mode) & 0o755, within=folder)
        if stat.S_ISDIR(mode):
            inner = open_folder(name, within=folder)
            try:
                _check_below(inner, top, (*names, name))
            finally:
                os.close(inner)


def _check_link(target: str, place: str, top: str) -> None:
    if os.path.isabs(target) or not os.path.realpath(place).startswith(top + "/"):
        raise Ended("it holds a link that leads out of its folder")
