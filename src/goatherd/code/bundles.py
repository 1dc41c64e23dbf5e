"""What of a bundle is code of packages: bundlers write in front of each module which file it was."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING

from goatherd.code.paths import JAVASCRIPT_EXTENSIONS, extension
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from goatherd.code.modules import Modules

_MODULE = regex(r"^// ((?:[\w@.+-]+/)*[\w@.+-]+\.[cm]?[jt]sx?)$", re.MULTILINE)
_PACKAGES = "node_modules"


class Bundles:
    """The files of a tree, by what their parts were."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._parts: dict[str, tuple[list[int], list[bool]]] = {}

    def is_of_package(self, path: str, line: int) -> bool:
        """Whether a line of a file is code of a package that was bundled into it."""
        if extension(path) not in JAVASCRIPT_EXTENSIONS:
            return False
        if path not in self._parts:
            self._parts[path] = _parts(self._modules.text(path))
        starts, packages = self._parts[path]
        part = bisect(starts, line) - 1
        return part >= 0 and packages[part]


def _parts(text: str) -> tuple[list[int], list[bool]]:
    """Lines on which modules begin, and whether each is of a package."""
    starts: list[int] = []
    packages: list[bool] = []
    line, end = 1, 0
    for match in _MODULE.finditer(text) if f"{_PACKAGES}/" in text else ():
        line += text.count("\n", end, match.start())
        end = match.start()
        starts.append(line)
        packages.append(_PACKAGES in match[1].split("/"))
    return starts, packages
