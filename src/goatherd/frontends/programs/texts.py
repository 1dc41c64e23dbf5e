"""Methods of strings, of JavaScript and Python."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, splitext
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.programs.sequences import items_of
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    FixedPattern,
    Native,
    Value,
    known_text,
    made_text,
    normal,
    text_of,
    tree_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.machine import Machine

_MAX_FILE = 300_000
_FIELD = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")


def member(value: Node, name: str, span: Span) -> Value | None:
    """A member or method of a text; None where there is none of the name."""
    if value.kind == "opaque":
        return Node.opaque(value.why, span)
    if isinstance(value.value, str):
        if name == "length" and not is_symbolic(value.value):
            return Node.scalar(len(value.value), span)
        if name in _PATH_PARTS:
            return Node.scalar(_PATH_PARTS[name](value.value), span)
    if name in _METHODS and value.kind == "scalar" and value.value is not None:
        method = _METHODS[name]
        return Native(lambda m, arguments: method(m, value, arguments), span)
    return None


def read_text(m: Machine, path: str, arguments: Arguments) -> Value:
    """The text of a file of the tree, at its own place."""
    place = tree_path(path, m.folder)
    if place is None or is_symbolic(path):
        return Node.opaque("the file is not known", arguments.span)
    try:
        text = m.modules.tree.read(place, _MAX_FILE)
        return Node.scalar(text, Span(place, 1, 1, max(1, len(text.splitlines())), 1))
    except ReadError as error:
        return Node.opaque(f"{place} {error.message}", arguments.span)


def _made(m: Machine, text: str, span: Span) -> Node:
    """A text that the program puts together: long ones cost."""
    m.tick(1 + len(text) // 100)
    return Node.scalar(text[:_MAX_FILE], span)


def _changed(change: Callable[[str], str]) -> Callable[[Machine, Node, Arguments], Value]:
    def method(m: Machine, value: Node, arguments: Arguments) -> Value:
        text = str(value.value)
        if not is_symbolic(text):
            return Node.scalar(change(text), value.span)
        return value if change("a B") == "a B" else Node.opaque("it is made of something unknown", arguments.span)

    return method


def _asked(ask: Callable[[str, str], object]) -> Callable[[Machine, Node, Arguments], Value]:
    """A question about a text with one text as argument."""

    def method(m: Machine, value: Node, arguments: Arguments) -> Value:
        text, other = known_text(value), known_text(arguments.get(0))
        if text is None or other is None:
            return Node.opaque("it depends on something unknown", arguments.span)
        return Node.scalar(ask(text, other), arguments.span)

    return method


def _replace(everywhere: bool) -> Callable[[Machine, Node, Arguments], Value]:
    def method(m: Machine, value: Node, arguments: Arguments) -> Value:
        text, pattern, new = str(value.value), arguments.get(0), arguments.get(1)
        old = pattern.text if isinstance(pattern, FixedPattern) else known_text(pattern)
        if not old or "$" in old or not isinstance(new, Node):
            return Node.opaque("it is changed in a way that is not followed", arguments.span)
        all_of_them = pattern.everywhere if isinstance(pattern, FixedPattern) else everywhere
        count = -1 if all_of_them or value.span.path.endswith(".py") else 1
        return _made(m, text.replace(old, text_of(new), count), value.span)

    return method


def _split(m: Machine, value: Node, arguments: Arguments) -> Value:
    text, delimiter = known_text(value), known_text(arguments.get(0))
    if text is None or (arguments.args and delimiter is None):
        return Node.opaque("it is a part of something unknown", arguments.span)
    parts = list(text) if delimiter == "" else text.split(delimiter)
    m.tick(len(parts))
    return Array([Node.scalar(part, value.span) for part in parts], arguments.span)


def _join(m: Machine, value: Node, arguments: Arguments) -> Value:
    items = items_of(m, arguments.get(0), arguments.span)
    return _made(m, str(value.value).join(text_of(item) for item in items), arguments.span)


def _concat(m: Machine, value: Node, arguments: Arguments) -> Value:
    return _made(m, "".join([str(value.value), *(text_of(item) for item in arguments.args)]), arguments.span)


def _format(m: Machine, value: Node, arguments: Arguments) -> Value:
    count = iter(range(1000))

    def field(match: re.Match[str]) -> str:
        name = match[1]
        if name.isdigit() or not name:
            return text_of(arguments.get(int(name) if name else next(count)))
        return text_of(arguments.keywords[name]) if name in arguments.keywords else HOLE

    return _made(m, _FIELD.sub(field, str(value.value)), value.span)


def _part(m: Machine, value: Node, arguments: Arguments) -> Value:
    text = known_text(value)
    bounds = [bound.value for bound in arguments.args if isinstance(bound, Node) and isinstance(bound.value, int)]
    if text is None or len(bounds) != len(arguments.args):
        return Node.opaque("it is a part of something unknown", arguments.span)
    return Node.scalar(text[slice(*bounds)] if len(bounds) > 1 else text[bounds[0] if bounds else 0 :], value.span)


def _character(m: Machine, value: Node, arguments: Arguments) -> Value:
    text, at = known_text(value), arguments.get(0)
    if text is None or not isinstance(at, Node) or not isinstance(at.value, int):
        return Node.opaque("it is a part of something unknown", arguments.span)
    return Node.scalar(text[at.value : at.value + 1] if at.value >= 0 else "", value.span)


def _joined_path(m: Machine, value: Node, arguments: Arguments) -> Value:
    return made_text([value, *arguments.args], lambda parts: normal(join(*parts)), arguments.span)


def _itself(m: Machine, value: Node, arguments: Arguments) -> Value:
    return value


def _text(m: Machine, value: Node, arguments: Arguments) -> Value:
    return Node.scalar(text_of(value), value.span)


def _read(m: Machine, value: Node, arguments: Arguments) -> Value:
    return read_text(m, str(value.value), arguments)


def _found(m: Machine, value: Node, arguments: Arguments) -> Value:
    return Node.opaque("it depends on a pattern", arguments.span)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:].lower()


_PATH_PARTS: dict[str, Callable[[str], str]] = {
    "parent": lambda text: dirname(text) or ".",
    "name": basename,
    "stem": lambda text: splitext(basename(text))[0],
    "suffix": lambda text: splitext(text)[1],
}

_METHODS: dict[str, Callable[[Machine, Node, Arguments], Value]] = {
    "toLowerCase": _changed(str.lower),
    "lower": _changed(str.lower),
    "toUpperCase": _changed(str.upper),
    "upper": _changed(str.upper),
    "capitalize": _changed(_capitalised),
    "title": _changed(str.title),
    "trim": _changed(str.strip),
    "strip": _changed(str.strip),
    "rstrip": _changed(str.rstrip),
    "lstrip": _changed(str.lstrip),
    "toString": _text,
    "toLocaleLowerCase": _changed(str.lower),
    "as_posix": _itself,
    "resolve": _itself,
    "absolute": _itself,
    "encode": _itself,
    "decode": _itself,
    "read_text": _read,
    "joinpath": _joined_path,
    "replace": _replace(False),
    "replaceAll": _replace(True),
    "split": _split,
    "join": _join,
    "concat": _concat,
    "format": _format,
    "charAt": _character,
    "substring": _part,
    "slice": _part,
    "substr": _part,
    "match": _found,
    "localeCompare": _asked(lambda text, other: (text > other) - (text < other)),
    "startsWith": _asked(str.startswith),
    "startswith": _asked(str.startswith),
    "endsWith": _asked(str.endswith),
    "endswith": _asked(str.endswith),
    "includes": _asked(lambda text, other: other in text),
    "indexOf": _asked(str.find),
    "find": _asked(str.find),
    "removeprefix": _asked(str.removeprefix),
    "removesuffix": _asked(str.removesuffix),
}
