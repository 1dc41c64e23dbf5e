"""Infrastructure in languages that are not read yet: told, since nobody knows what calls its handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cdk.apps import find_apps
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from goatherd.tree import Tree

_NAMES = {
    "cdk.json": "CDK",
}


def unread_infrastructure(tree: Tree, templates: Sequence[str], handlers: Sequence[str]) -> Iterator[Diagnosis]:
    """One note per kind, at its first file, about the folders that no template in or below them describes.

    `handlers` are the files of the handlers that no template names.
    """
    described = {folder for path in templates for folder in _around(path)}
    described.update(app.folder for app in find_apps(tree))
    kinds: dict[str, dict[str, str]] = {}
    for path in tree.files:
        folder = path.rpartition("/")[0]
        if folder in described or is_test_folder(path):
            continue
        kind = _NAMES.get(path.rpartition("/")[2], "")
        if kind:
            kinds.setdefault(kind, {}).setdefault(folder, path)
    for kind, places in sorted(kinds.items()):
        yield _note(kind, places, handlers)


def _note(kind: str, places: dict[str, str], handlers: Sequence[str]) -> Diagnosis:
    # The code often stands beside the folder of the infrastructure.
    own = _below(places, handlers) or _below({folder.rpartition("/")[0] for folder in places}, handlers)
    where = f" ({len(places)} folders)" if len(places) > 1 else ""
    what = "what it deploys is not part of the result"
    if own:
        what = f"its {own} handlers are scanned as if anybody could call them"
    if own == 1:
        what = "its handler is scanned as if anybody could call it"
    span = Span(next(iter(places.values())), 1)
    return Diagnosis(span, f"infrastructure in {kind}{where} is not read yet: {what}", incomplete=False)


def _below(folders: Collection[str], files: Sequence[str]) -> int:
    wanted = frozenset(folders)
    return sum(1 for path in files if not wanted.isdisjoint(_around(path)))


def _around(path: str) -> Iterator[str]:
    """Every folder that the file is in, the root ("") last."""
    while path:
        path = path.rpartition("/")[0]
        yield path
