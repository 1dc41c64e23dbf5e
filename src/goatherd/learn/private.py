"""The folder of a learner, which only they may change: a copy of the goat that others edit would run as the learner."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.learn.files import Linked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GROUP_WRITES, _ALL_WRITE = 0o020, 0o002


def make_private(folder: Path) -> None:
    """Make a folder for our user alone, or see that one which is there is changed by nobody else.

    Raises UsageError where it cannot be had.
    """
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    told = folder.stat()
    if told.st_uid != os.geteuid():
        raise UsageError(f"{folder} belongs to another user", help="choose a folder of your own: --home DIR")
    # Many systems give each user a group of their own, which may write by default.
    if told.st_mode & _ALL_WRITE or (told.st_mode & _GROUP_WRITES and told.st_gid != os.getegid()):
        raise UsageError(
            f"other users may change {folder}, and what is there runs as you",
            help="choose a folder that only you may write to: --home DIR",
        )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises UsageError for what the disk refuses and for links, which names the file."""
    try:
        yield
    except Linked as error:
        raise UsageError(
            f"{error.filename} is a link, or no folder: nothing is written through it",
            help="move it away: goatherd learn reset brings back what was there",
        ) from error
    except OSError as error:
        raise UsageError(
            f"{error.filename or path} cannot be written: {error.strerror}",
            help="see that there is room and that you may write there, or choose another folder: --home DIR",
        ) from error
