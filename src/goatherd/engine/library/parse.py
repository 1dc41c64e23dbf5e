"""One file of rules: TOML in, rules out; or what is wrong with it, line by line."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.nearest import nearest
from goatherd.engine.interpreter.callers import COMPARISON
from goatherd.engine.library.fields import EXCLUSIVE, FIELDS, Wrong
from goatherd.engine.library.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = ("aliases", "call")
_RULE = re.compile(r"\s*\[\[\s*call\s*\]\]")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@frozen
class Problem:
    """A mistake in a file of a user's models."""

    path: str
    line: int
    message: str
    help: str


def read_rules(text: str, *, own: bool = False) -> tuple[dict[str, str], list[Rule]]:
    """The aliases and rules of a file that has no problems."""
    data = tomllib.loads(text)
    return data.get("aliases", {}), [_rule(entry, own) for entry in data.get("call", ())]


def _rule(entry: dict[str, Any], own: bool) -> Rule:
    propagates = entry.get("propagates")
    return Rule(
        names=tuple(entry["names"]),
        sink=entry.get("sink", ""),
        args=tuple(entry.get("args", ("0",))),
        when=_conditions(entry.get("when")),
        unless=_conditions(entry.get("unless")),
        returns=entry.get("returns", ""),
        propagates=None if propagates is None else tuple(propagates),
        gives=tuple(entry.get("gives", ())),
        clean=entry.get("clean", False),
        preds=frozenset(entry.get("safe_for", ())) | frozenset(entry.get("holds", ())),
        guard=frozenset(entry.get("guard", ())),
        guards=tuple(entry.get("guards", ("0",))),
        proves=frozenset(entry.get("proves", ())),
        absorbs=entry.get("absorbs", False),
        verifies=tuple(entry.get("verifies", ())),
        identifies=tuple(entry.get("identifies", ())),
        objects=entry.get("objects", False),
        files=entry.get("files", False),
        receives=tuple(entry.get("receives", ())),
        rows=entry.get("rows", False),
        ends=entry.get("ends", False),
        source=entry.get("source", ""),
        note=entry.get("note", ""),
        own=own,
    )


def _conditions(table: dict[str, Any] | None) -> dict[str, tuple[Any, ...]]:
    return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in (table or {}).items()}


def problems_of(text: str, path: str) -> list[Problem]:
    """Everything that is wrong with a file; `path` is how a user knows it."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        said = _AT.sub("", str(error))
        return [Problem(path, line, f"this is not valid TOML: {said[:1].lower()}{said[1:]}", "see https://toml.io")]
    lines = _Lines(text)
    found = [Problem(path, lines.of(key), *_unknown("table", key, _TABLES)) for key in data if key not in _TABLES]
    found += [Problem(path, lines.of(*where), *what) for where, what in _wrong_aliases(data.get("aliases", {}))]
    rules = data.get("call", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return [*found, Problem(path, lines.of("call"), "'call' is no list of rules", "begin each rule with [[call]]")]
    for number, rule in enumerate(rules):
        found += [
            Problem(path, lines.in_rule(number, key, wrong.text), f"rule {number + 1}: {wrong.message}", wrong.help)
            for key, wrong in _mistakes(rule)
        ]
    return found


def _wrong_aliases(table: Any) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    if not isinstance(table, dict):
        yield ("aliases",), ("'aliases' is no table", "begin it with [aliases]")
        return
    for name, target in table.items():
        if not isinstance(target, str) or not target:
            yield ("aliases", name), (f"the alias {name!r} stands for no name", 'write "other-name" = "name"')
        elif target in table:
            message = f"the alias {name!r} stands for {target!r}, which is an alias itself"
            yield ("aliases", name), (message, f"write {name!r} = {table[target]!r}")


def _mistakes(rule: dict[str, Any]) -> Iterator[tuple[str, Wrong]]:
    """What is wrong with a rule, and the key that it is wrong with ("" for the rule itself)."""
    if "names" not in rule:
        yield "", Wrong("it names no calls", 'write names = ["package.function"]')
    for key, value in rule.items():
        field = FIELDS.get(key)
        if field is None:
            yield key, Wrong(*_unknown("key", key, FIELDS))
            continue
        for wrong in field.mistakes(value):
            yield key, Wrong(f"{key!r} {wrong.message}", wrong.help, wrong.text)
        if field.needs and not any(other in rule for other in field.needs):
            yield (
                key,
                Wrong(
                    f"{key!r} says nothing without {' or '.join(map(repr, field.needs))}", "add it, or leave this out"
                ),
            )
    if COMPARISON in rule.get("guard", ()) and len(rule.get("guards", ())) != 2:
        yield "guard", Wrong(f"{COMPARISON!r} compares two arguments", 'write guards = ["0", "1"]')
    for one, other in EXCLUSIVE:
        if one in rule and other in rule:
            yield other, Wrong(f"{one!r} and {other!r} contradict each other", "leave one of them out")


def _unknown(noun: str, key: str, known: Any) -> tuple[str, str]:
    return f"unknown {noun} {key!r}", nearest(key, list(known)) or f"it may be {', '.join(known)}"


class _Lines:
    """Where things stand in a text of TOML, whose parser does not tell: found by how they are usually written."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._rules = [number for number, line in enumerate(self._lines, 1) if _RULE.match(line)]

    def of(self, *keys: str) -> int:
        """The line of a key, or of one below it."""
        line = 1
        for key in keys:
            line = self._find(key, line, len(self._lines)) or line
        return line

    def in_rule(self, number: int, key: str, text: str) -> int:
        """The line of a text behind a key of a rule, of the key, or of the rule."""
        if number >= len(self._rules):
            return self.of("call")
        begin = self._rules[number]
        end = self._rules[number + 1] - 1 if number + 1 < len(self._rules) else len(self._lines)
        line = (self._find(key, begin, end) if key else 0) or begin
        quoted = (f'"{text}"', f"'{text}'")
        behind = (n for n in range(line, end + 1) if any(each in self._lines[n - 1] for each in quoted))
        return next(behind, line) if text else line

    def _find(self, key: str, begin: int, end: int) -> int:
        name = rf"""["']?{re.escape(key)}["']?\s*"""
        pattern = re.compile(rf"\s*(?:{name}=|\[\[?\s*{name}\]\]?)")
        return next((n for n in range(begin, end + 1) if pattern.match(self._lines[n - 1])), 0)
