"""Text in Bicep -> its parameters, variables, resources and calls of modules, evaluated as far as they are plain.

What takes a function, an operator or a loop to work out is opaque. Nothing is raised: what is no Bicep is skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.value import HOLE, placeholder
from goatherd.frontends.node import Node
from goatherd.model.resource import ACCOUNT_KEY

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

_MAX_DEPTH = 40
_STATEMENT = regex(
    r"(?m)^[ \t]*(?:(?P<param>param)[ \t]+(?P<name>\w+)(?:[ \t]+[^=\n]*)?=(?!=)"
    r"|(?P<var>var)[ \t]+(?P<variable>\w+)[ \t]*="
    r"|resource[ \t]+(?P<symbol>\w+)[ \t]+'(?P<type>[\w./]+)@[^'\n]*'[ \t]*(?P<existing>existing[ \t]*)?="
    r"|module[ \t]+(?P<module>\w+)[ \t]+'(?P<path>[^'\n]+)'[ \t]*=)"
)
_NESTED = regex(r"resource[ \t]+(\w+)[ \t]+'([\w./]+)(?:@[^'\n]*)?'[ \t]*(existing[ \t]*)?=")
_BEFORE = regex(
    r"(?:\[[ \t]*for [^{\n]{0,400}:[ \t]*)?(?:if[ \t]*\([^\n]{0,400}\)[ \t]*)?(?=\{)"  # a loop, a condition
)
_SPACE = regex(r"(?:[ \t\r]|//[^\n]*|/\*(?s:.)*?\*/)*")
_BLANK = regex(r"(?:\s|,|//[^\n]*|/\*(?s:.)*?\*/)*")
_KEY = regex(r"(?:([A-Za-z_][\w-]*)|'([^'\n]*)')[ \t]*:")
_WORD = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
KEYS = "list(?:Keys|AccountKeys|AdminKeys|ConnectionStrings|MasterKeys|Secrets)"
_KEYS = regex(rf"(?:\w+\.)?{KEYS}")
_GIVEN = regex(r"\(\s*(\w+)?")
_NUMBER = regex(r"-?\d+")
_ENDS = frozenset("\n,]})")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_WHY = "it is worked out when it is deployed"


@frozen(eq=False)
class Resource:
    """`parent` is the id of the resource around a nested one, "" for all others."""

    id: str
    type: str
    body: Node
    span: Span
    parent: str = ""


@define(eq=False)
class File:
    """`modules` are (symbol, path as written, body) of the calls."""

    path: str
    names: dict[str, Node] = field(factory=dict)
    resources: list[Resource] = field(factory=list)
    modules: list[tuple[str, str, Node]] = field(factory=list)


def read_bicep(text: str, path: str, given: Mapping[str, Node], prefix: str = "") -> File:
    """`given` are the values of parameters; `prefix` stands before symbols, so that those of modules differ."""
    return _Reader(text, File(path), given, prefix).read()


class _Reader:
    def __init__(self, text: str, file: File, given: Mapping[str, Node], prefix: str) -> None:
        self.text, self.file, self.given, self.prefix = text, file, given, prefix
        self.position = 0
        self.depth = 0
        self.lines = (0, 1)  # a position, and the number of its line

    def read(self) -> File:
        symbols = {match["symbol"] for match in _STATEMENT.finditer(self.text) if match["symbol"]}
        self.file.names = {symbol: Node.absent(Span(self.file.path, 1)) for symbol in symbols}
        match = _STATEMENT.search(self.text)
        while match is not None:
            self.position = match.end()
            self._statement(match)
            match = _STATEMENT.search(self.text, max(self.position, match.end()))
        return self.file

    def _statement(self, match: re.Match[str]) -> None:
        if match["param"]:
            default = self._value()
            value = default if default.kind != "scalar" else Node.default(default.value, default.span)
            self.file.names[match["name"]] = self.given.get(match["name"], value)
        elif match["var"]:
            self.file.names[match["variable"]] = self._value()
        elif match["symbol"]:
            self._resource(match["symbol"], match["type"], "", declared=not match["existing"])
        else:
            self.file.modules.append((match["module"], match["path"], self._body("")))

    def _resource(self, symbol: str, type: str, parent: str, *, declared: bool) -> None:
        span = self._span(self.position)
        body = self._body(symbol, type)
        if declared:
            around = self.prefix + parent if parent else ""
            self.file.resources.append(Resource(self.prefix + symbol, type, body, span, around))

    def _body(self, symbol: str, type: str = "") -> Node:
        """What stands in braces, behind a condition or a loop."""
        self._skip(_SPACE)
        before = _BEFORE.match(self.text, self.position)
        if before is None or self.depth >= _MAX_DEPTH:
            return Node.absent(self._span(self.position))
        self.position = before.end()
        self.depth += 1
        body = self._object(symbol, type)
        self.depth -= 1
        return body

    # --- values ---

    def _value(self) -> Node:
        """One value, up to the end of its line or what closes what is around it."""
        self._skip(_SPACE)
        start = self.position
        span = self._span(start)
        self.depth += 1
        value = self._primary(span) if self.depth < _MAX_DEPTH else None
        self.depth -= 1
        self._skip(_SPACE)
        if value is None or (self.position < len(self.text) and self.text[self.position] not in _ENDS):
            self._skip_expression()
            return Node.opaque(_WHY, span)
        return value

    def _primary(self, span: Span) -> Node | None:
        start = self.text[self.position : self.position + 3]
        if start == "'''":
            end = self.text.find("'''", self.position + 3)
            text = self.text[self.position + 3 : end] if end >= 0 else ""
            self.position = end + 3 if end >= 0 else len(self.text)
            return Node.scalar(text, span)
        if start.startswith("'"):
            return Node.scalar(self._string(), span)
        if start.startswith("{"):
            return self._object("")
        if start.startswith("["):
            return self._array(span)
        if word := _WORD.match(self.text, self.position):
            self.position = word.end()
            return self._named(word[0], span)
        if number := _NUMBER.match(self.text, self.position):
            self.position = number.end()
            return Node.scalar(int(number[0][:30]), span)
        return None

    def _named(self, word: str, span: Span) -> Node:
        if word in ("true", "false"):
            return Node.scalar(word == "true", span)
        if word == "null":
            return Node.absent(span)
        key = self._key_of(word) if _KEYS.fullmatch(word) else ""
        if key:
            return Node.scalar(key, span)
        name, *path = word.split(".")
        known = self.file.names.get(name)
        if known is None:
            return self.given.get(name, Node.opaque(_WHY, span)) if not path else Node.opaque(_WHY, span)
        if known.exists:
            return known.get(*path) if path else known
        return Node.scalar(
            placeholder(self.prefix + name, ".".join(path) if path not in ([], ["id"], ["name"]) else ""), span
        )

    def _key_of(self, word: str) -> str:
        """What `account.listKeys().keys[0].value` gives, by the account; "" where nothing is called."""
        name = word.rpartition(".")[0]
        given = _GIVEN.match(self.text, self.position)
        if given is None:
            return ""
        self._skip_expression()
        return placeholder(self.prefix + (name or given[1] or "account"), ACCOUNT_KEY)

    def _string(self) -> str:
        """The text between quotes, from the first of them on; what is filled in is symbolic."""
        parts = []
        self.position += 1
        while self.position < len(self.text):
            character = self.text[self.position]
            if character in "'\n":
                self.position += character == "'"
                break
            if self.text.startswith("${", self.position):
                self.position += 2
                filled = self._value()
                self.position = self.text.find("}", self.position) + 1 or len(self.text)
                text = filled.text()
                parts.append(HOLE if text is None else text)
                continue
            if character == "\\":
                self.position += 1
                character = self.text[self.position : self.position + 1]
            parts.append(character)
            self.position += 1
        return "".join(parts)

    def _object(self, symbol: str, type: str = "") -> Node:
        """From the brace on. Resources in it are declared by themselves."""
        span = self._span(self.position)
        entries: dict[str, Node] = {}
        spans: dict[str, Span] = {}
        self.position += 1
        while self.position < len(self.text):
            self._skip(_BLANK)
            if self.text.startswith("}", self.position):
                self.position += 1
                break
            if nested := _NESTED.match(self.text, self.position):
                self.position = nested.end()
                self._resource(nested[1], f"{type}/{nested[2]}", symbol, declared=not nested[3])
            elif key := _KEY.match(self.text, self.position):
                spans[key[1] or key[2]] = self._span(self.position)
                self.position = key.end()
                entries[key[1] or key[2]] = self._value()
            else:
                self._skip_expression()
                self.position += self.text[self.position : self.position + 1] not in ("}", "")
        return Node.mapping(entries, spans, span)

    def _array(self, span: Span) -> Node | None:
        self.position += 1
        self._skip(_BLANK)
        if self.text.startswith("for ", self.position):
            return None
        elements = []
        while self.position < len(self.text):
            self._skip(_BLANK)
            if self.text.startswith("]", self.position):
                self.position += 1
                break
            before = self.position
            elements.append(self._value())
            self.position += self.position == before
        return Node.sequence(tuple(elements), span)

    # --- places ---

    def _skip(self, blank: re.Pattern[str]) -> None:
        match = blank.match(self.text, self.position)
        self.position = match.end() if match is not None else self.position

    def _skip_expression(self) -> None:
        """To the end of the line, or what closes what is around it; what stands in brackets belongs to it."""
        open_: list[str] = []
        while self.position < len(self.text):
            character = self.text[self.position]
            if character == "'":
                self._skip_string()
                continue
            if open_ and character == open_[-1]:
                open_.pop()
            elif character in _CLOSING:
                open_.append(_CLOSING[character])
            elif not open_ and character in _ENDS:
                return
            self.position += 1

    def _skip_string(self) -> None:
        self.position += 1
        while self.position < len(self.text) and self.text[self.position] not in "'\n":
            self.position += 2 if self.text[self.position] == "\\" else 1
        self.position += 1

    def _span(self, position: int) -> Span:
        known, line = self.lines
        if position < known:
            known, line = 0, 1
        line += self.text.count("\n", known, position)
        self.lines = (position, line)
        return Span(self.file.path, line)
