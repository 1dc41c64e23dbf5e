"""Whether a file is there, its size and its times: `os.stat` and `os.access`, of which CPython audits nothing.

`os.path.exists`, `getsize` and pathlib ask them, `os.path.realpath` does not: it asks `os.lstat`, which stays as it is,
so that code may find out where a path leads before it uses it.
"""

import functools
import os

from goatherd_guard.hooks.given import plain

_ABILITIES = ("supports_dir_fd", "supports_effective_ids", "supports_fd", "supports_follow_symlinks")


def watch_attributes(guard):
    for name in ("stat", "access"):
        _replace(name, _asking(getattr(os, name), guard))


def _asking(ask, guard):
    @functools.wraps(ask)
    def asked(path, *arguments, **named):
        given = None if isinstance(path, int) else plain(path)
        if given is not None and "/" in given:
            guard.path(given)
        return ask(path, *arguments, **named)

    return asked


def _replace(name, function):
    """Also where `os` says what it can do: shutil looks there for how safely it can remove a tree."""
    for each in _ABILITIES:
        if getattr(os, name) in getattr(os, each, ()):
            getattr(os, each).add(function)
    setattr(os, name, function)
