"""The CDK in TypeScript and JavaScript: for each function a layer of its own, of one asset, and two variables."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.fixes.edits import Edit
from goatherd.fixes.guard.inserting import COMPUTED, in_brackets
from goatherd.fixes.guard.names import ANOTHER_VALUE, FULL, IMAGE, MAX_LAYERS, OTHER_WRAPPER, is_renamed
from goatherd.fixes.guard.objects import nodes_of, object_of, place_of, text_of
from goatherd.fixes.guard.removing import pruned
from goatherd.fixes.pieces import Source
from goatherd.fixes.unfixable import Unfixable
from goatherd.frontends.cdk.apps import working_folder
from goatherd.guard.homes import FOLDER, LAYER_FOLDERS
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.fixes.guard.places import Places
    from goatherd.fixes.pieces import Piece
    from goatherd.model.function import Function

ZIPPED = False
_CLASSES = ("LayerVersion", "Code")
_SUFFIXES = (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs")
_MARK = "GoatherdGuard"
_NO_PROGRAM = "the layer's address begins where cdk.json is, which is not in the tree: name the folder that has it"
_MODULE = r"""['"](?:aws-cdk-lib|@aws-cdk)/aws-lambda['"]"""
_SPACE = re.compile(rf"import\s+\*\s+as\s+(\w+)\s+from\s+{_MODULE}")
_RENAMED = re.compile(r"""import\s*\{[^}]*\baws_lambda\s+as\s+(\w+)[^}]*\}\s*from\s*['"]aws-cdk-lib['"]""")
_NAMED = re.compile(rf"import\s*\{{([^}}]*)\}}\s*from\s+{_MODULE}")
_BESIDE = re.compile(
    r"""(import\s+[^;]*?\s+from\s+)(['"])(aws-cdk-lib|@aws-cdk)/aws-lambda-(?:nodejs|python-alpha)['"](;?)""",
)
_LAYER = re.compile(
    rf"new (?:\w+\.)?LayerVersion\([\w.]+, (['\"]){_MARK}\w*\1, "
    rf"\{{ code: (?:\w+\.)?Code\.fromAsset\(\1(?:[^'\"]*/)?{FOLDER}/\w+\1\) \}}\)"
)


def read(path: str, text: str) -> Source:
    if not path.endswith(_SUFFIXES):
        raise Unfixable("programs of the CDK are changed in TypeScript and JavaScript alone")
    return Source(path, text, [])


def mark(language: str) -> str:
    return f"{_MARK}{LAYER_FOLDERS[language].title()}"


def added_to_function(places: Places, function: Function, name: str, content: str) -> list[Edit]:
    source = places.source(function.span.path)
    if function.code.image:
        raise Unfixable(IMAGE)
    scope, props = _construct(source, function)
    quote = "'" if source.text.count("'") >= source.text.count('"') else '"'
    asset = posixpath.relpath(content, _working_folder(places, function.span.path) or ".")
    id = f"{mark(function.language)}{re.sub(r'[^A-Za-z0-9]', '', name)}"
    layer_class, code_class, imports = _names(source)
    code = f"{{ code: {code_class}.fromAsset({quote}{asset}{quote}) }}"
    layer = f"new {layer_class}({scope}, {quote}{id}{quote}, {code})"
    wanted = {WRAPPER_VARIABLE: f"{quote}{WRAPPER}{quote}", POLICY_VARIABLE: f"{quote}{name}{quote}"}
    added: list[str] = []
    edits = _variables(source, props, wanted, added)
    edits += _layers(source, props, layer, added)
    edits += in_brackets(source, props, *added) if added else []
    return [*imports, *edits] if edits else []


def added_layer(places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
    return function.span.path, []  # each function has its own


def _working_folder(places: Places, path: str) -> str:
    found = working_folder(places.tree, path)
    if found is None:
        raise Unfixable(_NO_PROGRAM)
    return found


def _construct(source: Source, function: Function) -> tuple[str, Piece]:
    """The scope and the properties of the call that makes a function."""
    start = source.offset(function.span.line, function.span.column)
    for node in nodes_of(source, "new_expression"):
        if place_of(source, node.start_byte) == start:
            arguments = node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            if len(given) == 3 and given[2].type == "object":
                return text_of(source, given[0]), object_of(source, given[2])
    raise Unfixable("its properties are not written out where it is made")


def _variables(source: Source, props: Piece, wanted: dict[str, str], added: list[str]) -> list[Edit]:
    """What an environment that is there gets; `added` are properties that are not there."""
    _written_out(props, "environment")
    environment = props.entries.get("environment")
    if environment is None:
        text = ", ".join(f"{name}: {value}" for name, value in wanted.items())
        added.append(f"environment: {{ {text} }}")
        return []
    if environment.kind != "mapping":
        raise Unfixable(COMPUTED.format("its environment"))
    missing = []
    edits = []
    for name, value in wanted.items():
        there = environment.entries.get(name)
        if there is None:
            missing.append(f"{name}: {value}")
        elif there.value != value[1:-1] and name == POLICY_VARIABLE and is_renamed(environment, there):
            edits.append(Edit(there.start, there.end, value))
        elif there.value != value[1:-1]:
            raise Unfixable(OTHER_WRAPPER if name == WRAPPER_VARIABLE else ANOTHER_VALUE.format(name))
    return [*edits, *in_brackets(source, environment, *missing)] if missing else edits


def _layers(source: Source, props: Piece, layer: str, added: list[str]) -> list[Edit]:
    """What a list that is there gets; `added` are properties that are not there."""
    _written_out(props, "layers")
    layers = props.entries.get("layers")
    if layers is None:
        added.append(f"layers: [{layer}]")
        return []
    if layers.kind != "sequence":
        raise Unfixable(COMPUTED.format("its list of layers"))
    if any(_LAYER.fullmatch(source.text[each.start : each.end]) for each in layers.elements):
        return []
    if len(layers.elements) >= MAX_LAYERS:
        raise Unfixable(FULL)
    return in_brackets(source, layers, layer)


def _written_out(props: Piece, name: str) -> None:
    """Raises Unfixable where a property may come out of something else."""
    if name not in props.entries and any(
        each.name == "spread_element" or each.value == name for each in props.elements
    ):
        raise Unfixable("some of its properties are not written out where it is made")


def _names(source: Source) -> tuple[str, str, list[Edit]]:
    """How the file calls the classes of layers and of code, and what has to be imported for it."""
    space = _SPACE.search(source.text) or _RENAMED.search(source.text)
    if space:
        return f"{space[1]}.LayerVersion", f"{space[1]}.Code", []
    named = _NAMED.search(source.text)
    if named is None:
        return "LayerVersion", "Code", [_import(source)]
    imported = set(re.findall(r"\w+", named[1]))
    missing = [name for name in _CLASSES if name not in imported]
    end = named.start(1) + len(named[1].rstrip())
    text = f" {', '.join(missing)}," if named[1].rstrip().endswith(",") else f", {', '.join(missing)}"
    return "LayerVersion", "Code", [Edit(end, end, text)] if missing else []


def _import(source: Source) -> Edit:
    """One behind the import of what makes functions of Node.js or Python; raises Unfixable."""
    beside = _BESIDE.search(source.text)
    if beside is None:
        raise Unfixable("how the file imports aws-lambda is not known")
    quote, end = beside[2], beside[4]
    text = f"import {{ Code, LayerVersion }} from {quote}{beside[3]}/aws-lambda{quote}{end}"
    return Edit(beside.end(), beside.end(), f"{source.newline}{text}")


def reference(language: str) -> str:
    return ""  # each function has its own


def removed(source: Source, staying: Collection[str]) -> list[Edit]:
    edits = list(_imports_gone(source))
    for node in nodes_of(source, "object"):
        props = object_of(source, node)
        edits += pruned(source, list(_guards(source, props)), props)
    return edits


def foreign(source: Source) -> list[Piece]:
    return []


def _guards(source: Source, props: Piece) -> Iterator[Piece]:
    """What the guard has in a function's properties."""
    layers = props.entries.get("layers")
    elements = layers.elements if layers is not None and layers.kind == "sequence" else []
    own = [each for each in elements if _LAYER.fullmatch(source.text[each.start : each.end])]
    yield from own
    environment = props.entries.get("environment")
    if environment is None or POLICY_VARIABLE not in environment.entries:
        return
    wrapper = environment.entries.get(WRAPPER_VARIABLE)
    if own or (wrapper is not None and wrapper.value == WRAPPER):
        yield environment.entries[POLICY_VARIABLE]
    if wrapper is not None and wrapper.value == WRAPPER:
        yield wrapper


def _imports_gone(source: Source) -> Iterator[Edit]:
    """Names that nothing but the guard's layers use."""
    named = _NAMED.search(source.text)
    rest = _LAYER.sub("", source.text)
    if named is None or rest == source.text:
        return
    unused = {name for name in _CLASSES if len(re.findall(rf"\b{name}\b", rest)) == 1}
    if set(re.findall(r"\w+", named[1])) <= unused:
        yield Edit(source.line(named.start())[0], source.line(named.end())[1] + len(source.newline))
        return
    names = named[1]
    for name in reversed(_CLASSES):  # they were put behind all others, in this order
        last = re.search(rf",\s*{name}(?=,?\s*\Z)", names)
        if last and name in unused:
            names = names[: last.start()] + names[last.end() :]
    if names != named[1]:
        yield Edit(named.start(1), named.end(1), names)
