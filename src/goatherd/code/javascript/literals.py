"""Strings, templates, numbers, regular expressions and property keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.javascript.lowering import position

if TYPE_CHECKING:
    from tree_sitter import Node

    from goatherd.code.javascript.lowering import Expressions, Lowering

MAX_SAFE_INTEGER = 2**53
MAX_DIGITS = 400

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})|(\r\n|.))", re.DOTALL
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r": "", "\r\n": ""} | {
    "\u2028": "",
    "\u2029": "",
}
_BASES = {"x": 16, "o": 8, "b": 2}


def unescape(text: str) -> str:
    """The value of a string's or template's inside. Half a surrogate pair, which text cannot hold, is U+FFFD."""
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_escape_value, text)
    if _SURROGATE.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _escape_value(match: re.Match[str]) -> str:
    braced, four, two, octal, other = match.groups()
    if other is not None:
        return _SIMPLE.get(other, other)
    code = int(octal, 8) if octal else int(braced or four or two, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def string_value(lw: Lowering, node: Node) -> str:
    text = lw.text(node)
    quote = text[:1]
    end = -1 if len(text) > 1 and text[-1] == quote else len(text)
    return unescape(text[1:end])


def string(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), string_value(lw, node))


def template_parts(lw: Lowering, node: Node) -> tuple[list[str], list[ir.Expr]]:
    """The constant texts of a template, always one more than the substitutions between them."""
    texts: list[str] = []
    values: list[ir.Expr] = []
    start = node.start_byte + 1
    for child in node.children:
        if child.type == "template_substitution":
            texts.append(_template_text(lw, start, child.start_byte))
            values.append(lw.inner(child))
            start = child.end_byte
    end = node.end_byte - 1 if lw.source[node.end_byte - 1 : node.end_byte] == b"`" else node.end_byte
    texts.append(_template_text(lw, start, end))
    return texts, values


def _template_text(lw: Lowering, start: int, end: int) -> str:
    text = str(lw.source[start:end], "utf-8", "replace")
    return unescape(text.replace("\r\n", "\n"))


def template(lw: Lowering, node: Node) -> ir.Expr:
    pos = position(node)
    texts, values = template_parts(lw, node)
    if not values:
        return ir.Const(pos, texts[0])
    parts: list[ir.Expr] = []
    for text, value in zip(texts, values, strict=False):
        if text:
            parts.append(ir.Const(pos, text))
        parts.append(value)
    if texts[-1]:
        parts.append(ir.Const(pos, texts[-1]))
    return ir.Template(pos, parts)


def number_value(text: str) -> int | float:
    """A number as Python's: int where it is whole and exact, float where it is not."""
    digits = text.replace("_", "").rstrip("n")
    if len(digits) > MAX_DIGITS:
        return float("inf")
    try:
        return _parse_number(digits.lower(), exact=text.endswith("n"))
    except (ValueError, OverflowError):
        return float("nan")


def _parse_number(digits: str, *, exact: bool) -> int | float:
    value: int | float
    if digits[:1] == "0" and digits[1:2] in _BASES:
        value = int(digits[2:], _BASES[digits[1]])
    elif digits.isdecimal():
        octal = len(digits) > 1 and digits[0] == "0" and not set(digits) & {"8", "9"}
        value = int(digits, 8 if octal else 10)
    else:
        value = float(digits)
        if value.is_integer() and abs(value) < MAX_SAFE_INTEGER:
            value = int(value)
    if isinstance(value, int) and value > MAX_SAFE_INTEGER and not exact:
        return float(value)
    return value


def number(lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), number_value(lw.text(node)))


def regex(lw: Lowering, node: Node) -> ir.Expr:
    pattern, _, flags = lw.text(node)[1:].rpartition("/")
    return ir.Regex(position(node), pattern, flags)


def key(lw: Lowering, node: Node | None) -> ir.Expr:
    """The key of a property: a constant text, or the expression in brackets."""
    if node is None:
        return ir.Const(0, ir.UNDEFINED)
    kind = node.type
    if kind == "computed_property_name":
        return lw.inner(node)
    if kind == "string":
        return string(lw, node)
    if kind == "number":
        value = number_value(lw.text(node))
        return ir.Const(position(node), str(value))
    return ir.Const(position(node), lw.text(node))


def true(_lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), True)


def false(_lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), False)


def null(_lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), None)


def undefined(_lw: Lowering, node: Node) -> ir.Expr:
    return ir.Const(position(node), ir.UNDEFINED)


EXPRESSIONS: Expressions = {
    "string": string,
    "template_string": template,
    "number": number,
    "regex": regex,
    "true": true,
    "false": false,
    "null": null,
    "undefined": undefined,
}
