"""Apps of the kit whose program is not read: told, since nobody knows what calls their handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.paths import ancestors, parent
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cdk.apps import find_apps, why_unreadable
from goatherd.frontends.files import CDK
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from goatherd.tree import Tree


def unread_apps(tree: Tree, templates: Sequence[str], handlers: Sequence[str]) -> Iterator[Diagnosis]:
    """Each `cdk.json` that is broken, and one note about all others, at the first.

    Both only where no template in or below their folders describes what is deployed.

    `handlers` are the files of the handlers that nothing declares.
    """
    described = {folder for path in templates for folder in ancestors(parent(path))}
    described.update(app.folder for app in find_apps(tree))
    places: dict[str, str] = {}
    for path in tree.files:
        folder, _, name = path.rpartition("/")
        if name == CDK and folder not in described and not is_test_folder(path):
            broken = why_unreadable(tree, path)
            if broken is None:
                places[folder] = path
            else:
                yield broken
    if places:
        yield _note(places, handlers)


def _note(places: dict[str, str], handlers: Sequence[str]) -> Diagnosis:
    # The code often stands beside the folder of the infrastructure.
    own = _below(places, handlers) or _below({folder.rpartition("/")[0] for folder in places}, handlers)
    where = f" ({len(places)} folders)" if len(places) > 1 else ""
    what = "what it deploys is not part of the result"
    if own:
        what = f"its {own} handlers are scanned as if anybody could call them"
    if own == 1:
        what = "its handler is scanned as if anybody could call it"
    message = f"the CDK program{where} is not in the tree, or not in a language that is read: {what}"
    return Diagnosis(Span(next(iter(places.values())), 1), message, incomplete=False)


def _below(folders: Collection[str], files: Sequence[str]) -> int:
    wanted = frozenset(folders)
    return sum(1 for path in files if not wanted.isdisjoint(ancestors(parent(path))))
