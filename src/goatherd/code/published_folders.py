"""What workflows publish as a Static Web App of Azure beside its pages: a whole repository, where nothing is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import extension, join, parent
from goatherd.code.workflows import workflows
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import PublishedFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_DEPLOYS = regex(r"[^#]*\buses\s*:\s*[\"']?Azure/static-web-apps-deploy@", 2)
_SETTING = regex(r"\s*(app_location|output_location|skip_app_build)\s*:\s*[\"']?([^\"'#]*)")
_AROUND = 25  # lines of a step
_WHOLE = frozenset({"", "/", ".", "./"})
_BUILDS = regex(r"\"build\"\s*:")
# What no page needs, and whoever attacks the application likes to read.
_OURS = frozenset({".bicep", ".tf", ".tfvars", ".sql", ".ps1", ".sh", ".csv", ".xlsx", ".bak", ".pem"})
_ITS_API = "api"  # requests for what is below it go to the functions
_MOST = 3


def published_folders(tree: Tree) -> Iterator[PublishedFolder]:
    """Where workflows publish the folder that they are in with all that is in it; nothing is raised."""
    for path, lines in workflows(tree):
        root = parent(parent(parent(path)))
        for index, line in enumerate(lines):
            if _DEPLOYS.match(line):
                number, settings = _settings(lines, index)
                others = _beside(tree, root) if _is_whole(tree, root, settings) else ()
                if others:
                    yield PublishedFolder(others, Span(path, number))


def _settings(lines: list[str], index: int) -> tuple[int, dict[str, str]]:
    """What a step is told, and the number of the line that says what is published."""
    settings: dict[str, str] = {}
    number = index + 1
    for at in range(index + 1, min(len(lines), index + _AROUND)):
        found = _SETTING.match(lines[at])
        if found is not None and settings.setdefault(found[1], found[2].strip()) and found[1] == "app_location":
            number = at + 1
        if lines[at].lstrip().startswith("- "):
            break
    return number, settings


def _is_whole(tree: Tree, root: str, settings: dict[str, str]) -> bool:
    output = settings.get("output_location", "")
    if settings.get("app_location") not in _WHOLE or output not in _WHOLE:
        return False
    if output or settings.get("skip_app_build") == "true":
        return True
    try:
        return _BUILDS.search(tree.read(join(root, "package.json") or "")) is None
    except ReadError:
        return True


def _beside(tree: Tree, root: str) -> tuple[str, ...]:
    own = (path for path in tree.files if not root or path.startswith(f"{root}/"))
    found = [path for path in own if extension(path) in _OURS and not _is_hidden(path[len(root) :].lstrip("/"))]
    return tuple(found[:_MOST])


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path or path.startswith(f"{_ITS_API}/")
