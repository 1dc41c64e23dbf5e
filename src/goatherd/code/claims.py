"""Attributes of users that code reads from their tokens, and what it does by them: refuses callers, chooses data.

Read from the text alone, a file at a time: what variables, members and functions hold is told by their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.walking import below
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

REFUSES, CHOOSES = "refuses", "chooses"
Found = tuple[str, str, int]  # the attribute without "custom:", what is done by it, position

PREFIX = "custom:"
_ROUNDS = 3  # from a claim through variables to where it is used
# What says which items a call is about: parameters of AWS, methods of conditions, calls with values for a statement.
_KEYS = frozenset({"Key", "Prefix", "ExpressionAttributeValues", "KeyConditions"})
_CONDITIONS = frozenset({"eq", "begins_with", "equals", "hash", "execute", "query"})
_REFUSAL = regex(
    r"(?i)forbidden|unauthori[sz]ed|not[ _-]?(authori[sz]ed|allowed)|(access|permission)[ _-]?denied|PermissionError"
)
_CODES = frozenset({401, 403, "401", "403"})


def claims_in(module: ir.Module, text: str) -> tuple[Found, ...]:
    """`text` is that of the file: most hold no name of an attribute, and are not walked through."""
    if PREFIX not in text:
        return ()
    nodes = list(below(module.body))
    held: dict[str, set[str]] = {}
    for _ in range(_ROUNDS):
        for node in nodes:
            _hold(node, held)
    found = [*_refusals(nodes, held), *_choices(nodes, held)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each[2]))


def _claim(node: Any) -> str:
    """The attribute that an expression reads, "" for any other."""
    key: Any = None
    if isinstance(node, ir.Item):
        key = node.key
    elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "get" and node.args:
        key = node.args[0]
    value = key.value if isinstance(key, ir.Const) else None
    return value.removeprefix(PREFIX) if isinstance(value, str) and value.startswith(PREFIX) else ""


def _mentioned(expression: Any, held: dict[str, set[str]]) -> set[str]:
    """The attributes that are in what an expression holds."""
    found: set[str] = set()
    for node in below(expression):
        if claim := _claim(node):
            found.add(claim)
        elif isinstance(node, ir.Name):
            found |= held.get(node.id, set())
        elif isinstance(node, ir.Attr):
            found |= held.get("." + node.name, set())
    return found


def _hold(node: Any, held: dict[str, set[str]]) -> None:
    """Note by which names an attribute goes on."""
    pairs: list[tuple[str, Any]] = []
    if isinstance(node, ir.Assign) and not isinstance(node.value, ir.Dict):  # whose members go on by their names
        pairs = [(name, node.value) for name in _names(node.target)]
    elif isinstance(node, ir.Dict):
        pairs = [("." + key.value, value) for key, value in node.entries if _is_text(key)]  # type: ignore[union-attr]
    elif isinstance(node, ir.FunctionIR) and node.name:
        returned = [each.value for each in below(node.body) if isinstance(each, ir.Return)]
        pairs = [(node.name, returned)]
    elif isinstance(node, ir.DictPattern):
        for key, target in node.entries:
            if _is_text(key) and key.value.startswith(PREFIX):  # type: ignore[attr-defined]
                for name in _names(target):
                    held.setdefault(name, set()).add(key.value.removeprefix(PREFIX))  # type: ignore[attr-defined]
    for name, value in pairs:
        if found := _mentioned(value, held):
            held.setdefault(name, set()).update(found)


def _names(target: Any) -> list[str]:
    if isinstance(target, ir.Name):
        return [target.id]
    return ["." + target.name] if isinstance(target, ir.Attr) else []


def _is_text(node: Any) -> bool:
    return isinstance(node, ir.Const) and isinstance(node.value, str)


def _refusals(nodes: list[Any], held: dict[str, set[str]]) -> Iterator[Found]:
    """Branches of which one turns the caller away."""
    for node in nodes:
        attributes = _compared(node.test, held) if isinstance(node, ir.If) else ()
        if attributes and any(refuses(each) for each in below([node.body, node.orelse])):
            yield from ((attribute, REFUSES, node.test.pos) for attribute in sorted(attributes))


def _compared(test: Any, held: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    for node in below(test):
        if isinstance(node, ir.Compare) and not any(_is_nothing(side) for side in (node.left, node.right)):
            found |= _mentioned([node.left, node.right], held)
        elif isinstance(node, ir.Call) and isinstance(node.func, ir.Attr) and node.func.name == "includes":
            found |= _mentioned([node.func.obj, node.args], held)
    return found


def _is_nothing(side: Any) -> bool:
    return isinstance(side, ir.Const) and not isinstance(side.value, str | int)


def refuses(node: Any) -> bool:
    """Whether an expression is one by which callers are turned away: a status, a word, a name."""
    if isinstance(node, ir.Const):
        is_text = isinstance(node.value, str) and len(node.value) < 100
        return (isinstance(node.value, int | str) and node.value in _CODES) or bool(
            is_text and _REFUSAL.search(node.value)
        )
    name = node.id if isinstance(node, ir.Name) else node.name if isinstance(node, ir.Attr) else ""
    return bool(name and _REFUSAL.search(name))


def _choices(nodes: list[Any], held: dict[str, set[str]]) -> Iterator[Found]:
    """Keys, conditions and values of statements that an attribute is in."""
    for node in nodes:
        for value, pos in _chosen_by(node):
            yield from ((attribute, CHOOSES, pos) for attribute in sorted(_mentioned(value, held)))


def _chosen_by(node: Any) -> Iterator[tuple[Any, int]]:
    if isinstance(node, ir.Dict):
        yield from ((value, value.pos) for key, value in node.entries if _is_text(key) and key.value in _KEYS)  # type: ignore[union-attr]
    elif isinstance(node, ir.Call):
        yield from ((value, value.pos) for name, value in node.keywords if name in _KEYS)
        if isinstance(node.func, ir.Attr) and node.func.name in _CONDITIONS:
            yield list(node.args), node.pos
