"""Paths of files and folders."""

import os

from . import frames
from .patching import precede

_READ, _WRITE = (False,), (True,)
_EVENTS = {  # of each leading argument that is a path: whether it is changed
    "os.chdir": _READ,
    "os.chmod": _WRITE,
    "os.chown": _WRITE,
    "os.link": (False, True),
    "os.listdir": _READ,
    "os.mkdir": _WRITE,
    "os.remove": _WRITE,
    "os.rename": (True, True),
    "os.rmdir": _WRITE,
    "os.scandir": _READ,
    "os.symlink": (False, True),
    "os.truncate": _WRITE,
    "os.utime": _WRITE,
    "glob.glob": _READ,
    "pathlib.Path.glob": (False, False),
    "pathlib.Path.rglob": (False, False),
    "shutil.copyfile": (False, True),
    "shutil.copytree": (False, True),
    "shutil.make_archive": (True, False, False),
    "shutil.move": (True, True),
    "shutil.rmtree": _WRITE,
    "shutil.unpack_archive": (False, True),
    "sqlite3.connect": _WRITE,
}
_SILENT = ("stat", "lstat", "access", "readlink", "statvfs")  # without an event
_ASKING = ("shutil", "tarfile", "urllib", "zipfile")  # before they do what is noted anyway
_WRITING = os.O_WRONLY | os.O_RDWR
_BAIT = "/etc/passwd"  # stands for every file that is none of the function's business
_stat = os.stat


def events(session):
    found = {what: _looking(session, what, changes) for what, changes in _EVENTS.items()}
    found["open"] = lambda path, mode, flags: _look(session, "open", path, bool(flags & _WRITING))
    return found


def install(session):
    for name in _SILENT:
        original = getattr(os, name)
        precede(os, name, _asking(session, "os." + name))
        for able in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks, os.supports_effective_ids):
            if original in able:
                able.add(getattr(os, name))


def _asking(session, what):
    look = _looking(session, what, _READ)

    def ask(*paths, **_):
        if (session.holds(paths) or _is_bait(paths[0])) and not frames.called_from(*_ASKING):
            look(*paths)

    return ask


def _looking(session, what, changes):
    def look(*paths, **_):
        for index, write in enumerate(changes[: len(paths)]):
            _look(session, what, paths[index], write)

    return look


def _look(session, what, path, write):
    if isinstance(path, int) or not (session.holds(path) or _is_bait(path)) or frames.called_from("tempfile"):
        return
    session.reach("path", what, path, write=write, exists=_exists(path))


def _is_bait(path):
    return not isinstance(path, int) and os.fsdecode(path).endswith(_BAIT)


def _exists(path):
    try:
        _stat(path)
    except (OSError, ValueError):
        return False
    return True
