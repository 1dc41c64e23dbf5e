"""The words of a function's code: what it compares with, how texts begin and end, what it calls fields, its routes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.attack.code_routes import PathRoute, routes_in
from goatherd.code import ir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

MAX_CONSTANTS, MAX_NAMES, MAX_ENDS, MAX_ROUTES = 40, 24, 12, 40
_EQUAL = ("==", "!=", "===", "!==", "is", "is not")
_MEMBER = ("in", "not in")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{0,6}(?:\.[a-z]\w{0,3})?")
_NAME = re.compile(r"[A-Za-z_][\w-]{0,40}")
_ASKING = ("get", "pop", "getlist", "has", "getAll", "hasOwn", "setdefault")
_BEGINS, _ENDS, _CONTAINS = ("startswith", "startsWith"), ("endswith", "endsWith"), ("includes", "indexOf")
_ENVIRONMENT = ("env", "environ", "prototype")
_SPLITTING = ("split", "rsplit", "partition", "rpartition")
_LONGEST = 60
# What the platform and the language call things: no field of an outsider's is likely to have such a name.
_COMMON = frozenset(
    [
        "Body",
        "Buffer",
        "Item",
        "Items",
        "Key",
        "Payload",
        "Records",
        "Statement",
        "TableName",
        "body",
        "catch",
        "cookies",
        "data",
        "default",
        "detail",
        "env",
        "error",
        "event",
        "eventName",
        "exports",
        "headers",
        "http",
        "httpMethod",
        "identity",
        "isBase64Encoded",
        "jwt",
        "length",
        "message",
        "method",
        "multiValueHeaders",
        "multiValueQueryStringParameters",
        "object",
        "params",
        "pathParameters",
        "process",
        "prototype",
        "queryStringParameters",
        "rawPath",
        "rawQueryString",
        "requestContext",
        "routeKey",
        "s3",
        "stack",
        "stage",
        "stageVariables",
        "status",
        "statusCode",
        "then",
        "value",
    ]
)


@frozen
class Words:
    """`compared` are texts and numbers, `names` those of fields, all in the order of the code. `beside` maps what is
    compared to the names that stand on the other side.
    """

    compared: tuple[object, ...] = ()
    beside: Mapping[object, frozenset[str]] = field(factory=dict, eq=False)
    names: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    routes: tuple[PathRoute, ...] = ()


class _Found:
    """`keys` are those of tables of functions, `members` other texts that may be alternatives."""

    def __init__(self, functions: Collection[str]) -> None:
        self.functions = functions
        self.called: set[int] = set()  # what is called is no field
        self.imported: set[int] = set()  # patterns for what a module has are none, either
        self.compared: dict[object, None] = {}
        self.beside: dict[object, frozenset[str]] = {}
        self.keys: dict[object, None] = {}
        self.members: dict[object, None] = {}
        self.names: dict[str, None] = {}
        self.attributes: dict[str, None] = {}
        self.beginnings: dict[str, None] = {}
        self.endings: dict[str, None] = {}


def words_of(modules: Iterable[ir.Module]) -> Words:
    nodes = [list(walked(module.body)) for module in modules]
    found = _Found({name for each in nodes for node in each for name in _defined(node)})
    routes = dict.fromkeys(route for each in nodes for route in routes_in(each))
    for node in (node for each in nodes for node in each):
        _look(node, found)
    constants = [each for each in {**found.compared, **found.keys, **found.members} if each not in found.endings]
    names = {**found.names, **found.attributes}
    return Words(
        tuple(constants)[:MAX_CONSTANTS],
        found.beside,
        tuple(name for name in names if name not in _COMMON)[:MAX_NAMES],
        tuple(found.beginnings)[:MAX_ENDS],
        tuple(found.endings)[:MAX_ENDS],
        tuple(routes)[:MAX_ROUTES],
    )


def walked(root: object) -> Iterator[Any]:
    """All nodes in the order of the code, functions and classes among them."""
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, list | tuple):
            pending.extend(reversed(node))
        elif isinstance(node, ir.Param):
            pending += (node.default, node.target)
        elif isinstance(node, ir.Node | ir.FunctionIR | ir.ClassIR):
            yield node
            pending.extend(getattr(node, slot) for slot in reversed(node.__slots__) if slot != "pos")


def _look(node: Any, found: _Found) -> None:
    if isinstance(node, ir.Assign) and _is_module(node.value):
        found.imported.add(id(node.target))
    elif isinstance(node, ir.Compare):
        _comparison(node, found)
    elif isinstance(node, ir.Switch):
        _add(found, (test for test, _ in node.cases if test is not None), node.subject)
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr):
        found.called.add(id(node.func))
        _method(node, node.func, found)
    elif isinstance(node, ir.Dict):
        keys = _texts(key for key, value in node.entries if key and _is_code(value, found))
        found.keys |= dict.fromkeys(key for key in keys if key not in _COMMON)
    elif isinstance(node, ir.Attr):
        spare = id(node) in found.called or _of_environment(node) or _of_environment(node.obj)
        if not spare and _NAME.fullmatch(node.name):
            found.attributes[node.name] = None
    elif isinstance(node, ir.List) and len(texts := list(_texts(node.items))) == len(node.items):
        found.members |= dict.fromkeys(texts)
    elif id(node) not in found.imported:
        found.names |= dict.fromkeys(name for name in _names(node) if _NAME.fullmatch(name))


def _comparison(node: ir.Compare, found: _Found) -> None:
    if node.op in _EQUAL:
        sides = (node.left, node.right)
        _add(found, [node.left], node.right)
        _add(found, [node.right], node.left)
        if any(_takes_apart(side) for side in sides):
            found.endings |= dict.fromkeys(f".{text}" for text in _texts(sides) if _NAME.fullmatch(text))
    elif node.op in _MEMBER:
        _add(found, _several(node.right), node.left)
        _add(found, [node.left], node.right)
        found.names |= dict.fromkeys(text for text in _texts([node.left]) if _NAME.fullmatch(text))
        found.beginnings |= dict.fromkeys(text for text in _texts([node.left]) if not _NAME.fullmatch(text))
    elif node.op == "has":
        found.names |= dict.fromkeys(text for text in _texts([node.left]) if _NAME.fullmatch(text))


def _method(node: ir.Call, method: ir.Attr, found: _Found) -> None:
    given = [each for argument in node.args for each in _several(argument)]
    if method.name in _BEGINS:
        found.beginnings |= dict.fromkeys(_texts(given))
    elif method.name in _ENDS:
        found.endings |= dict.fromkeys(_texts(given))
    elif method.name in _CONTAINS:
        _add(found, given, method.obj)
        _add(found, _several(method.obj), node.args)
        found.beginnings |= dict.fromkeys(_texts(given))
    elif method.name in _ASKING and not _of_environment(method.obj):
        found.names |= dict.fromkeys(text for text in _texts(node.args[:1]) if _NAME.fullmatch(text))


def _names(node: Any) -> Iterator[str]:
    """What fields are called: keys of look-ups and of destructuring, fields of classes."""
    if isinstance(node, ir.Item) and not _of_environment(node.obj):
        yield from _texts([node.key])
    elif isinstance(node, ir.DictPattern):
        yield from _texts(key for key, _ in node.entries)
    elif isinstance(node, ir.ClassIR):
        yield from node.annotations


def _is_module(node: Any) -> bool:
    return isinstance(node, ir.Call) and isinstance(node.func, ir.Name) and node.func.id == "require"


def _of_environment(node: Any) -> bool:
    return isinstance(node, ir.Attr) and node.name in _ENVIRONMENT


def _defined(node: Any) -> Iterator[str]:
    """Names of functions and classes, made here or elsewhere."""
    if isinstance(node, ir.FunctionDef | ir.ClassDef):
        yield node.function.name if isinstance(node, ir.FunctionDef) else node.cls.name
    elif isinstance(node, ir.Assign) and isinstance(node.target, ir.Name) and isinstance(node.value, ir.Lambda):
        yield node.target.id
    elif isinstance(node, ir.Import):
        yield from (alias for _, alias in node.names or [("", node.alias or node.module.partition(".")[0])])


def _add(found: _Found, nodes: Iterable[Any], other: object) -> None:
    beside = frozenset(name for each in walked(other) for name in (*_names(each), *_asked(each)))
    for node in nodes:
        value = node.value if isinstance(node, ir.Const) else None
        if isinstance(value, str) and 0 < len(value) <= _LONGEST:
            (found.endings if _EXTENSION.fullmatch(value) else found.compared)[value] = None
            found.beside[value] = found.beside.get(value, frozenset()) | beside
        elif type(value) is int and value >= 0:
            found.compared[value] = None
            found.beside[value] = found.beside.get(value, frozenset()) | beside


def _asked(node: Any) -> Iterator[str]:
    """A variable or an attribute, or what a call asks for by name."""
    if isinstance(node, ir.Name):
        yield node.id
    elif isinstance(node, ir.Attr):
        yield node.name
    elif isinstance(node, ir.Call):
        yield from _texts(node.args)


def _several(node: Any) -> list[Any]:
    return list(node.items) if isinstance(node, ir.List) else [node]


def _texts(nodes: Iterable[Any]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ir.Const) and isinstance(node.value, str) and 0 < len(node.value) <= _LONGEST:
            yield node.value


def _is_code(value: Any, found: _Found) -> bool:
    """Whether a table's entry is something to call, perhaps among other things."""
    if isinstance(value, ir.List):
        return any(_is_code(each, found) for each in value.items)
    if isinstance(value, ir.Attr):
        return isinstance(value.obj, ir.Name) and value.obj.id in (*found.functions, "self", "this")
    return isinstance(value, ir.Lambda) or (isinstance(value, ir.Name) and value.id in found.functions)


def _takes_apart(node: Any) -> bool:
    """Whether a text is taken apart at its dots: `name.rsplit(".")[-1]`."""
    return any(
        isinstance(each, ir.Call)
        and isinstance(each.func, ir.Attr)
        and each.func.name in _SPLITTING
        and "." in _texts(each.args)
        for each in walked(node)
    )
