"""Copies that lie beside the application that is deployed: a pipeline or settings of the editor name that one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.paths import inside, join, name, parent
from goatherd.core.lazy import regex
from goatherd.frontends.heads import head_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.frontends.azure.host import Host
    from goatherd.model.application import Application
    from goatherd.tree import Tree

_PIPELINES = (".yml", ".yaml")
_EDITOR = ".vscode"
_SCRIPTS = (*_PIPELINES, ".sh", ".bash", ".ps1", ".cmd", ".bat", ".azcli", ".bicep", ".tf", ".json", ".mk", "akefile")
_DEPLOYS = regex(
    r"(?i)\bfunctions-action@|\bAzureFunctionApp@|\baz\s+functionapp\b|\bfunc\s+azure\s+functionapp\s+publish\b"
)
_FOLDER = regex(
    r"(?i)\b(?:working-?directory|package|AZURE_FUNCTIONAPP_PACKAGE_PATH|rootFolderOrFile)[\"']?[ \t]*:[ \t]*[\"']?"
    r"([^\s\"'#]+(?:[ \t]*\}\})?)"
)
_SUBPATH = regex(r"\"azureFunctions\.deploySubpath\"\s*:\s*\"([^\"\n]+)\"")
_WORKSPACE = regex(
    r"^(?:\$\{\{\s*github\.workspace\s*\}\}|\$GITHUB_WORKSPACE|\$\((?:System\.DefaultWorkingDirectory|"
    r"Build\.SourcesDirectory)\)|\$\{workspaceFolder\})/?"
)
# What only the run of a pipeline knows: it may be any folder.
_ANY = regex(r"\$\{\{\s*(?:matrix|inputs|github\.event|parameters)\.|\bfor\s+\w+\s+in\b")


def tell_copies(tree: Tree, found: Sequence[tuple[Host, Application]]) -> None:
    """Mark the applications that are not deployed: a sibling with their functions is, and nothing names them."""
    read = [(host.folder, application) for host, application in found if host.folder and application.functions]
    pairs = [
        (folder, application, other, original)
        for folder, application in read
        for other, original in read
        if folder != other and parent(folder) == parent(other) and _is_copy(application, original)
    ]
    named = list(_named(tree)) if pairs else []
    for folder, application, other, _ in pairs:
        place = next((path for path, deployed in named if inside(deployed, other)), None)
        if place is not None and not application.undeployed and not _is_mentioned(tree, folder):
            application.undeployed = f"a copy that is not deployed: {other} is, as {place} says"


def _is_copy(application: Application, original: Application) -> bool:
    """Whether more than half of its functions are those of the other too."""
    ids = {function.id for function in application.functions}
    return len(ids & {function.id for function in original.functions}) * 2 > len(ids)


def _named(tree: Tree) -> Iterator[tuple[str, str]]:
    """(file, folder that it deploys); nothing where a pipeline deploys folders that only its run knows."""
    found: list[tuple[str, str]] = []
    for path in tree.files:
        if name(parent(path)) == _EDITOR and path.endswith(".json"):
            base, folders = parent(parent(path)), _SUBPATH.findall(head_of(tree, path))
        elif path.endswith(_PIPELINES) and _DEPLOYS.search(text := head_of(tree, path)):
            if _ANY.search(text):
                return
            base, folders = "", _FOLDER.findall(text)
        else:
            continue
        places = (join(base, _WORKSPACE.sub("", folder)) for folder in folders)
        found += [(path, place) for place in places if place]
    yield from found


def _is_mentioned(tree: Tree, folder: str) -> bool:
    """Whether a script, pipeline or configuration outside of the folder has a word for it."""
    word = re.compile(rf"(?<![\w.-]){re.escape(name(folder))}(?![\w-])")
    others = (path for path in tree.files if path.endswith(_SCRIPTS) and not inside(path, folder))
    return any(word.search(head_of(tree, path)) for path in others)
