"""The Serverless Framework: a layer of the service, and for each function a reference to it and two variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.fixes.guard.emptiness import is_null
from goatherd.fixes.guard.inserting import COMPUTED, Reference, entries, in_place_of_null
from goatherd.fixes.guard.names import IMAGE
from goatherd.fixes.guard.places import relative
from goatherd.fixes.guard.removing import pruned
from goatherd.fixes.guard.templates import into, into_list, target
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import read_document
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.fixes.edits import Edit
    from goatherd.fixes.guard.places import Places
    from goatherd.fixes.pieces import Piece, Source
    from goatherd.model.function import Function

ZIPPED = False
_LAYERS = {"python": "goatherdGuardPython", "javascript": "goatherdGuardNodejs"}
_PROVIDERS = "its layers are those of the provider, which a list of its own would replace"


def read(path: str, text: str) -> Source:
    if not path.endswith((".yml", ".yaml", ".json")):
        raise Unfixable("the service is written as a program")
    return read_document(path, text)


def mark(language: str) -> str:
    name = _LAYERS[language]
    return f"{name[:1].upper()}{name[1:]}LambdaLayer"


def added_to_function(places: Places, function: Function, name: str, content: str) -> list[Edit]:
    source = places.source(function.span.path)
    functions, id = source.holder(function.span)
    written = functions.entries[id]
    if written.kind != "mapping":
        raise Unfixable(COMPUTED.format("what it is"))
    if function.code.image:
        raise Unfixable(IMAGE)
    wanted: dict[str, Any] = {}
    edits = _layer(source, written, function, wanted)
    values = {WRAPPER_VARIABLE: WRAPPER, POLICY_VARIABLE: name}
    variables = written.entries.get("environment")
    if variables is None:
        wanted["environment"] = values
    else:
        edits += into(source, variables, values)
    return [*edits, *entries(source, written, wanted)]  # what ends where the function ends comes first


def _layer(source: Source, written: Piece, function: Function, wanted: dict[str, Any]) -> list[Edit]:
    """What a list that is there gets; `wanted` are properties that are not there."""
    reference = Reference(mark(function.language))
    layers = written.entries.get("layers")
    if layers is not None:
        return into_list(source, layers, reference)
    if function.layers:
        raise Unfixable(_PROVIDERS)
    wanted["layers"] = [reference]
    return []


def added_layer(places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
    path = places.template
    source = places.source(path)
    name = _LAYERS[function.language]
    root = source.roots[0]
    described = {"path": relative(content, path), "description": "goatherd-guard"}
    layers = root.entries.get("layers")
    if layers is None:
        return path, entries(source, root, {"layers": {name: described}})
    if is_null(layers):
        return path, in_place_of_null(source, layers, {name: described})
    if layers.kind != "mapping":
        raise Unfixable(COMPUTED.format("the list of the service's layers"))
    return path, [] if name in layers.entries else entries(source, layers, {name: described})


def removed(source: Source) -> list[Edit]:
    edits: list[Edit] = []
    for root in source.roots:
        layers = root.entries.get("layers")
        if layers is not None and layers.kind == "mapping":
            gone = [layers.entries[name] for name in _LAYERS.values() if name in layers.entries]
            edits += pruned(source, gone, root)
    for piece in source.all():
        if piece.kind == "mapping" and "handler" in piece.entries:
            edits += pruned(source, list(_guards(piece)), piece)
    return edits


def _guards(function: Piece) -> Iterator[Piece]:
    layers = function.entries.get("layers")
    for each in layers.elements if layers is not None else ():
        if target(each) in map(mark, _LAYERS):
            yield each
    variables = function.entries.get("environment")
    if variables is not None and POLICY_VARIABLE in variables.entries:
        yield variables.entries[POLICY_VARIABLE]
        wrapper = variables.entries.get(WRAPPER_VARIABLE)
        if wrapper is not None and wrapper.value == WRAPPER:
            yield wrapper
