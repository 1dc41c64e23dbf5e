"""The Serverless Framework: a layer of the service, and for each function a reference to it and two variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.fixes.guard.emptiness import is_null
from goatherd.fixes.guard.inserting import COMPUTED, Reference, entries, in_place_of_null
from goatherd.fixes.guard.names import DESCRIPTION, IMAGE, TAKEN
from goatherd.fixes.guard.places import relative
from goatherd.fixes.guard.removing import pruned
from goatherd.fixes.guard.templates import described_as_own, guards, into, into_list
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import read_document
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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
    described = {"path": relative(content, path), "description": DESCRIPTION}
    layers = root.entries.get("layers")
    if layers is None:
        return path, entries(source, root, {"layers": {name: described}})
    if is_null(layers):
        return path, in_place_of_null(source, layers, {name: described})
    if layers.kind != "mapping":
        raise Unfixable(COMPUTED.format("the list of the service's layers"))
    if name not in layers.entries:
        return path, entries(source, layers, {name: described})
    if not _is_own(layers.entries[name]):
        raise Unfixable(TAKEN.format(name))
    return path, []


def reference(language: str) -> str:
    return mark(language)


def removed(source: Source, staying: Collection[str]) -> list[Edit]:
    edits: list[Edit] = []
    marks = {mark(language): name for language, name in _LAYERS.items()}
    others = {each.key for each in foreign(source)}
    for layers in _layers(source):
        own = [name for reference, name in marks.items() if reference not in staying and name not in others]
        edits += pruned(source, [layers.entries[name] for name in own if name in layers.entries], source.roots[0])
    gone = {reference for reference, name in marks.items() if name not in others}
    for piece in source.all():
        if piece.kind == "mapping" and "handler" in piece.entries:
            found = guards(piece.entries.get("layers"), gone, piece.entries.get("environment"))
            edits += pruned(source, list(found), piece)
    return edits


def foreign(source: Source) -> list[Piece]:
    return [
        layers.entries[name]
        for layers in _layers(source)
        for name in _LAYERS.values()
        if name in layers.entries and not _is_own(layers.entries[name])
    ]


def _layers(source: Source) -> Iterator[Piece]:
    """The layers of the service."""
    for root in source.roots:
        layers = root.entries.get("layers")
        if layers is not None and layers.kind == "mapping":
            yield layers


def _is_own(layer: Piece) -> bool:
    return described_as_own(layer, "description", "path")
