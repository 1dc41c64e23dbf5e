"""Folders whose files are believed later: only this user, and whoever owns the machine, can have put them there."""

from __future__ import annotations

import errno
import os
import stat


def make_private(folder: str) -> None:
    """Make what is missing of an absolute path, for this user alone. Raises OSError."""
    missing = []
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for each in reversed(missing):
        try:
            os.mkdir(each, 0o700)
        except FileExistsError:  # another run makes the same, or it is a file
            if not os.path.isdir(each):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), each) from None


def why_not_private(folder: str) -> str:
    """Who else can decide what is in an existing folder, "" for nobody. Raises OSError.

    The folder has to be this user's own. Whoever can write to one above it, or to one that holds a link on the way,
    can put another in its place.
    """
    if not hasattr(os, "getuid"):
        return ""
    user = os.getuid()
    told = os.stat(folder)
    if not stat.S_ISDIR(told.st_mode):
        return f"{folder} is no folder"
    if told.st_uid != user:
        return f"{folder} is another user's"
    if _others_write(told, user):
        return f"others may write to {folder}"
    trusted = {user, 0, os.stat("/").st_uid}  # in a namespace of users root may have another number
    pending, seen = [os.path.abspath(folder)], set()
    while pending:
        place = pending.pop()
        if place in seen:
            continue
        seen.add(place)
        pending += [os.path.dirname(place)]
        told = os.lstat(place)
        if told.st_uid not in trusted:
            return f"{place} is another user's"
        if stat.S_ISLNK(told.st_mode):
            pending.append(os.path.join(os.path.realpath(os.path.dirname(place)), os.readlink(place)))
        elif _others_write(told, user) and not told.st_mode & stat.S_ISVTX:
            return f"others may write to {place}"
    return ""


def _others_write(told: os.stat_result, user: int) -> bool:
    return bool(told.st_mode & 0o002 or (told.st_mode & 0o020 and not _is_alone_in(told.st_gid, user)))


def _is_alone_in(group: int, user: int) -> bool:
    """Whether it is the group that systems make for every user: their own folders may be written by it."""
    import grp
    import pwd

    try:
        who, those = pwd.getpwuid(user), grp.getgrgid(group)
    except KeyError:
        return False
    return who.pw_gid == group and those.gr_name == who.pw_name and set(those.gr_mem) <= {who.pw_name}
