"""Programs of this machine, found by their names."""

from __future__ import annotations

import os


def find_program(name: str) -> str | None:
    """The first in an absolute folder of the PATH.

    Others, such as `node_modules/.bin`, lie below the current folder, and so in the tree that is scanned: a program
    there belongs to whoever wrote the tree.
    """
    names = (f"{name}.exe", name) if os.name == "nt" else (name,)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        for each in names if os.path.isabs(folder) else ():
            place = os.path.join(folder, each)
            if os.path.isfile(place) and os.access(place, os.X_OK):
                return place
    return None
