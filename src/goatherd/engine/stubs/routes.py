"""Which arguments a web framework gives a route function.

Styles: "flask" and "bottle" (`<int:name>` in the rule), "chalice" (`{name}`), "powertools" (`<name>`, matched by a
narrow alphabet), "powertools with types" (the same, and other parameters by annotation), "fastapi" (by the annotations
and defaults of the function's parameters).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import definitions, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.semantics import data, python_adapters
from goatherd.engine.semantics.python_annotations import is_clean
from goatherd.engine.values import UNKNOWN, Bound, Class, External, Func, Value, atom, const, join_all

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_NAMES = re.compile(r"[<{](?:(?:(\w+)(?:\([^)]*\))?:)?(\w+)(?::(\w+))?[^>}]*)[>}]")
_TYPED = frozenset({"fastapi", "powertools with types"})
_NUMBERS = frozenset({"int", "float", "uuid"})
# Routes are matched segment by segment, so that a converter of a name cannot yield a separator.
_SEGMENT = ("no:/", "path", "ssrf")
_NARROW = (*_SEGMENT, 'no:"', "no:\\", "no:\n", "no:\r", "no:#", "no:?", "no:`", "header", "log")


def arguments(m: Machine, function: Value, rule: Value, style: Value, pos: int) -> Value:
    """A dict of keyword arguments."""
    made = m.new("dict", pos, extra=("route", function.atoms[:1]))
    m.forget_names(made)
    kind = style.text() or ""
    typed = kind in _TYPED
    names = {match[2]: match[1] or match[3] or "" for match in _NAMES.finditer(rule.text() or "")}
    for name, converter in names.items():
        m.set_field(made, name, _path_parameter(m, name, converter, kind, pos))
    if typed:
        for target in function.atoms:
            if isinstance(target, Func):
                _by_signature(m, target, made, names, pos)
    return atom(made)


def _path_parameter(m: Machine, name: str, converter: str, style: str, pos: int) -> Value:
    value = _part(m, ("pathParameters", name), pos)
    if converter in _NUMBERS:
        return value.map_labels(lambda label: label.add("*"))
    if style.startswith("powertools"):
        return value.map_labels(lambda label: label.add(*_NARROW))
    if style == "chalice" or converter in ("path", "re"):
        return value
    return value.map_labels(lambda label: label.add(*_SEGMENT))


def _part(m: Machine, path: tuple[str, ...], pos: int) -> Value:
    value = m.event
    for step in path:
        value = members.read(m, value, const(step), pos)
    return value


# --- FastAPI ---------------------------------------------------------------------------------------


def _by_signature(m: Machine, target: Func, made: Any, names: dict[str, str], pos: int) -> None:
    for param in target.ir.params:
        if not isinstance(param.target, ir.Name) or param.kind in ("star", "doublestar"):
            continue
        name = param.target.id
        annotation = definitions.evaluated(m, target, param.annotation)
        default = definitions.evaluated(m, target, param.default)
        beside = python_adapters.beside(m, annotation) if annotation is not None else []
        if name in names:
            value = m.get_field(made, name) or UNKNOWN
        elif len(beside) > 1:  # `Annotated[User, Depends(current)]`
            value = _parameter(m, name, beside[0], join_all(beside[1:]), pos)
        else:
            value = _parameter(m, name, annotation, default, pos)
        m.set_field(made, name, _typed(value, param.annotation))


_PLACES = {
    "Query": "queryStringParameters",
    "Header": "headers",
    "Cookie": "cookies",
    "Path": "pathParameters",
}


def _parameter(m: Machine, name: str, annotation: Value | None, default: Value | None, pos: int) -> Value:
    marker = _last(default) or _last(annotation)
    for item in default.atoms if default is not None else ():
        if isinstance(item, Func | Bound | Class):  # what the stub's Depends gives back
            keywords = arguments(m, atom(item), const(""), const("fastapi"), pos)
            return m.call(atom(item), Args((), dict(_entries(m, keywords))), pos)
    for item in annotation.atoms if annotation is not None else ():
        if isinstance(item, Class) and item.module.is_stub:  # the request itself
            return m.call(atom(item), Args(), pos)
        if isinstance(item, Class):
            body = data.parsed(m, _part(m, ("body",), pos), pos, "parsed from JSON")
            return m.call(atom(item), Args(others=body), pos)
    if marker == "Form":
        return members.read(m, _part(m, ("body",), pos), const(name), pos)
    if marker in ("Body", "File", "UploadFile", "bytes", "dict", "Dict", "list", "List"):
        body = data.parsed(m, _part(m, ("body",), pos), pos, "parsed from the body")
        return members.read(m, body, const(name), pos)
    return _part(m, (_PLACES.get(marker, "queryStringParameters"), name), pos)


def _entries(m: Machine, keywords: Value) -> list[tuple[str, Value]]:
    return [(str(key), value) for key, value in members.entries(m, keywords.sole)]


def _last(value: Value | None) -> str:
    item = value.sole if value is not None else None
    return item.name.removesuffix("()").rpartition(".")[2] if isinstance(item, External) else ""


def _typed(value: Value, annotation: ir.Expr | None) -> Value:
    """A parameter that the framework converts to a number, date or identifier, or rejects."""
    return value.map_labels(lambda label: label.add("*")) if is_clean(annotation) else value
