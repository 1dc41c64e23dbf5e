"""Which items a call of DynamoDB asks for: by their key, or by a condition on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.engine.aws.symbols import outline
from goatherd.engine.interpreter import accesses, members
from goatherd.engine.interpreter.conjuncts import conjuncts
from goatherd.engine.values import Value, const

if TYPE_CHECKING:
    from goatherd.engine.aws.symbols import Outline
    from goatherd.engine.interpreter.machine import Machine

MAX_EXPRESSION = 4096
_EQUAL = re.compile(r"(?<!\w)(#?\w++)\s*=\s*(:\w+)")
_EXISTS = re.compile(r"\battribute_exists\s*\(", re.IGNORECASE)
# An item that is not there is nobody's yet.
_ABSENT = re.compile(
    r"\battribute_not_exists\s*\([^()]*\)\s*\bor\b|\bor\s+attribute_not_exists\s*\([^()]*\)", re.IGNORECASE
)
_BEGINS = re.compile(r"begins_with\s*\(\s*(#?\w+)\s*,\s*(:\w+)\s*\)", re.IGNORECASE)


def asked_for(m: Machine, parameters: dict[str, Value]) -> Outline:
    """The outline of the key that a call reads by; None where it names none, or nobody can tell."""
    if "Key" in parameters:
        return outline(m, parameters["Key"])
    condition = parameters.get("KeyConditionExpression")
    text = condition.text() if condition is not None else None
    if not text or len(text) > MAX_EXPRESSION:
        return None
    values = parameters.get("ExpressionAttributeValues")
    found: dict[str, Any] = {}
    for name, placeholder in _EQUAL.findall(text):
        found[_name(m, name, parameters)] = _value(m, values, placeholder)
    for name, placeholder in _BEGINS.findall(text):
        start = _value(m, values, placeholder)
        found[_name(m, name, parameters)] = tuple(f"{each}{HOLE}" for each in start) if start else None
    return found or None


def compared(m: Machine, parameters: dict[str, Value], expression: str) -> dict[str, Value]:
    """The attributes that an expression wants to be equal to a value, or to begin with it, as in `narrowed`."""
    condition = parameters.get(expression)
    text = condition.text() if condition is not None else None
    values = parameters.get("ExpressionAttributeValues")
    if not text or len(text) > MAX_EXPRESSION or values is None:
        return {}
    text = _ABSENT.sub("", text)
    return accesses.narrowed(
        m,
        (
            (_name(m, match[1], parameters), members.read(m, values, const(match[2]), 0), holds)
            for start, end, holds in conjuncts(text)
            for pattern in (_EQUAL, _BEGINS)
            for match in pattern.finditer(text, start, end)
        ),
    )


def is_update_only(parameters: dict[str, Value]) -> bool:
    """Whether a call changes items that are there and makes none, so that its key is not stored."""
    condition = parameters.get("ConditionExpression")
    text = condition.text() if condition is not None else None
    return text is not None and _EXISTS.search(text[:MAX_EXPRESSION]) is not None


def _name(m: Machine, name: str, parameters: dict[str, Value]) -> str:
    names = parameters.get("ExpressionAttributeNames")
    written = members.read(m, names, const(name), 0).text() if name.startswith("#") and names is not None else None
    return written or name


def _value(m: Machine, values: Value | None, placeholder: str) -> tuple[Any, ...] | None:
    """What a placeholder may be, without its type."""
    found = outline(m, members.read(m, values, const(placeholder), 0)) if values is not None else None
    if isinstance(found, dict) and len(found) == 1:
        found = next(iter(found.values()))
    return found if isinstance(found, tuple) else None
