"""Functions of text. Placeholders in a text stay what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.symbols import split_symbolic
from goatherd.frontends.terraform.functions.common import elements_of
from goatherd.frontends.terraform.values import Reference, integer, is_null, known_text, number, text_of, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.terraform.functions.common import Context, Function

_PLACEHOLDER = re.compile(r"(\$\{[^{}]*\})")
_VERB = re.compile(r"%(?:\[(\d{1,2})\])?([-+# 0]*)(\d{0,3})(?:\.(\d{1,3}))?([a-zA-Z%])")
_MAX_LINES = 1000


def _on_text(change: Callable[[str], str]) -> Function:
    """Changes what is known of a text and leaves its placeholders."""

    def function(c: Context, arguments: list[Node]) -> Node:
        if not arguments:
            return c.error()
        pieces = _PLACEHOLDER.split(text_of(arguments[0]))
        return c.text("".join(piece if i % 2 else change(piece) for i, piece in enumerate(pieces)))

    return function


def _trim(cut: Callable[[str, str], str], default: str | None = None) -> Function:
    """Cuts the second argument, or `default`, off the text."""

    def function(c: Context, arguments: list[Node]) -> Node:
        if len(arguments) != (2 if default is None else 1):
            return c.error()
        what = text_of(arguments[1]) if default is None else default
        return c.text(cut(text_of(arguments[0]), what))

    return function


def _ends(found: Callable[[str, str], bool], end: int) -> Function:
    """A question about the start (0) or end (-1) of a text, or about any place in it (None known there: opaque)."""

    def function(c: Context, arguments: list[Node]) -> Node:
        if len(arguments) != 2:
            return c.error()
        text, part = text_of(arguments[0]), known_text(arguments[1])
        if part is None:
            return c.unknown("compares with a text that is known after deployment")
        if found(text, part):
            return c.scalar(True)
        if is_symbolic(text) and (end == 1 or len(_PLACEHOLDER.split(text)[end]) < len(part)):
            return c.unknown("is about a text that is known after deployment")
        return c.scalar(False)

    return function


def _join(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) < 2:
        return c.error()
    lists = arguments[1:]
    if all(node.kind == "opaque" and not isinstance(node, Reference) for node in lists):
        return lists[0]
    return c.text(text_of(arguments[0]).join(text_of(e) for node in lists for e in elements_of(node)))


def _split(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        return c.error()
    delimiter, text = text_of(arguments[0]), text_of(arguments[1])
    parts = list(text) if not delimiter else split_symbolic(text, delimiter)
    if parts is None:
        return c.unknown("splits a text that is known after deployment")
    return c.list([c.text(part) for part in parts])


def _replace(c: Context, arguments: list[Node]) -> Node:
    if len(arguments) != 3:
        return c.error()
    text, old, new = map(text_of, arguments)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return c.unknown("takes a regular expression, which is not run")
    pieces = _PLACEHOLDER.split(text)
    return c.text("".join(p if i % 2 else p.replace(old, new) if old else p for i, p in enumerate(pieces)))


def _substr(c: Context, arguments: list[Node]) -> Node:
    text = known_text(arguments[0]) if len(arguments) == 3 else None
    if text is None:
        return c.unknown("cuts a text that is known after deployment")
    start, length = integer(arguments[1]), integer(arguments[2])
    if start is None or length is None:
        return c.error()
    start = max(len(text) + start, 0) if start < 0 else start
    return c.text(text[start:] if length < 0 else text[start : start + length])


def _indent(c: Context, arguments: list[Node]) -> Node:
    spaces = integer(arguments[0]) if len(arguments) == 2 else None
    if spaces is None or not 0 <= spaces < 200:
        return c.error()
    text = text_of(arguments[1])
    if text.count("\n") > _MAX_LINES:
        return c.unknown("of so many lines is not evaluated")
    return c.text(text.replace("\n", "\n" + " " * spaces))


def _to_string(c: Context, arguments: list[Node]) -> Node:
    if not arguments or is_null(arguments[0]) or arguments[0].kind == "opaque":
        return arguments[0] if arguments else c.error()
    text = arguments[0].text()
    return c.error() if text is None else Node.scalar(text, arguments[0].span)


def _to_number(c: Context, arguments: list[Node]) -> Node:
    value = number(arguments[0]) if arguments else None
    return c.error() if value is None else c.scalar(value)


def _to_bool(c: Context, arguments: list[Node]) -> Node:
    value = truth(arguments[0]) if arguments else None
    return c.error() if value is None else c.scalar(value)


def _format(c: Context, arguments: list[Node]) -> Node:
    if not arguments or arguments[0].text() is None:
        return arguments[0] if arguments else c.error()
    return c.text(_formatted(text_of(arguments[0]), arguments[1:]))


def _formatted(pattern: str, values: list[Node]) -> str:
    rest = iter(values)

    def filled(match: re.Match[str]) -> str:
        place, flags, width, _, verb = match.groups()
        if verb == "%":
            return "%"
        if place:
            value = values[int(place) - 1] if 0 < int(place) <= len(values) else None
        else:
            value = next(rest, None)
        text = HOLE if value is None else text_of(value)
        if verb == "q":
            text = f'"{text}"'
        if width and not is_symbolic(text):
            size = int(width)
            text = text.ljust(size) if "-" in flags else text.rjust(size, "0" if "0" in flags else " ")
        return text

    return _VERB.sub(filled, pattern)


def _format_list(c: Context, arguments: list[Node]) -> Node:
    lists = [node for node in arguments[1:] if node.kind == "sequence"]
    if not lists:
        return c.list([_format(c, arguments)])
    size = min(len(node.elements) for node in lists)
    rows = [[n.elements[i] if n.kind == "sequence" else n for n in arguments[1:]] for i in range(size)]
    return c.list([_format(c, [arguments[0], *row]) for row in rows])


TOLERANT: dict[str, Function] = {
    "join": _join,
    "format": _format,
    "formatlist": _format_list,
    "tostring": _to_string,
}
STRICT: dict[str, Function] = {
    "split": _split,
    "replace": _replace,
    "substr": _substr,
    "indent": _indent,
    "tonumber": _to_number,
    "tobool": _to_bool,
    "lower": _on_text(str.lower),
    "upper": _on_text(str.upper),
    "title": _on_text(lambda text: re.sub(r"\b[a-z]", lambda match: match[0].upper(), text)),
    "trimspace": _trim(str.strip, " \t\r\n"),
    "chomp": _trim(str.rstrip, "\r\n"),
    "trim": _trim(str.strip),
    "trimprefix": _trim(str.removeprefix),
    "trimsuffix": _trim(str.removesuffix),
    "startswith": _ends(str.startswith, 0),
    "endswith": _ends(str.endswith, -1),
    "strcontains": _ends(lambda text, part: part in text, 1),
}
