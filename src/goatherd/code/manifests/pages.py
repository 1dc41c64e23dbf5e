"""Manifests of pages that lie in the same tree: what their packages do, they do with the users' tokens.

Those of sites that Django makes on a server are among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.manifests.store import contents_of
from goatherd.code.paths import inside, name, parent
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.model.application import Application
    from goatherd.tree import Tree

_MAKES_PAGES = frozenset(
    {"react-dom", "react-scripts", "next", "vue", "nuxt", "svelte", "@angular/core", "gatsby", "preact", "solid-js"}
)
# Apps of telephones, and what is published for others to make pages with.
_NOT_SERVED = frozenset({"react-native", "expo", "electron"})
_SHOWN = frozenset({"example", "examples", "demo", "demos", "sample", "samples", "docs", "templates"})


def pages_of(tree: Tree, applications: Sequence[Application]) -> Iterator[str]:
    """The package.json files of pages in whose folders no function has its code; nothing is raised."""
    entries = [function.entry for application in applications for function in application.functions]
    code = [entry.file for entry in entries if isinstance(entry, Entry)]
    for path in tree.files:
        folder = parent(path)
        if name(path) == "manage.py" and (site := _site(tree, folder)):
            yield site
        if name(path) != "package.json" or why_not_by_name(path) or not _SHOWN.isdisjoint(folder.lower().split("/")):
            continue
        if _makes_pages(tree, path) and not any(inside(file, folder) for file in code):
            yield path


def _site(tree: Tree, folder: str) -> str:
    """The requirements of a site whose commands are in the folder, "" for none."""
    path = f"{folder}/requirements.txt" if folder else "requirements.txt"
    if path not in tree or not _SHOWN.isdisjoint(folder.lower().split("/")) or why_not_by_name(path):
        return ""
    return path if any(package.name == "django" for package in contents_of(tree, path, "PyPI").packages) else ""


def _makes_pages(tree: Tree, path: str) -> bool:
    names = {package.name for package in contents_of(tree, path, "npm").packages if not package.development}
    return not _MAKES_PAGES.isdisjoint(names) and _NOT_SERVED.isdisjoint(names)
