"""SAM and CloudFormation: a layer of the template, and for each function a reference to it and two variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.fixes.edits import Edit
from goatherd.fixes.guard.emptiness import is_null
from goatherd.fixes.guard.inserting import COMPUTED, Reference, element, entries, in_place_of_null, scalar
from goatherd.fixes.guard.names import (
    ANOTHER_VALUE,
    DESCRIPTION,
    FULL,
    IMAGE,
    LAYER_IDS,
    MAX_LAYERS,
    OTHER_WRAPPER,
    TAKEN,
    is_content,
    is_renamed,
)
from goatherd.fixes.guard.places import relative
from goatherd.fixes.guard.removing import pruned
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import read_document
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.fixes.guard.places import Places
    from goatherd.fixes.pieces import Piece, Source
    from goatherd.model.function import Function

read = read_document
ZIPPED = False
_SAM = "AWS::Serverless::LayerVersion"
_PLAIN = "AWS::Lambda::LayerVersion"


def mark(language: str) -> str:
    return f"{LAYER_IDS[language]}}}"


def added_to_function(places: Places, function: Function, name: str, content: str) -> list[Edit]:
    source = places.source(function.span.path)
    resources, id = source.holder(function.span)
    properties = _properties(resources, id)
    if function.code.image:
        raise Unfixable(IMAGE)
    variables = {WRAPPER_VARIABLE: WRAPPER, POLICY_VARIABLE: name}
    wanted: dict[str, Any] = {}
    edits = _layer(source, properties, LAYER_IDS[function.language], wanted)
    edits += _variables(source, properties, variables, wanted)
    # Of two that are made at one place, what ends a part of the properties comes before what is added to them.
    return [*edits, *entries(source, properties, wanted)]


def added_layer(places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
    path = function.span.path
    source = places.source(path)
    resources, id = source.holder(function.span)
    layer = LAYER_IDS[function.language]
    if layer in resources.entries:
        if not _is_own(resources.entries[layer]):
            raise Unfixable(TAKEN.format(layer))
        return path, []
    sam = resources.entries[id].entries["Type"].value.startswith("AWS::Serverless::")
    described = {"ContentUri" if sam else "Content": relative(content, path)}
    value = {"Type": _SAM if sam else _PLAIN, "Properties": {"Description": DESCRIPTION, **described}}
    return path, entries(source, resources, {layer: value})


def reference(language: str) -> str:
    return LAYER_IDS[language]


def removed(source: Source, staying: Collection[str]) -> list[Edit]:
    edits: list[Edit] = []
    for resources in _resources(source):
        own = {id: each for id in LAYER_IDS.values() if (each := resources.entries.get(id)) and _is_own(each)}
        edits += pruned(source, [own[id] for id in own if id not in staying], resources)
        gone = {id for id in LAYER_IDS.values() if id in own or id not in resources.entries}
        for resource in resources.entries.values():
            properties = resource.entries.get("Properties")
            if properties is not None:
                edits += pruned(source, list(_guards(properties, gone)), properties)
    return edits


def foreign(source: Source) -> list[Piece]:
    return [
        resources.entries[id]
        for resources in _resources(source)
        for id in LAYER_IDS.values()
        if id in resources.entries and not _is_own(resources.entries[id])
    ]


def _resources(source: Source) -> Iterator[Piece]:
    return (piece for piece in source.all() if piece.kind == "mapping" and piece.key == "Resources")


def _is_own(layer: Piece) -> bool:
    """Whether a resource that is called as the guard's layer is that."""
    type, properties = layer.entries.get("Type"), layer.entries.get("Properties")
    if type is None or type.value not in (_SAM, _PLAIN) or properties is None:
        return False
    return described_as_own(properties, "Description", "ContentUri", "Content")


def described_as_own(layer: Piece, description: str, *contents: str) -> bool:
    told = layer.entries.get(description)
    if told is not None and told.value == DESCRIPTION:
        return True
    return any(is_content(layer.entries[name].value) for name in contents if name in layer.entries)


def _guards(properties: Piece, layers: Collection[str]) -> Iterator[Piece]:
    """What the guard has in a function's properties; `layers` are those of the guard."""
    environment = properties.entries.get("Environment")
    variables = environment.entries.get("Variables") if environment is not None else None
    yield from guards(properties.entries.get("Layers"), layers, variables)


def guards(layers: Piece | None, own: Collection[str], variables: Piece | None) -> Iterator[Piece]:
    """Of a function's layers those that are the guard's `own`, and of its variables those that came with them."""
    referred = [each for each in (layers.elements if layers is not None else ()) if target(each) in own]
    yield from referred
    if variables is not None and POLICY_VARIABLE in variables.entries:
        wrapper = variables.entries.get(WRAPPER_VARIABLE)
        wrapped = wrapper is not None and wrapper.value == WRAPPER
        if referred or wrapped:
            yield variables.entries[POLICY_VARIABLE]
        if wrapper is not None and wrapped:
            yield wrapper


def _properties(resources: Piece, id: str) -> Piece:
    resource = resources.entries[id]
    properties = resource.entries.get("Properties")
    if resource.kind != "mapping" or properties is None or properties.kind != "mapping":
        raise Unfixable(COMPUTED.format("what it is"))
    return properties


def _layer(source: Source, properties: Piece, id: str, wanted: dict[str, Any]) -> list[Edit]:
    """What a list that is there gets; `wanted` are properties that are not there."""
    layers = properties.entries.get("Layers")
    if layers is None:
        wanted["Layers"] = [Reference(id)]
        return []
    return into_list(source, layers, Reference(id))


def into_list(source: Source, layers: Piece, reference: Reference) -> list[Edit]:
    """A layer added to those of a function; [] where it is there."""
    if is_null(layers):
        return in_place_of_null(source, layers, [reference])
    if layers.kind != "sequence":
        raise Unfixable(COMPUTED.format("its list of layers"))
    if any(target(each) == reference for each in layers.elements):
        return []
    if len(layers.elements) >= MAX_LAYERS:
        raise Unfixable(FULL)
    return element(source, layers, reference)


def target(piece: Piece) -> str:
    """The resource that a `!Ref`, or a mapping `Ref`, names."""
    if piece.kind == "mapping" and piece.entries.keys() == {"Ref"}:
        return piece.entries["Ref"].value
    return piece.value if piece.kind == "other" else ""


def _variables(source: Source, properties: Piece, values: dict[str, str], wanted: dict[str, Any]) -> list[Edit]:
    environment = properties.entries.get("Environment")
    if environment is None:
        wanted["Environment"] = {"Variables": values}
        return []
    if is_null(environment):
        return in_place_of_null(source, environment, {"Variables": values})
    if environment.kind != "mapping":
        raise Unfixable(COMPUTED.format("its environment"))
    variables = environment.entries.get("Variables")
    if variables is None:
        return entries(source, environment, {"Variables": values})
    return into(source, variables, values)


def into(source: Source, variables: Piece, values: dict[str, str]) -> list[Edit]:
    """Variables added to those of a function; raises Unfixable where one is there with another value."""
    if is_null(variables):
        return in_place_of_null(source, variables, values)
    if variables.kind != "mapping":
        raise Unfixable(COMPUTED.format("its environment"))
    missing = {}
    edits = []
    for name, value in values.items():
        there = variables.entries.get(name)
        if there is None:
            missing[name] = value
        elif there.value != value and name == POLICY_VARIABLE and is_renamed(variables, there):
            edits.append(Edit(there.start, there.end, scalar(value, there.syntax)))
        elif there.value != value:
            raise Unfixable(OTHER_WRAPPER if name == WRAPPER_VARIABLE else ANOTHER_VALUE.format(name))
    return [*edits, *entries(source, variables, missing)]
