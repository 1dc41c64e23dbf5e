"""Which modules of a project for Node.js the platform loads: those that `main` of its package.json reaches.

`main` is a file or a glob, of what a build makes. Where it cannot be followed, nothing is said to be out of reach.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from goatherd.code.builds import source_paths, tsconfig_sources
from goatherd.code.imported import imports_of, names_imported
from goatherd.code.paths import join, module_path, name
from goatherd.core.lazy import regex
from goatherd.frontends.files import AZURE
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host

_BRACES = re.compile(r"\{([^{}]*)\}")
_MAX_PATTERNS = 100
_UNKNOWN_GLOB = frozenset("()[]!{}\\")
_GLOB = re.compile(r"\*\*/|\*+|\?|[^*?]+")
_MEANING = {"**/": "(?:.*/)?", "?": "[^/]"}
# A module that is named where it is loaded, by what only the program knows.
_WORKED_OUT = regex(r"\b(?:require|import)\s*\(\s*[^\s\"']|\bimport\.meta\.glob")
_OWN = ("./", "../", "#", "@/", "~/", "src/")  # how a project's modules are named, not those of packages


def reached(modules: Modules, host: Host, *, described: bool) -> set[str] | None:
    """The files that are loaded, None where that cannot be told.

    `described`: whether a `function.json` declares functions of the host, which then need no `main`.
    """
    package = modules.workspaces.package_json(host.folder) if name(host.path) == AZURE else {}
    main = package.get("main")
    if not package or not (main is None or isinstance(main, str)):
        return None
    if not main:
        return set() if described else None
    return _imported(modules, host, _named(modules, host, main))


def _named(modules: Modules, host: Host, main: str) -> list[str]:
    """The files that `main` names, or that what it names is built from."""
    found: dict[str, None] = {}
    for pattern in _patterns(main):
        built = join(host.folder, pattern)
        if built is None or not _UNKNOWN_GLOB.isdisjoint(pattern):
            return []
        plain = module_path(built)
        for place in (plain, *tsconfig_sources(modules, plain), *source_paths(plain)):
            matching = re.compile("".join(map(_meaning, _GLOB.findall(place))) + "(?:/index)?")
            found |= dict.fromkeys(path for path in host.sources if matching.fullmatch(module_path(path)))
    return [path for path in found if not path.endswith(".py")]


def _patterns(main: str) -> Iterator[str]:
    """The alternatives between braces, each written out."""
    pending, count = [main], 0
    while pending and count < _MAX_PATTERNS:
        pattern, count = pending.pop(), count + 1
        braces = _BRACES.search(pattern)
        if braces is None:
            yield pattern
        else:
            before, after = pattern[: braces.start()], pattern[braces.end() :]
            pending += [before + choice + after for choice in islice(braces[1].split(","), _MAX_PATTERNS)]


def _meaning(part: str) -> str:
    return _MEANING.get(part, "[^/]*" if part.startswith("*") else re.escape(part))


def _imported(modules: Modules, host: Host, starts: list[str]) -> set[str] | None:
    """The files and what they import, None if there are none or one of them imports what cannot be known."""
    found = set(starts)
    pending = list(starts)
    while pending:
        path = pending.pop()
        entry = Entry(path, "", "javascript", 1, host.folder)
        if _WORKED_OUT.search(modules.text(path)) or _misses(modules, path, entry):
            return None
        new = imports_of(modules, path, entry) - found
        found |= new
        pending += sorted(new)
    return found or None


def _misses(modules: Modules, path: str, entry: Entry) -> bool:
    """Whether a file imports a module of the project that is not found."""
    own = (each for each in names_imported(modules, path) if each.startswith(_OWN))
    return any(modules.find_javascript(each, path, entry) is None for each in own)
