"""Globals and standard libraries of both languages, as far as configuration uses them."""

from __future__ import annotations

import json
import re
from posixpath import basename, dirname, join, splitext
from typing import TYPE_CHECKING

from goatherd.frontends.document import parse_document
from goatherd.frontends.node import Node
from goatherd.frontends.programs import imports
from goatherd.frontends.programs.collections import applied, entries_of
from goatherd.frontends.programs.operators import truth
from goatherd.frontends.programs.scope import missing
from goatherd.frontends.programs.sequences import items_of, keys_of
from goatherd.frontends.programs.texts import read_text
from goatherd.frontends.programs.values import (
    ROOT,
    Arguments,
    Array,
    Class,
    Closure,
    External,
    Instance,
    Record,
    Value,
    as_default,
    is_nothing,
    is_opaque,
    known_text,
    node_of,
    normal,
    text_of,
    tree_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import Scope

_MAX_RANGE = 1_000
_DEPTH = 40
# fmt: off
_JAVASCRIPT_GLOBALS = frozenset((
    "Object", "Array", "JSON", "Math", "String", "Number", "Boolean", "Date", "console", "Promise", "process", "Set",
    "Map", "Error", "require", "parseInt", "parseFloat", "Symbol", "Buffer", "RegExp", "setTimeout",
    "structuredClone", "URL",
))
_PYTHON_GLOBALS = frozenset((
    "len", "range", "enumerate", "zip", "dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "bool",
    "sorted", "reversed", "isinstance", "getattr", "setattr", "hasattr", "print", "open", "map", "filter", "sum",
    "min", "max", "any", "all", "type", "object", "Exception", "ValueError",
))
# fmt: on
_ENVIRONMENT = ("process.env.", "os.environ.")


def global_value(m: Machine, name: str, scope: Scope, span: Span) -> Value | None:
    """What a name means that the program itself does not define."""
    state = scope.module
    if name in ("__dirname", "__filename", "__file__"):
        path = f"{ROOT}/{state.path}"
        return Node.scalar(dirname(path) if name == "__dirname" else path, span)
    if state.language == "python":
        return External(f"builtins.{name}", span) if name in _PYTHON_GLOBALS else None
    if name == "undefined":
        return Node.absent(span)
    if name == "module":
        return state.common
    if name == "exports":
        return state.common.get("exports")
    return External(name, span) if name in _JAVASCRIPT_GLOBALS else None


def member(m: Machine, name: str, span: Span) -> Value | None:
    """A member of a library's object, by its whole name."""
    name = name.removeprefix("node:")
    if name.startswith(_ENVIRONMENT) and name.partition("environ.")[2] not in ("get", "copy", "setdefault", "items"):
        return _variable(m, name.rpartition(".")[2], span)
    if name in ("import.meta.url", "import.meta.filename"):
        return Node.scalar(f"{ROOT}/{span.path}", span)
    if name == "import.meta.dirname":
        return Node.scalar(dirname(f"{ROOT}/{span.path}"), span)
    return Node.scalar("/", span) if name in ("path.sep", "os.sep") else None


def call(m: Machine, name: str, arguments: Arguments) -> Value | None:
    """What a function of a standard library gives; None for those that are not known here."""
    function = _FUNCTIONS.get(name.removeprefix("node:").replace("path.posix.", "path.").replace("fs.promises.", "fs."))
    return function(m, arguments) if function is not None else None


# --- files and paths ---


def _path_join(m: Machine, a: Arguments) -> Value:
    parts = [text_of(part) for part in a.args]
    return Node.scalar(normal(join(*parts)) if parts else ".", a.span)


def _js_path_join(m: Machine, a: Arguments) -> Value:
    parts = [text_of(part) for part in a.args]
    return Node.scalar(normal("/".join(part for part in parts if part)) if parts else ".", a.span)


def _path_resolve(m: Machine, a: Arguments) -> Value:
    return Node.scalar(normal(join(f"{ROOT}/{m.folder}", *(text_of(part) for part in a.args))), a.span)


def _changed_path(change: Callable[[str], str]) -> Callable[[Machine, Arguments], Value]:
    def function(m: Machine, a: Arguments) -> Value:
        return Node.scalar(change(text_of(a.get(0))), a.span)

    return function


def _resolved(m: Machine, a: Arguments) -> Value:
    """`require.resolve`: where a module of the tree is, or would be once it is built."""
    specifier = known_text(a.get(0)) or ""
    if specifier.startswith("."):
        return Node.scalar(normal(join(dirname(f"{ROOT}/{a.span.path}"), specifier)), a.span)
    places = m.modules.workspaces.candidates(specifier) if specifier else []
    return Node.scalar(f"{ROOT}/{places[0]}", a.span) if places else Node.opaque("it is a file of a package", a.span)


def _basename(m: Machine, a: Arguments) -> Value:
    return Node.scalar(basename(text_of(a.get(0))).removesuffix(known_text(a.get(1)) or ""), a.span)


def _working_directory(m: Machine, a: Arguments) -> Value:
    return Node.scalar(f"{ROOT}/{m.folder}".rstrip("/"), a.span)


def _read_file(m: Machine, a: Arguments) -> Value:
    return read_text(m, text_of(a.get(0)), a)


def _open(m: Machine, a: Arguments) -> Value:
    path = a.get(0)
    place = tree_path(text_of(path), m.folder)
    content = read_text(m, text_of(path), a) if place is not None else Node.opaque("the file is not known", a.span)
    return Record({}, {}, a.span) if is_nothing(content) else _File(content, a.span)


def _exists(m: Machine, a: Arguments) -> Value:
    place = tree_path(text_of(a.get(0)), m.folder)
    if place is not None and (place in m.modules.tree or m.modules.index.is_folder(place)):
        return Node.scalar(True, a.span)
    return Node.opaque("whether the file is there is decided when it is deployed", a.span)


def _list_folder(m: Machine, a: Arguments) -> Value:
    place = tree_path(text_of(a.get(0)), m.folder)
    if place is None or not m.modules.index.is_folder(place):
        return Node.opaque("the folder is not known", a.span)
    skip = len(place) + 1 if place else 0
    names = dict.fromkeys(path[skip:].partition("/")[0] for path in m.modules.tree.below(place))
    return Array([Node.scalar(name, a.span) for name in list(names)[:_MAX_RANGE]], a.span)


class _File(Record):
    """An open file of Python: a context manager whose `read` gives the text."""

    def __init__(self, content: Value, span: Span) -> None:
        from goatherd.frontends.programs.values import Native

        super().__init__({"read": Native(lambda m, a: content, span), "*content": content}, {}, span)


# --- data ---


def _parse(m: Machine, a: Arguments) -> Value:
    given = a.get(0)
    if isinstance(given, Record) and "*content" in given.entries:
        given = given.entries["*content"]
    text = known_text(given)
    if text is None:
        return Node.opaque("the document is not known", a.span)
    documents = parse_document(text, given.span.path).documents
    return imports.from_node(documents[0]) if documents else Node.opaque("the document cannot be read", a.span)


def _dump(m: Machine, a: Arguments) -> Value:
    return Node.scalar(json.dumps(_plain(m, node_of(a.get(0)), _DEPTH), separators=(",", ":")), a.span)


def _plain(m: Machine, node: Node, depth: int) -> object:
    m.tick()
    if depth and node.is_mapping:
        return {key: _plain(m, value, depth - 1) for key, value in node.items()}
    if depth and node.kind == "sequence":
        return [_plain(m, value, depth - 1) for value in node.elements]
    return node.value if node.kind == "scalar" else "${?}"


def _keys(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Instance):
        return Array([Node.scalar(name, a.span) for name in value.fields], a.span)
    return Array(keys_of(m, value), a.span)


def _values(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Record):
        return Array(list(value.entries.values()), a.span)
    return Array([] if is_nothing(value) else [Node.opaque("it is unknown", a.span)], a.span)


def _assign(m: Machine, a: Arguments) -> Value:
    target = a.get(0)
    for source in a.args[1:]:
        m.tick(len(_members(source)))
        entries = _members(source)
        for key, value in entries.items():
            if isinstance(target, Record | Instance):
                m.write(target.entries if isinstance(target, Record) else target.fields, key, value)
        if isinstance(target, Record) and isinstance(source, Record):
            target.key_spans.update(source.key_spans)
            target.open = target.open or source.open
    return target


def _members(value: Value) -> dict[str, Value]:
    if isinstance(value, Instance):
        return value.fields
    return value.entries if isinstance(value, Record) else {}


def _from_entries(m: Machine, a: Arguments) -> Value:
    record = Record({}, {}, a.span)
    for pair in items_of(m, a.get(0), a.span):
        key = known_text(pair.items[0]) if isinstance(pair, Array) and len(pair.items) == 2 else None
        if key is None or not isinstance(pair, Array):
            record.open = "an entry of it is not known"
        else:
            record.entries[key] = pair.items[1]
    return record


def _dict(m: Machine, a: Arguments) -> Value:
    given = a.get(0)
    if isinstance(given, Record):
        m.tick(len(given.entries))
        record = Record(dict(given.entries), dict(given.key_spans), a.span, given.open)
    elif is_nothing(given):
        record = Record({}, {}, a.span)
    else:
        made = _from_entries(m, a)
        record = made if isinstance(made, Record) else Record({}, {}, a.span)
    record.entries.update(a.keywords)
    record.key_spans.update({key: value.span for key, value in a.keywords.items()})
    return record


def _list(m: Machine, a: Arguments) -> Value:
    return Array(items_of(m, a.get(0), a.span), a.span)


def _array(m: Machine, a: Arguments) -> Value:
    return Array(list(a.args), a.span)


def _array_from(m: Machine, a: Arguments) -> Value:
    source = a.get(0)
    length = source.get("length") if isinstance(source, Record) else None
    if isinstance(length, Node) and isinstance(length.value, int):
        items: list[Value] = [Node.absent(a.span)] * min(length.value, _MAX_RANGE)
    else:
        items = items_of(m, source, a.span)
    if len(a.args) > 1:
        items = [m.call(a.args[1], Arguments([x, Node.scalar(at, a.span)], {}, a.span)) for at, x in enumerate(items)]
    return Array(items, a.span)


def _text(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    return value if is_opaque(value) else Node.scalar(text_of(value), a.span)


def _number(m: Machine, a: Arguments) -> Value:
    value = node_of(a.get(0))
    try:
        return Node.scalar(int(str(value.value)), a.span)
    except ValueError:
        return value if value.kind == "opaque" else Node.opaque("it is not a whole number", a.span)


def _bool(m: Machine, a: Arguments) -> Value:
    verdict = truth(a.get(0), "python" if a.span.path.endswith(".py") else "javascript")
    return Node.opaque("it is decided at deployment", a.span) if verdict is None else Node.scalar(verdict, a.span)


def _length(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if isinstance(value, Array):
        return Node.scalar(len(value.items), a.span)
    if isinstance(value, Record) and not value.open:
        return Node.scalar(len(value.entries), a.span)
    text = known_text(value)
    return Node.opaque("its length is not known", a.span) if text is None else Node.scalar(len(text), a.span)


def _range(m: Machine, a: Arguments) -> Value:
    bounds = [bound.value for bound in a.args if isinstance(bound, Node) and isinstance(bound.value, int)]
    if not bounds or len(bounds) != len(a.args) or (len(bounds) == 3 and bounds[2] == 0):
        return Node.opaque("how often is not known", a.span)
    return Array([Node.scalar(at, a.span) for at in range(*bounds)[:_MAX_RANGE]], a.span)


def _enumerate(m: Machine, a: Arguments) -> Value:
    start = a.get(1, "start")
    first = start.value if isinstance(start, Node) and isinstance(start.value, int) else 0
    items = items_of(m, a.get(0), a.span)
    return Array([Array([Node.scalar(at, a.span), x], a.span) for at, x in enumerate(items, first)], a.span)


def _zip(m: Machine, a: Arguments) -> Value:
    columns = [items_of(m, column, a.span) for column in a.args]
    return Array([Array(list(row), a.span) for row in zip(*columns, strict=False)], a.span)


def _map(m: Machine, a: Arguments) -> Value:
    items = items_of(m, a.get(1), a.span)
    return Array([applied(m, a.get(0), x, at, a.span) for at, x in enumerate(items)], a.span)


def _filter(m: Machine, a: Arguments) -> Value:
    items = items_of(m, a.get(1), a.span)
    kept = [x for x in items if truth(m.call(a.get(0), Arguments([x], {}, a.span)), "python") is not False]
    return Array(kept, a.span)


def _all(m: Machine, a: Arguments) -> Value:
    """Promise.all: what all of them give."""
    return a.get(0)


def _first(m: Machine, a: Arguments) -> Value:
    return a.get(0)


def _is_array(m: Machine, a: Arguments) -> Value:
    value = a.get(0)
    if is_opaque(value) or isinstance(value, External):
        return Node.opaque("its type is not known", a.span)
    return Node.scalar(isinstance(value, Array), a.span)


def _getattr(m: Machine, a: Arguments) -> Value:
    name = known_text(a.get(1))
    found = m.member(a.get(0), name, a.span) if name is not None else Node.opaque("it is unknown", a.span)
    return a.get(2) if (is_opaque(found) or is_nothing(found)) and len(a.args) > 2 else found


def _is_instance(m: Machine, a: Arguments) -> Value:
    value, cls = a.get(0), a.get(1)
    if isinstance(value, Instance) and isinstance(cls, Class):
        return Node.scalar(cls in value.cls.lineage(), a.span)
    return Node.opaque("its type is not known", a.span)


def _require(m: Machine, a: Arguments) -> Value:
    state = next((s for s in m.states.values() if s.path == a.span.path), None)
    if state is None:
        return missing("require", a.span)
    return imports.required(m, known_text(a.get(0)), state.scope, a.span)


def _environment(m: Machine, a: Arguments) -> Value:
    """Settings of the machine that deploys: the default, where one is written."""
    default = a.get(1, "default")
    name = text_of(a.get(0))
    if name in m.hooks.environment or (isinstance(default, Node) and default.kind == "absent"):
        return _variable(m, name, a.span)
    return as_default(default)


def _variable(m: Machine, name: str, span: Span) -> Value:
    known = m.hooks.environment.get(name)
    return Node.opaque(f"the environment variable {name} is set where it is deployed", span) if known is None else known


def _nothing(m: Machine, a: Arguments) -> Value:
    return Node.absent(a.span)


def _run(m: Machine, a: Arguments) -> Value:
    """A function that runs another one."""
    function = a.get(0)
    return m.call(function, Arguments([], {}, a.span)) if isinstance(function, Closure) else function


def _file_url(m: Machine, a: Arguments) -> Value:
    text = text_of(a.get(0))
    base = text_of(a.get(1)) if len(a.args) > 1 else ""
    return Node.scalar(normal(join(dirname(base), text)) if base else text.removeprefix("file://"), a.span)


def _without_indentation(m: Machine, a: Arguments) -> Value:
    """textwrap.dedent, at the place of the text."""
    text = known_text(a.get(0))
    if text is None:
        return a.get(0)
    margins = [len(line) - len(line.lstrip()) for line in text.split("\n") if line.strip()]
    margin = min(margins, default=0)
    return Node.scalar(re.sub(rf"(?m)^[ \t]{{{margin}}}", "", text), a.get(0).span)


_FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    "path.join": _js_path_join,
    "path.resolve": _path_resolve,
    "path.normalize": _changed_path(normal),
    "path.dirname": _changed_path(dirname),
    "path.basename": _basename,
    "path.extname": _changed_path(lambda text: splitext(text)[1]),
    "path.parse": lambda m, a: Record(
        {"name": Node.scalar(splitext(basename(text_of(a.get(0))))[0], a.span)}, {}, a.span, "it is a path"
    ),
    "os.path.join": _path_join,
    "os.path.abspath": _path_resolve,
    "os.path.realpath": _path_resolve,
    "os.path.normpath": _changed_path(normal),
    "os.path.dirname": _changed_path(lambda text: dirname(text) or "."),
    "os.path.basename": _changed_path(basename),
    "os.path.exists": _exists,
    "os.listdir": _list_folder,
    "os.getcwd": _working_directory,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "pathlib.Path": _path_join,
    "pathlib.PurePath": _path_join,
    "pathlib.Path.cwd": _working_directory,
    "process.cwd": _working_directory,
    "url.fileURLToPath": _file_url,
    "URL": _file_url,
    "fs.readFileSync": _read_file,
    "fs.readFile": _read_file,
    "fs.existsSync": _exists,
    "fs.readdirSync": _list_folder,
    "builtins.open": _open,
    "JSON.parse": _parse,
    "json.loads": _parse,
    "json.load": _parse,
    "yaml.safe_load": _parse,
    "js-yaml.load": _parse,
    "JSON.stringify": _dump,
    "json.dumps": _dump,
    "Object.keys": _keys,
    "Object.values": _values,
    "Object.entries": lambda m, a: entries_of(m, a.get(0), a.span),
    "Object.assign": _assign,
    "Object.fromEntries": _from_entries,
    "Object.freeze": _first,
    "Array": _array,
    "Array.of": _array,
    "Array.from": _array_from,
    "Array.isArray": _is_array,
    "Set": _list,
    "Map": _from_entries,
    "String": _text,
    "Number": _number,
    "parseInt": _number,
    "Boolean": _bool,
    "Promise.all": _all,
    "Promise.resolve": _first,
    "structuredClone": _first,
    "require": _require,
    "require.resolve": _resolved,
    "console.log": _nothing,
    "builtins.print": _nothing,
    "builtins.len": _length,
    "builtins.range": _range,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.dict": _dict,
    "builtins.list": _list,
    "builtins.tuple": _list,
    "builtins.set": _list,
    "builtins.sorted": _list,
    "builtins.reversed": _list,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.str": _text,
    "builtins.int": _number,
    "builtins.bool": _bool,
    "builtins.isinstance": _is_instance,
    "builtins.getattr": _getattr,
    "textwrap.dedent": _without_indentation,
    "copy.deepcopy": _first,
    "copy.copy": _first,
    "typing.cast": lambda m, a: a.get(1),
    "asyncio.run": _first,
    "dotenv.config": _nothing,
}
