"""Paths of the machine as people read them."""

from __future__ import annotations

import os


def shown_path(path: str, start: str = os.curdir) -> str:
    """The path as seen from a folder, with slashes; as it is where it does not lie below."""
    try:
        relative = os.path.relpath(path, start)
    except ValueError:  # on another drive
        return path
    return path if relative.startswith(os.pardir) else relative.replace(os.sep, "/")
