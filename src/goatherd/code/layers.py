"""The folders of a function's layers that its imports may lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.core.value import known, placeholders
from goatherd.model.resource import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.code.index import Index
    from goatherd.model.application import Application
    from goatherd.model.function import Function

# What the runtimes look through below /opt, and what a build puts there.
RUNTIMES = ("python", "nodejs")
_INSIDE = (*RUNTIMES, "nodejs/node_modules", "node_modules", "src", "")


@frozen
class Layers:
    """Folders of the content of layers: of the application's own by their ids, and of all that the tree declares."""

    own: Mapping[str, str] = field(factory=dict)
    of_the_tree: tuple[str, ...] = ()

    @classmethod
    def of(cls, application: Application, of_the_tree: tuple[str, ...]) -> Layers:
        return cls({layer.id: layer.path for layer in application.of(Layer) if layer.path}, of_the_tree)


def layers_of_the_tree(applications: Iterable[Application]) -> tuple[str, ...]:
    """The folders of the content of all layers that the tree declares."""
    declared = (layer.path for application in applications for layer in application.of(Layer) if layer.path)
    return tuple(dict.fromkeys(declared))


def layer_folders(function: Function, index: Index, layers: Layers) -> tuple[str, ...]:
    """A layer that another stack made may be any of the tree: those come last."""
    found: list[str] = []
    elsewhere = False
    prefix = function.id.rpartition("/")[0]
    for layer in function.layers:
        ids = [id for id, _ in placeholders(known(layer) or "")]
        folders = [folder for id in ids if (folder := layers.own.get(id) or layers.own.get(f"{prefix}/{id}"))]
        elsewhere = elsewhere or not folders
        found += (place for folder in folders for place in _places(folder, index, _INSIDE))
    if elsewhere:
        found += (place for folder in layers.of_the_tree for place in _places(folder, index, RUNTIMES))
    return tuple(dict.fromkeys(found))


def library_files(layers: Iterable[str], index: Index) -> Iterator[str]:
    """The files that layers, by the folders of their content, bring for functions to import: no handlers."""
    for folder in layers:
        for place in _places(folder, index, RUNTIMES):
            yield from index.sources(place)


def _places(folder: str, index: Index, inside: tuple[str, ...]) -> Iterator[str]:
    places = (f"{folder}/{inner}".strip("/") for inner in inside)
    return (place for place in places if index.is_folder(place))
