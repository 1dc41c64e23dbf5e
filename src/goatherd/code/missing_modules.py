"""Modules of the application itself that its code imports and that are not there to be read.

Only what is imported unconditionally counts, by statements that begin a line: in a `try` or an `if` it is optional.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.declared import Declared
from goatherd.code.paths import LANGUAGES, ancestors, join, language_of, parent
from goatherd.code.walking import below
from goatherd.core.finding import Diagnosis
from goatherd.core.incomplete import UNINTERPRETED
from goatherd.core.source import Span
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.flow import Behaviour
    from goatherd.model.function import Entry

_LINK = "symbolic link"
_FROM = re.compile(r"^from[ \t]+(\.*)([\w.]+)[ \t]+import\b", re.MULTILINE)
_IMPORT = re.compile(r"^import[ \t]+()([\w.]+)", re.MULTILINE)
_REQUIRE = re.compile(
    r"""^(?:import\b(?!\s{1,4}type\b)([^;"'`]{0,300})"""
    r"""|export\b(?!\s{1,4}type\b)[^;"'`]{0,300}\bfrom\s{0,4}"""
    r"""|(?:const|let|var)\b[^;"'`\n]{0,300}=\s{0,4}require\()"""
    r"""["'](\.{1,2}/[^"'\n]{1,300})["']""",
    re.MULTILINE,
)
_NAME = re.compile(r"[\w$]+")
_NO_NAMES = frozenset({"as", "from", "type"})


def missing_modules(modules: Modules, behaviour: Behaviour, entry: Entry) -> Iterator[Diagnosis]:
    """One per import, at its place."""
    function = behaviour.function
    links = {path for path, why in modules.tree.skipped if why == _LINK}
    left_out = {path for path, why in modules.tree.skipped if why != _LINK}
    told: set[str] = set()
    for path in behaviour.files:
        if entry.inline or path not in modules.tree:
            continue
        named = _python if language_of(path) == "python" else _javascript
        for line, name, places in named(modules, path, entry, links):
            told.add(name.partition(".")[0])
            link = next((around for place in places for around in _around(place) if around in links), "")
            if link:
                yield _told(
                    Span(path, line), f"{name} is imported, and {link} is a symbolic link, which is not followed"
                )
            elif not any(around in left_out for place in places for around in _around(place)):
                yield _told(Span(path, line), f"{name} is imported, and is not in the tree")
    shipped = function.layers or function.code.image or function.guessed
    web = any(trigger.kind == Kind.WEB for trigger in function.triggers)  # which runs anywhere
    if entry.language == "python" and not (shipped or web or Declared(modules.tree).any):
        imported = {place for path in behaviour.files for place in _tops(modules, path)}
        for name, span in behaviour.unseen.items():
            if name.partition(".")[0] in imported - told:
                yield _told(span, f"{name} is called, is not in the tree, and nothing declares packages")


def _tops(modules: Modules, path: str) -> Iterator[str]:
    """What is imported, by its first part, unless it may be missing."""
    text = modules.text(path) if path in modules.tree and language_of(path) == "python" else ""
    for match in (*_FROM.finditer(text), *_IMPORT.finditer(text)):
        if not match[1]:
            yield match[2].partition(".")[0]


def _told(span: Span, what: str) -> Diagnosis:
    return Diagnosis(span, f"{what}: what it does is not analysed", id=UNINTERPRETED)


def _python(modules: Modules, path: str, entry: Entry, links: set[str]) -> Iterator[tuple[int, str, list[str]]]:
    text = modules.text(path)
    for match in (*_FROM.finditer(text), *_IMPORT.finditer(text)):
        dots, name = match.groups()
        relative = name.replace(".", "/")
        if dots:
            around = ancestors(parent(path))
            folders = around[len(dots) - 1 : len(dots)]
        else:
            folders = [root for root in (entry.root, *entry.search) if _is_own(modules, root, name, links)]
        places = [place for folder in folders if (place := join(folder, relative)) is not None]
        if not places or any(modules.index.is_folder(place) for place in places):
            continue
        if modules.find_python(name, len(dots), path, entry) is None:
            yield text.count("\n", 0, match.start()) + 1, f"{dots}{name}", places


def _is_own(modules: Modules, root: str, name: str, links: set[str]) -> bool:
    """Whether a dotted name begins with a package of the tree, or with what stands there as a link."""
    top, inner, _ = name.partition(".")
    place = join(root, top) or ""
    linked = not links.isdisjoint((place, f"{place}.py"))
    package = f"{place}/__init__.py"
    return linked or bool(inner and package in modules.tree and not modules.classifier.is_vendored(package))


def _javascript(modules: Modules, path: str, entry: Entry, _: set[str]) -> Iterator[tuple[int, str, list[str]]]:
    text = modules.text(path)
    for match in _REQUIRE.finditer(text):
        imported, name = match.groups()
        place = join(parent(path), name)
        if place is None or modules.find_javascript(name, path, entry) is not None or place in modules.tree:
            continue
        if name.rpartition("/")[2].count(".") and not name.endswith(tuple(LANGUAGES)):
            continue  # data, or a name that a build resolves
        if modules.index.is_folder(place) or f"{place}.d.ts" in modules.tree:
            continue
        if not _are_types(modules, path, imported or ""):
            yield text.count("\n", 0, match.start()) + 1, name, [place]


def _are_types(modules: Modules, path: str, imported: str) -> bool:
    """Whether what is imported into TypeScript is asked for in types alone, which no code is left of."""
    names = set(_NAME.findall(imported)) - _NO_NAMES
    if not names or not path.endswith((".ts", ".tsx", ".mts", ".cts")):
        return False
    used = {part.id for part in below(modules.load(path).body) if isinstance(part, ir.Name)}
    return names.isdisjoint(used)


def _around(place: str) -> list[str]:
    """A module's path as a file of any language, or as a folder, and the folders around it."""
    return [*(f"{place}{ending}" for ending in LANGUAGES), *ancestors(place)[:-1]]
