"""Event patterns: whether one lets an event through.

Source: EventBridge user guide, "Comparison operators for use in event patterns".
"""

from __future__ import annotations

import ipaddress
from typing import Any

ABSENT: Any = object()
MAX_DEPTH = 32


def matches(pattern: object, event: object, depth: int = 0) -> bool:
    if not isinstance(pattern, dict) or depth > MAX_DEPTH:
        return True
    for name, part in pattern.items():
        if name == "$or" and isinstance(part, list):
            if not any(matches(alternative, event, depth + 1) for alternative in part):
                return False
            continue
        value = event.get(name, ABSENT) if isinstance(event, dict) else ABSENT
        if isinstance(part, dict):
            if not matches(part, {} if value is ABSENT else value, depth + 1):
                return False
        elif isinstance(part, list) and not _any_matches(part, value):
            return False
    return True


def _any_matches(tests: list[Any], value: Any) -> bool:
    values = value if isinstance(value, list) and value else [value]
    return any(passes(test, one) for test in tests for one in values)


def passes(wanted: object, value: Any) -> bool:
    """Whether a value, or ABSENT, passes one test of a pattern: a constant, or an operator with its operand."""
    if not isinstance(wanted, dict):
        return (value is not ABSENT and type(value) is type(wanted) and value == wanted) or _same_number(wanted, value)
    operator, operand = next(iter(wanted.items()), ("", None))
    if operator == "exists":
        return (value is not ABSENT) == bool(operand)
    if value is ABSENT:
        return False
    if operator == "anything-but":
        return not any(passes(one, value) for one in (operand if isinstance(operand, list) else [operand]))
    if operator == "numeric":
        return isinstance(operand, list) and numeric(operand, value)
    return isinstance(value, str) and _text(operator, operand, value)


def _same_number(test: object, value: object) -> bool:
    numbers = isinstance(test, int | float) and isinstance(value, int | float)
    return numbers and not isinstance(test, bool) and not isinstance(value, bool) and test == value


def _text(operator: str, operand: object, value: str) -> bool:
    if isinstance(operand, dict):  # {"prefix": {"equals-ignore-case": …}}
        return _text(operator, str(operand.get("equals-ignore-case", "")).lower(), value.lower())
    text = str(operand)
    if operator == "prefix":
        return value.startswith(text)
    if operator == "suffix":
        return value.endswith(text)
    if operator == "equals-ignore-case":
        return value.lower() == text.lower()
    if operator == "wildcard":
        return _wildcard(text.split("*"), value)
    return operator == "cidr" and _within(value, text)


def _wildcard(parts: list[str], value: str) -> bool:
    """Whether the parts stand in the value in their order, the first at its start and the last at its end."""
    if len(parts) == 1:
        return value == parts[0]
    if not value.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        found = value.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return value.endswith(parts[-1]) and len(value) - len(parts[-1]) >= at


def _within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def numeric(tests: list[Any], value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    for operator, bound in zip(tests[::2], tests[1::2], strict=False):
        if not isinstance(bound, int | float):
            return False
        met = {"=": value == bound, "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
        if not met.get(operator, False):
            return False
    return True
