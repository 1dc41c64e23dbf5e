"""Conditions of rules -> expression trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.model.security_rules import Expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.google.rules.tokens import Text, Token

MAX_DEPTH = 50  # of brackets
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("==", "!=", "===", "!=="),
    ("<", ">", "<=", ">=", "in", "is"),
    ("+", "-"),
    ("*", "/", "%"),
)
_STRENGTH = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_FLAT = ("&&", "||")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Reader:
    """Reads tokens in order; every method begins at the next one. Raises ReadError where they make no sense."""

    def __init__(self, source: Text, tokens: list[Token]) -> None:
        self.source = source
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    # --- tokens ---

    @property
    def next(self) -> Token:
        return self._tokens[self._place]

    @property
    def last_end(self) -> int:
        """Where the token before the next one ends."""
        return self._tokens[max(self._place - 1, 0)].end

    def take(self) -> Token:
        token = self.next
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def at(self, *texts: str) -> bool:
        return self.next.text in texts and self.next.kind in ("mark", "name")

    def skip(self, text: str) -> bool:
        found = self.at(text)
        if found:
            self.take()
        return found

    def expect(self, text: str) -> Token:
        if not self.at(text):
            raise self.error(f"{text!r} is missing before {self.next.text or 'the end'!r}")
        return self.take()

    def name(self) -> str:
        if self.next.kind != "name":
            raise self.error(f"a name is missing before {self.next.text or 'the end'!r}")
        return self.take().text

    def error(self, why: str) -> ReadError:
        return ReadError(why, span=self.source.span(self.next.start, self.next.end))

    # --- expressions ---

    def expression(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.error("a condition is nested too deeply")
        start = self.next.start
        found = self._operators(0)
        if self.skip("?"):
            yes = self.expression()
            self.expect(":")
            found = self._made("?", start, (found, yes, self.expression()))
        self._depth -= 1
        return found

    def _operators(self, level: int) -> Expression:
        start = self.next.start
        left = self._unary()
        while self.next.kind in ("mark", "name") and _STRENGTH.get(self.next.text, -1) >= level:
            operator = self.take().text
            right = self._operators(_STRENGTH[operator] + 1)
            before = left.parts if operator in _FLAT and left.op == operator else (left,)
            left = self._made(operator[:2] if operator in ("===", "!==") else operator, start, (*before, right))
        return left

    def _unary(self) -> Expression:
        start, signs = self.next.start, []
        while self.at("!", "-"):
            signs.append(self.take().text)
            if len(signs) > MAX_DEPTH:
                raise self.error("a condition is nested too deeply")
        found = self._postfix()
        for sign in reversed(signs):
            found = self._made(sign, start, (found,))
        return found

    def _postfix(self) -> Expression:
        start = self.next.start
        found = self._primary()
        while True:
            if self.skip("."):
                found = self._made("member", start, (found,), text=self.name())
            elif self.at("(") and found.op in ("name", "member"):
                found = self._made("call", start, (found, *self._items("(", ")", self.expression)))
            elif self.skip("["):
                index = self.expression()
                while self.skip(":"):  # a part of a text or list
                    index = self.expression()
                self.expect("]")
                found = self._made("index", start, (found, index))
            else:
                return found

    def _primary(self) -> Expression:
        token = self.next
        if self.at("/"):
            return self._path()
        if self.at("["):
            return self._made("list", token.start, self._items("[", "]", self.expression))
        if self.at("{"):
            return self._made("map", token.start, self._items("{", "}", self._entry))
        if self.skip("("):
            found = self.expression()
            self.expect(")")
            return found
        if token.kind in ("string", "pattern"):
            return self._literal(self.take().text, token)
        if token.kind == "number":
            return self._literal(float(self.take().text), token)
        text = self.name()
        if text in _CONSTANTS:
            return self._literal(_CONSTANTS[text], token)
        return self._made("name", token.start, (), text=text)

    def _entry(self) -> Expression:
        start, key = self.next.start, self.expression()
        self.expect(":")
        return self._made("entry", start, (key, self.expression()))

    def _items(self, opening: str, closing: str, item: Callable[[], Expression]) -> tuple[Expression, ...]:
        self.expect(opening)
        found: list[Expression] = []
        while not self.at(closing):
            found.append(item())
            if not self.skip(","):
                break
        self.expect(closing)
        return tuple(found)

    def _path(self) -> Expression:
        """`/databases/$(database)/documents/users/$(request.auth.uid)`."""
        start = self.next.start
        segments: list[Expression] = []
        while self.at("/") and (not segments or self.next.start == self.last_end):
            self.take()
            pieces = self._pieces()
            one = pieces[0] if len(pieces) == 1 else self._made("+", start, tuple(pieces))
            segments.append(one)
        return self._made("path", start, tuple(segments))

    def _pieces(self) -> list[Expression]:
        """What stands between two slashes of a path."""
        found: list[Expression] = []
        while self.next.start == self.last_end and self.next.kind != "end":
            token = self.next
            if self.skip("$"):
                self.expect("(")
                found.append(self.expression())
                self.expect(")")
            elif self.at("(") and not found:  # "(default)"
                self.take()
                found.append(self._literal(self.name(), token))
                self.expect(")")
            elif token.kind in ("name", "number") or token.text == "-":
                found.append(self._literal(self.take().text, token))
            else:
                break
        return [self._joined(found)] if found and all(one.op == "literal" for one in found) else found

    def _joined(self, texts: list[Expression]) -> Expression:
        return Expression("literal", texts[0].span, value="".join(str(one.value) for one in texts))

    def _literal(self, value: str | float | bool | None, token: Token) -> Expression:
        return Expression("literal", self.source.span(token.start, token.end), value=value)

    def _made(self, op: str, start: int, parts: tuple[Expression, ...], text: str = "") -> Expression:
        made = Expression(op, self.source.span(start, self.last_end), text=text, parts=parts)
        if made.depth > 4 * MAX_DEPTH:
            raise self.error("a condition is nested too deeply")
        return made
