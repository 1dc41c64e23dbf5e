"""Programs of SST 1 and 2, whose constructs are made with the kit's: what `sst.config.ts` or `sst.json` names."""

from __future__ import annotations

from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.frontends.cdk.apps import App
from goatherd.frontends.document import read_document
from goatherd.frontends.files import SST, SST_FIRST
from goatherd.frontends.folders_of_tests import is_test_folder
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_MAX_BYTES = 1_000_000
_MAINS = ("stacks/index.ts", "stacks/index.js", "lib/index.ts", "lib/index.js")


def find_sst_apps(tree: Tree) -> list[App]:
    return list(_found(tree))


def _found(tree: Tree) -> Iterator[App]:
    for path in tree.files:
        name = path.rpartition("/")[2]
        if name in SST and not is_test_folder(path) and _is_second(tree, path):
            yield App(path, dirname(path), Node.absent(Span(path, 1)), sst=True)
        elif name == SST_FIRST and not is_test_folder(path):
            entry = _main(tree, path)
            if entry is not None:
                yield App(entry, dirname(path), Node.absent(Span(path, 1)), sst=True)


def _is_second(tree: Tree, path: str) -> bool:
    """Version 3 gives its program to `$config`."""
    try:
        text = tree.read_bytes(path, _MAX_BYTES)
    except ReadError:
        return False
    return b"$config" not in text and b"stacks" in text


def _main(tree: Tree, path: str) -> str | None:
    documents = read_document(tree, path).documents
    written = documents[0].get("main").text() if documents else None
    names = (written, f"{written}.ts", f"{written}.js") if written else _MAINS
    places = [normpath(join(dirname(path), name)) for name in names]
    return next((place for place in places if place in tree), None)
