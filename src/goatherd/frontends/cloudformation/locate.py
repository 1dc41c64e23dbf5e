"""Which file of the tree a location means: a path beside the template, or the tail of a remote address."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic

if TYPE_CHECKING:
    from goatherd.tree import Tree

_COMMON_NAMES = frozenset(
    f"{stem}.{suffix}" for stem in ("template", "index", "main") for suffix in ("yaml", "yml", "json", "template")
)
_QUERY = re.compile(r"\?(?!\})")  # but not the one of a hole
_NEAR = 2  # how many folders up from the template a remote file may be looked for

_MANY = 1000


class Locator:
    """Finds files by location; knows every file name of the tree."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._located: dict[tuple[str, str], str | None] = {}
        self._by_name: dict[str, list[str]] = {}
        for path in tree.files:
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def locate(self, location: str, folder: str) -> str | None:
        """The path of the file, or None. `folder` is that of the file in which the location is written."""
        key = (location, folder)
        if key not in self._located:
            self._located[key] = self._find(location, folder)
        return self._located[key]

    def _find(self, location: str, folder: str) -> str | None:
        location = _QUERY.split(location, maxsplit=1)[0].strip()
        if not location or len(location) > 2000:
            return None
        if "://" not in location and not location.startswith("/"):
            path = posixpath.normpath(posixpath.join(folder, location))
            if path in self._tree:
                return path
        return self._by_tail(location, folder)

    def _by_tail(self, location: str, folder: str) -> str | None:
        """Packaged and uploaded files keep their names: the longest equal tail wins, then the nearest."""
        wanted = [part for part in location.split("/") if part not in ("", ".", "..")]
        if not wanted or is_symbolic(wanted[-1]):
            return None
        here = folder.split("/") if folder else []
        ranked = []
        for path in self._by_name.get(wanted[-1], ())[:_MANY]:
            parts = path.split("/")
            shared = _common(parts[:-1], here)
            tail = _common(parts[::-1], wanted[::-1])
            if len(here) - shared <= _NEAR and (tail > 1 or wanted[-1] not in _COMMON_NAMES):
                ranked.append((tail, shared, -len(parts), path))
        ranked.sort(reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][:3] == ranked[1][:3]):
            return None
        return ranked[0][3]


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
