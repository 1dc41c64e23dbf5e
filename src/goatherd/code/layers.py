"""The folders of a function's layers that its imports may lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known, placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.code.index import Index
    from goatherd.model.function import Function

# What the runtimes look through below /opt, and what a build puts there.
_INSIDE = ("python", "nodejs", "nodejs/node_modules", "node_modules", "src", "")


def layer_folders(function: Function, index: Index, layers: Mapping[str, str]) -> tuple[str, ...]:
    """`layers` maps ids of layer resources to the folders of their content."""
    found: list[str] = []
    prefix = function.id.rpartition("/")[0]
    for layer in function.layers:
        for id, _ in placeholders(known(layer) or ""):
            folder = layers.get(id) or layers.get(f"{prefix}/{id}")
            if folder is None:
                continue
            places = [f"{folder}/{inner}".strip("/") for inner in _INSIDE]
            found.extend(place for place in places if index.is_folder(place))
    return tuple(dict.fromkeys(found))
