"""Terraform: a layer of the module, and for each function a reference to it and two variables."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.fixes.edits import COMMA, Edit, position, without
from goatherd.fixes.guard.emptiness import emptied
from goatherd.fixes.guard.inserting import COMPUTED, in_brackets
from goatherd.fixes.guard.names import (
    ANOTHER_VALUE,
    FULL,
    IMAGE,
    MAX_LAYERS,
    OTHER_WRAPPER,
    TAKEN,
    is_content,
    is_renamed,
)
from goatherd.fixes.guard.places import relative
from goatherd.fixes.hcl_pieces import read_hcl
from goatherd.fixes.unfixable import Unfixable
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.fixes.guard.places import Places
    from goatherd.fixes.pieces import Piece, Source
    from goatherd.model.function import Function

ZIPPED = True
_LAYERS = {"python": "goatherd_guard_python", "javascript": "goatherd_guard_nodejs"}
_FUNCTION = "resource.aws_lambda_function."
_TYPE = "aws_lambda_layer_version"
_MODULE = "a module makes it"
_UNIT = "  "


def read(path: str, text: str) -> Source:
    if not path.endswith(".tf"):
        raise Unfixable("only files that end in .tf are changed")
    return read_hcl(path, text)


def mark(language: str) -> str:
    return f"{_TYPE}.{_LAYERS[language]}"


def added_to_function(places: Places, function: Function, name: str, content: str) -> list[Edit]:
    source = places.source(function.span.path)
    block = _block(source, function)
    if function.code.image:
        raise Unfixable(IMAGE)
    edits = []
    lines = []
    reference = f"{mark(function.language)}.arn"
    layers = block.entries.get("layers")
    if layers is None:
        lines += ["", f"layers = [{reference}]"]
    else:
        edits += _into_layers(source, layers, reference)
    wanted = {WRAPPER_VARIABLE: f'"{WRAPPER}"', POLICY_VARIABLE: f'"{name}"'}
    environment = next((each for each in block.elements if each.name == "environment"), None)
    if any(each.name == "dynamic.environment" for each in block.elements):
        raise Unfixable(COMPUTED.format("its environment"))
    if environment is None:
        lines += ["", "environment {", *_variables(wanted), "}"]
    else:
        edits += _into_environment(source, environment, wanted)
    return [*edits, *_at_end(source, block, lines)]


def _block(source: Source, function: Function) -> Piece:
    start = source.offset(function.span.line, function.span.column)
    for block in source.roots[0].elements if not function.id.startswith("module.") else ():
        if block.start == start and block.name.startswith(_FUNCTION):
            return block
    raise Unfixable(_MODULE)


def _into_layers(source: Source, layers: Piece, reference: str) -> list[Edit]:
    if layers.kind != "sequence":
        raise Unfixable(COMPUTED.format("its list of layers"))
    if any(source.text[each.start : each.end] == reference for each in layers.elements):
        return []
    if len(layers.elements) >= MAX_LAYERS:
        raise Unfixable(FULL)
    return in_brackets(source, layers, reference)


def _variables(wanted: dict[str, str]) -> list[str]:
    return [f"{_UNIT}variables = {{", *(f"{_UNIT * 2}{line}" for line in _aligned(wanted)), f"{_UNIT}}}"]


def _aligned(wanted: dict[str, str]) -> list[str]:
    width = max(map(len, wanted))
    return [f"{name:<{width}} = {value}" for name, value in wanted.items()]


def _into_environment(source: Source, environment: Piece, wanted: dict[str, str]) -> list[Edit]:
    variables = environment.entries.get("variables")
    if variables is None:  # in one line: those in lines come with a block of their own
        text = ", ".join(f"{name} = {value}" for name, value in wanted.items())
        return _at_end(source, environment, [f"variables = {{ {text} }}"])
    if variables.kind != "mapping":
        raise Unfixable(COMPUTED.format("its environment"))
    missing = {}
    edits = []
    for name, value in wanted.items():
        there = variables.entries.get(name)
        if there is None:
            missing[name] = value
        elif f'"{there.value}"' != value and name == POLICY_VARIABLE and is_renamed(variables, there):
            edits.append(Edit(there.start, there.end, value))
        elif f'"{there.value}"' != value:
            raise Unfixable(OTHER_WRAPPER if name == WRAPPER_VARIABLE else ANOTHER_VALUE.format(name))
    if not missing:
        return edits
    last = max(variables.entries.values(), key=lambda piece: piece.end, default=None)
    if last is None or not source.alone_before(min(start for start, _ in variables.keys.values())):
        return in_brackets(source, variables, *(f"{name} = {value}" for name, value in missing.items()))
    stop = source.line(last.end)[1]
    if variables.end <= stop:
        raise Unfixable("its variables end in the line of the last")
    # Lines set members apart as commas do: new ones have them where the last has one.
    comma = "," if COMMA.match(source.text, last.end) else ""
    margin = source.newline + source.indent(last.start)
    lines = "".join(f"{margin}{line}{comma}" for line in _aligned(missing))
    return [Edit(stop, stop, source.newline + lines)]


def _at_end(source: Source, block: Piece, lines: list[str]) -> list[Edit]:
    """Lines before the closing brace of a block."""
    if not lines:
        return []
    closing = block.end - 1
    if source.text[closing : block.end] != "}" or not source.alone_before(closing):
        raise Unfixable("it is written in one line")
    start = source.line(closing)[0]
    margin = source.indent(closing) + _UNIT
    return [Edit(start, start, "".join(f"{margin}{line}".rstrip() + source.newline for line in lines))]


def added_layer(places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
    path = function.span.path
    folder = posixpath.dirname(path)
    name = _LAYERS[function.language]
    declared = re.compile(rf'"{_TYPE}"\s+"{name}"')
    for each in places.tree.files:
        if each.endswith(".tf") and posixpath.dirname(each) == folder and declared.search(places.tree.read(each)):
            if foreign(read(each, places.tree.read(each))):
                raise Unfixable(TAKEN.format(mark(function.language)))
            return path, []
    source = places.source(path)
    archive = f"${{path.module}}/{relative(content, path)}"
    lines = [
        "",
        f'resource "{_TYPE}" "{name}" {{',
        f'  layer_name       = "{name.replace("_", "-")}"',
        f'  filename         = "{archive}"',
        f'  source_code_hash = filebase64sha256("{archive}")',
        "}",
    ]
    end = len(source.text)
    text = source.newline.join(lines)
    return path, [Edit(end, end, f"{text}{source.newline}" if source.text.endswith("\n") else source.newline + text)]


def reference(language: str) -> str:
    return mark(language)


def removed(source: Source, staying: Collection[str]) -> list[Edit]:
    edits: list[Edit] = []
    others = {each.name for each in foreign(source)}
    gone = {mark(language) for language in _LAYERS if f"resource.{mark(language)}" not in others}
    for block in source.roots[0].elements:
        if block.name.startswith(_FUNCTION):
            edits += _from_function(source, block, {f"{each}.arn" for each in gone})
        elif block.name in {f"resource.{each}" for each in gone - {*staying}}:
            edits.append(_whole_lines(source, block.start, block.end))
    return edits


def foreign(source: Source) -> list[Piece]:
    layers = [f"resource.{mark(language)}" for language in _LAYERS]
    return [each for each in source.roots[0].elements if each.name in layers and not _is_own(source, each)]


def _is_own(source: Source, block: Piece) -> bool:
    """By the archive that it takes: the name may have been given a stage."""
    archive = block.entries.get("filename")
    return archive is not None and is_content(source.text[archive.start : archive.end].strip('"'))


def _from_function(source: Source, block: Piece, references: Collection[str]) -> Iterator[Edit]:
    layers = block.entries.get("layers")
    referred = False
    if layers is not None and layers.kind == "sequence":
        gone = [n for n, each in enumerate(layers.elements) if source.text[each.start : each.end] in references]
        referred = bool(gone)
        if not gone or len(gone) < len(layers.elements):
            yield from without(source, layers, gone)
        else:
            yield emptied(source, layers) or _whole_lines(source, block.keys["layers"][0], layers.end)
    for environment in (each for each in block.elements if each.name == "environment"):
        variables = environment.entries.get("variables")
        if variables is not None and variables.kind == "mapping" and POLICY_VARIABLE in variables.entries:
            wrapper = variables.entries.get(WRAPPER_VARIABLE)
            if referred or (wrapper is not None and wrapper.value == WRAPPER):
                yield from _from_variables(source, environment, variables)


def _from_variables(source: Source, environment: Piece, variables: Piece) -> Iterator[Edit]:
    names = [POLICY_VARIABLE]
    wrapper = variables.entries.get(WRAPPER_VARIABLE)
    if wrapper is not None and wrapper.value == WRAPPER:
        names.append(WRAPPER_VARIABLE)
    if len(names) < len(variables.entries):
        yield from without(source, variables, [position(variables, variables.entries[name]) for name in names])
        first = min(variables.keys[name][0] for name in names)
        start = source.line(first)[0]
        if source.alone_before(first) and not source.text[source.line(start - 1)[0] : start].strip():
            yield Edit(source.line(start - 1)[0], start)
        return
    refilled = emptied(source, variables)
    in_lines = "\n" in source.text[variables.start : variables.end]
    if refilled:
        yield refilled
    elif in_lines and len(environment.entries) == 1 and not environment.elements:
        yield _whole_lines(source, environment.start, environment.end)
    else:
        yield _whole_lines(source, environment.keys["variables"][0], variables.end)


def _whole_lines(source: Source, start: int, end: int) -> Edit:
    """What stands there with its lines, and an empty line before it."""
    first = source.line(start)[0]
    if first and not source.text[source.line(first - 1)[0] : first].strip():
        first = source.line(first - 1)[0]
    following = source.text.find("\n", end)
    return Edit(first, len(source.text) if following < 0 else following + 1)
