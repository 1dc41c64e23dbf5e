"""SecLang's text into directives: rules with their variables, operator and actions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\S+)')
_OPERATOR = re.compile(r"(!?)\s*@(\w+)\s*(.*)", re.DOTALL)
# Bars part variables but in patterns, which stand between slashes; XPath, which XML takes, begins with one.
_VARIABLES = re.compile(r"[!&]?(?:XML:[^|]*|[A-Z_]+:'?/(?:[^/\\]|\\.)*/'?|[^|]+)")
_VARIABLE = re.compile(r"([!&]?)([A-Z_0-9]+)(?::(.*))?\Z", re.DOTALL)


class SecLangError(Exception):
    """A directive that cannot be read; says where."""


@frozen
class Variable:
    """`mark`: "" (it is asked), "!" (it is left out), "&" (its number is asked). `selector`: text, or `/pattern/`."""

    name: str
    selector: str = ""
    mark: str = ""


@frozen
class Action:
    name: str
    value: str = ""


@frozen
class Rule:
    """One SecRule or SecAction, which has no variables; `chained` follows it if it matches."""

    file: str
    line: int
    variables: tuple[Variable, ...] = ()
    operator: str = "unconditionalMatch"
    argument: str = ""
    negated: bool = False
    actions: tuple[Action, ...] = ()
    chained: Rule | None = None

    def action(self, name: str) -> str | None:
        return next((each.value for each in self.actions if each.name == name), None)

    def values(self, name: str) -> list[str]:
        return [each.value for each in self.actions if each.name == name]

    @property
    def id(self) -> str:
        return self.action("id") or ""


@frozen
class Directive:
    name: str
    words: tuple[str, ...]
    file: str
    line: int


def rules_of(text: str, file: str) -> list[Rule]:
    """All rules of a file, those of a chain under its first. Raises SecLangError."""
    found: list[Rule] = []
    chain: list[Rule] = []
    for directive in directives(text, file):
        if directive.name not in ("SecRule", "SecAction"):
            continue
        chain.append(_rule(directive))
        if chain[-1].action("chain") is None:
            found.append(_linked(chain))
            chain = []
    if chain:
        raise SecLangError(f"{file}:{chain[0].line}: the chain has no end")
    return found


def _linked(chain: list[Rule]) -> Rule:
    last: Rule | None = None
    for rule in reversed(chain):
        last = evolve(rule, chained=last)
    assert last is not None
    return last


def directives(text: str, file: str) -> Iterator[Directive]:
    for number, line in _logical_lines(text):
        words = [_unquoted(word) for word in _WORD.findall(line)]
        if words:
            yield Directive(words[0], tuple(words[1:]), file, number)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what their backslashes continue, and the number of the first; without comments."""
    held, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not held and (not stripped or stripped.startswith("#")):
            continue
        start = start or number
        if stripped.endswith("\\"):
            held += stripped[:-1]
            continue
        yield start, held + stripped
        held, start = "", 0
    if held:
        yield start, held


def _unquoted(word: str) -> str:
    if len(word) > 1 and word[0] == word[-1] == '"':
        return word[1:-1].replace('\\"', '"')
    return word


def _rule(directive: Directive) -> Rule:
    where = f"{directive.file}:{directive.line}"
    if directive.name == "SecAction":
        return Rule(directive.file, directive.line, actions=_actions(directive.words[0], where))
    if len(directive.words) < 2:
        raise SecLangError(f"{where}: a SecRule has variables and an operator")
    negated, operator, argument = _operator(directive.words[1])
    actions = _actions(directive.words[2], where) if len(directive.words) > 2 else ()
    variables = tuple(_variable(each, where) for each in _VARIABLES.findall(directive.words[0]))
    return Rule(directive.file, directive.line, variables, operator, argument, negated, actions)


def _operator(text: str) -> tuple[bool, str, str]:
    found = _OPERATOR.match(text)
    if found:
        return found[1] == "!", found[2], found[3]
    return text.startswith("!"), "rx", text.removeprefix("!")


def _variable(text: str, where: str) -> Variable:
    found = _VARIABLE.match(text.strip())
    if not found:
        raise SecLangError(f"{where}: no variable: {text}")
    return Variable(found[2], (found[3] or "").strip("'"), found[1])


def _actions(text: str, where: str) -> tuple[Action, ...]:
    found = []
    for each in _split_actions(text):
        name, colon, value = each.strip().partition(":")
        if not name and not colon:
            continue
        if not re.match(r"[A-Za-z]+\Z", name):
            raise SecLangError(f"{where}: no action: {each.strip()}")
        found.append(Action(name, value.strip().strip("'")))
    return tuple(found)


def _split_actions(text: str) -> list[str]:
    """At commas that do not stand in quotes."""
    parts, start, quoted = [], 0, False
    for place, character in enumerate(text):
        if character == "'" and text[place - 1] != "\\":
            quoted = not quoted
        elif character == "," and not quoted:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
