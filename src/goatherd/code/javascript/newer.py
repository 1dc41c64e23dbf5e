"""Syntax of TypeScript and JavaScript that the grammar does not know yet, in words that it does.

Every replacement has the length of what it replaces. Nothing is replaced in strings, templates and comments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_TEXTS = frozenset({"string_fragment", "string", "template_string", "comment", "regex_pattern", "jsx_text"})
_TYPES = frozenset({"type_alias_declaration", "interface_declaration", "ambient_declaration"})
_HOLDERS = frozenset({"class_body", "statement_block", "jsx_element", "jsx_expression"})
_USING = re.compile(rb"(?<![.\w$])(?:await[ \t]+)?using(?=[ \t]+[\w$]+[ \t]*(?:[:=]|of[ \t]))")


@frozen
class _Newer:
    """A piece of newer syntax, found by its text, and what stands for it (else nothing does).

    `inside`: of the pieces of a program that hold others, the innermost around it is of this type.
    """

    pattern: re.Pattern[bytes]
    instead: Callable[[re.Match[bytes]], bytes] | None = None
    inside: str = ""


def _pattern(source: str) -> re.Pattern[bytes]:
    return re.compile(source.encode(), re.MULTILINE)


def _decorated_first(match: re.Match[bytes]) -> bytes:
    return match[2] + match[1]


def _quoted(match: re.Match[bytes]) -> bytes:
    return b"'" + match[1] + b"'"


_NEWER = (
    # export { a } from "./b.json" with { type: "json" }
    _Newer(_pattern(r"(?<=['\"])[ \t]+(?:with|assert)[ \t]*\{[^{}]*\}")),
    # export type * as types from "./types"
    _Newer(_pattern(r"^[ \t]*export[ \t]+type[ \t]+\*[^\n;]*")),
    # import defer * as a from "a"; import source a from "a"
    _Newer(_pattern(r"(?<=\bimport)[ \t]+(?:defer(?=[ \t]+\*)|source(?=[ \t]+[\w$]+[ \t]+from\b))")),
    # export @decorated class A
    _Newer(
        _pattern(r"\b(export(?:[ \t]+default)?[ \t]+)((?:@[\w$.]+(?:\([^()]*\))?\s+)+)(?=(?:abstract[ \t]+)?class\b)"),
        _decorated_first,
    ),
    # static accessor a: string
    _Newer(_pattern(r"(?<![.\w$])accessor(?=[ \t]+[#\w$\"'\[])")),
    # a field that is called accessor
    _Newer(_pattern(r"[ \t](accessor)[ \t](?=[ \t]*=[^=>])"), _quoted, "class_body"),
    # <b>this & that</b>
    _Newer(_pattern(r"(?<!&)&(?!&|#?\w{1,40};)"), inside="jsx_element"),
    # static [key: string]: unknown
    _Newer(_pattern(r"\bstatic(?=[ \t]+\[[\w$]+[ \t]*:)")),
    # interface A<in T, out U>
    _Newer(_pattern(r"(?<=[<,])\s*(?:in[ \t]+out|in|out)[ \t]+(?=[\w$]+\s*(?:[,>=]|extends\b))")),
    # await db.query<{ count: bigint }[]>`SELECT …`
    _Newer(_pattern(r"(?<=[\w$)\]])<[^;`'\"=()]{1,1000}>(?=\s?`)")),
    # await original<typeof import("./a")>()
    _Newer(
        _pattern(r"(?<=<)typeof\s+import\(\s*(?:'[^'\n]*'|\"[^\"\n]*\")\s*\)(?=[>\[.,])"),
        lambda match: b"T" + _blank(match[0][1:]),
    ),
    # let a: import("./a").default.B[]: a member that is called like a keyword
    _Newer(
        _pattern(r"(?<=[:<|&,(\s])import\(\s*(?:'[^'\n]*'|\"[^\"\n]*\")\s*\)(?:\.[\w$]+)+(?=\s*[\[\]<>,;|&){}=])"),
        lambda match: b"_" * len(match[0]),
    ),
    # const f: (any) => void: a parameter that is called like a type
    _Newer(
        _pattern(r"(?<=[:=]\s\()(?:any|string|number|boolean|unknown|object)(?=\)\s*=>)"),
        lambda match: b"_" * len(match[0]),
    ),
    # type A = import("./a").B<string>; type C = typeof d<string>
    _Newer(_pattern(r"^[ \t]*(?:export[ \t]+)?type[ \t]+[\w$]+[^\n{}]*\b(?:import\(|typeof\b)[^\n{}]*")),
)


def with_older_syntax(source: bytes, root: Node) -> bytes:
    """The same program for the grammar at hand, which made `root` of it."""
    found = bytearray(source)
    for match in _USING.finditer(source) if b"using" in source else ():
        if _is_code(root, match):
            found[match.start() : match.end()] = b"const".rjust(len(match[0]))
    for newer in _NEWER if root.has_error else ():
        for match in newer.pattern.finditer(source):
            if _is_code(root, match) and (not newer.inside or _inside(root, match) == newer.inside):
                found[match.start() : match.end()] = newer.instead(match) if newer.instead else _blank(match[0])
    for node in _broken_types(root):
        found[node.start_byte : node.end_byte] = _blank(source[node.start_byte : node.end_byte])
    return bytes(found)


def _is_code(root: Node, match: re.Match[bytes]) -> bool:
    start = match.end() - len(match[0].lstrip())
    node = root.descendant_for_byte_range(start, start + 1)
    return node is None or node.type not in _TEXTS


def _inside(root: Node, match: re.Match[bytes]) -> str:
    node = root.descendant_for_byte_range(match.start(), match.end())
    while node is not None and node.type not in _HOLDERS:
        node = node.parent
    return node.type if node is not None else ""


def _blank(text: bytes) -> bytes:
    return re.sub(rb"[^\n]", b" ", text)


def _broken_types(root: Node) -> Iterator[Node]:
    """Declarations of types that the grammar stumbles in: they are nothing when the program runs."""
    pending = [root] if root.has_error else []
    while pending:
        node = pending.pop()
        exported = node.type == "export_statement" and any(child.type in _TYPES for child in node.children)
        if exported or node.type in _TYPES:
            yield node
        else:
            pending.extend(child for child in node.children if child.has_error)
