"""Files of the scanned tree, read for an installation: no link leads out of it, and nothing is endless."""

from __future__ import annotations

import os
import stat


class Refused(Exception):
    """Why something that the tree asks for is not done, without a word of what files hold."""


def place_in_tree(root: str, path: str) -> str:
    """The real place of `path`, which is relative to `root`, the scanned tree. Raises Refused."""
    top = os.path.realpath(root)
    try:
        place = os.path.realpath(os.path.join(top, path))
    except ValueError:  # it holds a zero byte
        raise Refused("it is no path") from None
    if place != top and not place.startswith(top.rstrip("/") + "/"):
        raise Refused("it leads out of the tree")
    return place


def bytes_of(root: str, path: str, most: int) -> bytes:
    """What a file of the tree holds. Raises Refused, also for one of more than `most` bytes."""
    place = place_in_tree(root, path)
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused("it is no file")
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(f"it has more than {most >> 10} KB")
    return data
