"""The CDK in TypeScript and JavaScript: for each function a layer of its own, of one asset, and two variables."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from goatherd.code.javascript.parse import TooCostly, syntax_tree
from goatherd.fixes.edits import Edit
from goatherd.fixes.guard.inserting import COMPUTED
from goatherd.fixes.guard.names import FULL, IMAGE, MAX_LAYERS, OTHER_WRAPPER
from goatherd.fixes.guard.places import relative
from goatherd.fixes.pieces import Piece, Source, Syntax
from goatherd.fixes.unfixable import Unfixable
from goatherd.guard.homes import LAYER_FOLDERS
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from goatherd.fixes.guard.places import Places
    from goatherd.model.function import Function

ZIPPED = False
_SUFFIXES = (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs")
_MARK = "GoatherdGuard"
_MODULE = r"""['"](?:aws-cdk-lib|@aws-cdk)/aws-lambda['"]"""
_SPACE = re.compile(rf"import\s+\*\s+as\s+(\w+)\s+from\s+{_MODULE}")
_RENAMED = re.compile(r"""import\s*\{[^}]*\baws_lambda\s+as\s+(\w+)[^}]*\}\s*from\s*['"]aws-cdk-lib['"]""")
_NAMED = re.compile(rf"import\s*\{{([^}}]*)\}}\s*from\s+{_MODULE}")
_BESIDE = re.compile(
    r"""(import\s+[^;]*?\s+from\s+)(['"])(aws-cdk-lib|@aws-cdk)/aws-lambda-(?:nodejs|python-alpha)['"](;?)""",
)
_LAYER = re.compile(
    rf"new (?:\w+\.)?LayerVersion\([\w.]+, (['\"]){_MARK}\w*\1, "
    r"\{ code: (?:\w+\.)?Code\.fromAsset\(\1[^'\"]*\1\) \}\)"
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
    asset = relative(content, _app(places, function.span.path))
    id = f"{mark(function.language)}{re.sub(r'[^A-Za-z0-9]', '', name)}"
    layer_class, code_class, imports = _names(source)
    code = f"{{ code: {code_class}.fromAsset({quote}{asset}{quote}) }}"
    layer = f"new {layer_class}({scope}, {quote}{id}{quote}, {code})"
    wanted = {WRAPPER_VARIABLE: f"{quote}{WRAPPER}{quote}", POLICY_VARIABLE: f"{quote}{name}{quote}"}
    edits = [*_variables(source, props, wanted), *_layers(source, props, layer)]
    return [*imports, *edits] if edits else []


def added_layer(places: Places, function: Function, content: str) -> tuple[str, list[Edit]]:
    return function.span.path, []  # each function has its own


def _app(places: Places, path: str) -> str:
    """The file of the nearest folder that the CDK is run in: paths of assets begin there."""
    folder = posixpath.dirname(path)
    while folder and f"{folder}/cdk.json" not in places.tree:
        folder = posixpath.dirname(folder)
    return posixpath.join(folder, "cdk.json")


def _construct(source: Source, function: Function) -> tuple[str, Piece]:
    """The scope and the properties of the call that makes a function."""
    start = source.offset(function.span.line, function.span.column)
    for node in _nodes(source, "new_expression"):
        if _at(source, node.start_byte) == start:
            arguments = node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            if len(given) == 3 and given[2].type == "object":
                return _text(source, given[0]), _object(source, given[2])
    raise Unfixable("its properties are not written out where it is made")


def _object(source: Source, node: tree_sitter.Node) -> Piece:
    piece = Piece("mapping", _at(source, node.start_byte), _at(source, node.end_byte), Syntax.FLOW)
    for child in node.named_children:
        if child.type == "comment":
            continue
        key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
        start, end = _at(source, child.start_byte), _at(source, child.end_byte)
        if key is None or value is None:
            other = Piece("other", start, end, Syntax.FLOW, value=_text(source, child), name=child.type)
            piece.elements.append(other)
            continue
        name = _text(source, key).strip("'\"")
        piece.entries[name] = _value(source, value)
        piece.keys[name] = (start, _at(source, key.end_byte))
    return piece.adopt()


def _value(source: Source, node: tree_sitter.Node) -> Piece:
    if node.type == "object":
        return _object(source, node)
    start, end = _at(source, node.start_byte), _at(source, node.end_byte)
    if node.type == "array":
        elements = [_value(source, child) for child in node.named_children if child.type != "comment"]
        return Piece("sequence", start, end, Syntax.FLOW, elements=elements).adopt()
    return Piece("other", start, end, Syntax.FLOW, value=source.text[start:end].strip("'\"`"))


def _variables(source: Source, props: Piece, wanted: dict[str, str]) -> list[Edit]:
    _written_out(props, "environment")
    environment = props.entries.get("environment")
    if environment is None:
        text = ", ".join(f"{name}: {value}" for name, value in wanted.items())
        return [_added(source, props, f"environment: {{ {text} }}")]
    if environment.kind != "mapping":
        raise Unfixable(COMPUTED.format("its environment"))
    missing = []
    for name, value in wanted.items():
        there = environment.entries.get(name)
        if there is None:
            missing.append(f"{name}: {value}")
        elif there.value != value[1:-1]:
            raise Unfixable(OTHER_WRAPPER if name == WRAPPER_VARIABLE else f"{name} is set to something else")
    return [_added(source, environment, *missing)] if missing else []


def _layers(source: Source, props: Piece, layer: str) -> list[Edit]:
    _written_out(props, "layers")
    layers = props.entries.get("layers")
    if layers is None:
        return [_added(source, props, f"layers: [{layer}]")]
    if layers.kind != "sequence":
        raise Unfixable(COMPUTED.format("its list of layers"))
    if any(_LAYER.fullmatch(source.text[each.start : each.end]) for each in layers.elements):
        return []
    if len(layers.elements) >= MAX_LAYERS:
        raise Unfixable(FULL)
    return [_added(source, layers, layer)]


def _written_out(props: Piece, name: str) -> None:
    """Raises Unfixable where a property may come out of something else."""
    if name not in props.entries and any(
        each.name == "spread_element" or each.value == name for each in props.elements
    ):
        raise Unfixable("some of its properties are not written out where it is made")


def _added(source: Source, piece: Piece, *texts: str) -> Edit:
    """More members at the end of an object or a list."""
    members = sorted((*_spans(piece),))
    if not members:
        inner = ", ".join(texts)
        return Edit(piece.start, piece.end, f"{{ {inner} }}" if piece.kind == "mapping" else f"[{inner}]")
    start, end = members[-1]
    own = source.alone_before(start) and source.alone_before(members[0][0])
    gap = f"{source.newline}{source.indent(start)}" if own else " "
    comma = re.match(r"\s*,", source.text[end : piece.end])
    if comma is None:
        return Edit(end, end, "".join(f",{gap}{text}" for text in texts))
    at = source.line(end)[1] if own else end + comma.end()
    return Edit(at, at, "".join(f"{gap}{text}," for text in texts))


def _spans(piece: Piece) -> list[tuple[int, int]]:
    pairs = [(piece.keys[name][0], value.end) for name, value in piece.entries.items()]
    return pairs + [(each.start, each.end) for each in piece.elements]


def _names(source: Source) -> tuple[str, str, list[Edit]]:
    """How the file calls the classes of layers and of code, and what has to be imported for it."""
    space = _SPACE.search(source.text) or _RENAMED.search(source.text)
    if space:
        return f"{space[1]}.LayerVersion", f"{space[1]}.Code", []
    named = _NAMED.search(source.text)
    if named is None:
        return "LayerVersion", "Code", [_import(source)]
    imported = set(re.findall(r"\w+", named[1]))
    missing = [name for name in ("Code", "LayerVersion") if name not in imported]
    end = named.start(1) + len(named[1].rstrip())
    comma = "" if named[1].rstrip().endswith(",") else ","
    text = f"{comma} " + ", ".join(missing)
    return "LayerVersion", "Code", [Edit(end, end, text)] if missing else []


def _import(source: Source) -> Edit:
    """One behind the import of what makes functions of Node.js or Python; raises Unfixable."""
    beside = _BESIDE.search(source.text)
    if beside is None:
        raise Unfixable("how the file imports aws-lambda is not known")
    quote, end = beside[2], beside[4]
    text = f"import {{ Code, LayerVersion }} from {quote}{beside[3]}/aws-lambda{quote}{end}"
    return Edit(beside.end(), beside.end(), f"{source.newline}{text}")


def removed(source: Source) -> list[Edit]:
    edits = list(_imports_gone(source))
    for node in _nodes(source, "object"):
        props = _object(source, node)
        layers = props.entries.get("layers")
        if layers is not None and layers.kind == "sequence":
            edits += _without_layers(source, props, layers)
        environment = props.entries.get("environment")
        if environment is not None and POLICY_VARIABLE in environment.entries:
            names = [n for n in (WRAPPER_VARIABLE, POLICY_VARIABLE) if n in environment.entries]
            if len(names) == len(environment.entries) and not environment.elements:
                edits.append(_gone(source, props, [(props.keys["environment"][0], environment.end)]))
            else:
                edits.append(
                    _gone(source, environment, [(environment.keys[n][0], environment.entries[n].end) for n in names])
                )
    return edits


def _imports_gone(source: Source) -> Iterator[Edit]:
    """Names that nothing but the guard's layers use."""
    named = _NAMED.search(source.text)
    rest = _LAYER.sub("", source.text)
    if named is None or rest == source.text:
        return
    unused = {name for name in ("Code", "LayerVersion") if len(re.findall(rf"\b{name}\b", rest)) == 1}
    if set(re.findall(r"\w+", named[1])) <= unused:
        yield Edit(source.line(named.start())[0], source.line(named.end())[1] + len(source.newline))
        return
    for name in sorted(unused):
        found = re.search(rf",\s*{name}\b", named[1])
        if found:
            yield Edit(named.start(1) + found.start(), named.start(1) + found.end())


def _without_layers(source: Source, props: Piece, layers: Piece) -> list[Edit]:
    own = [each for each in layers.elements if _LAYER.fullmatch(source.text[each.start : each.end])]
    if not own:
        return []
    if len(own) == len(layers.elements):
        return [_gone(source, props, [(props.keys["layers"][0], layers.end)])]
    return [_gone(source, layers, [(each.start, each.end) for each in own])]


def _gone(source: Source, piece: Piece, spans: list[tuple[int, int]]) -> Edit:
    """Members that follow one another, with the comma and the blanks that set them apart from those before."""
    members = sorted(_spans(piece))
    first, last = min(spans)[0], max(spans)[1]
    before = [end for _, end in members if end <= first]
    if not before:
        following = [start for start, _ in members if start >= last]
        return Edit(first, following[0] if following else last)
    trailing = re.match(r"\s*,", source.text[last : piece.end])
    if trailing is not None and source.alone_before(first):
        return Edit(source.line(first)[0], source.line(last)[1] + len(source.newline))
    return Edit(before[-1], last)


def _nodes(source: Source, type: str) -> list[tree_sitter.Node]:
    try:
        tree = syntax_tree(source.path, source.text.encode())
    except TooCostly as error:
        raise Unfixable("the file takes too long to read") from error
    found, pending = [], [tree.root_node]
    while pending:
        node = pending.pop()
        if node.type == type:
            found.append(node)
        pending.extend(node.named_children)
    return found


def _text(source: Source, node: tree_sitter.Node) -> str:
    return source.text[_at(source, node.start_byte) : _at(source, node.end_byte)]


def _at(source: Source, byte: int) -> int:
    """The character that a byte belongs to."""
    return byte if source.text.isascii() else _characters(source.text)[byte]


@lru_cache(maxsize=4)
def _characters(text: str) -> list[int]:
    return [place for place, one in enumerate(text) for _ in range(len(one.encode()))] + [len(text)]
