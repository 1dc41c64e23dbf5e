"""Event patterns: the least event that a pattern lets through, and whether it lets one through.

Source: EventBridge user guide, "Comparison operators for use in event patterns".
"""

from __future__ import annotations

import ipaddress
from typing import Any

_ABSENT: Any = object()
_OTHER = "goatherd"
MAX_DEPTH = 32


def example(pattern: object, depth: int = 0) -> dict[str, Any]:
    """Fields that a pattern asks for, with values that it takes."""
    made: dict[str, Any] = {}
    if not isinstance(pattern, dict) or depth > MAX_DEPTH:
        return made
    for name, part in pattern.items():
        if name == "$or" and isinstance(part, list):
            made |= example(part[0] if part else {}, depth + 1)
        elif isinstance(part, dict):
            made[name] = example(part, depth + 1)
        elif isinstance(part, list):
            value = next((made_of for test in part if (made_of := _value(test)) is not _ABSENT), _ABSENT)
            if value is not _ABSENT:
                made[name] = value
    return made


def matches(pattern: object, event: object, depth: int = 0) -> bool:
    if not isinstance(pattern, dict) or depth > MAX_DEPTH:
        return True
    for name, part in pattern.items():
        if name == "$or" and isinstance(part, list):
            if not any(matches(alternative, event, depth + 1) for alternative in part):
                return False
            continue
        value = event.get(name, _ABSENT) if isinstance(event, dict) else _ABSENT
        if isinstance(part, dict):
            if not matches(part, {} if value is _ABSENT else value, depth + 1):
                return False
        elif isinstance(part, list) and not _any_matches(part, value):
            return False
    return True


def _any_matches(tests: list[Any], value: Any) -> bool:
    values = value if isinstance(value, list) and value else [value]
    return any(_test(test, one) for test in tests for one in values)


def _value(test: object) -> Any:
    """A value that one test takes; _ABSENT where it wants none."""
    if not isinstance(test, dict):
        return test
    operator, operand = next(iter(test.items()), ("", None))
    if operator in ("prefix", "suffix", "equals-ignore-case") and isinstance(operand, dict):
        operand = operand.get("equals-ignore-case", "")
    if operator == "exists":
        return _OTHER if operand else _ABSENT
    if operator in ("prefix", "suffix", "equals-ignore-case"):
        return str(operand)
    if operator == "wildcard":
        return str(operand).replace("*", "x")
    if operator == "numeric" and isinstance(operand, list):
        return _number(operand)
    if operator == "cidr":
        return str(operand).partition("/")[0]
    return _different(operand)


def _number(tests: list[Any]) -> Any:
    """A number that meets all comparisons: a bound, or one next to or between bounds."""
    bounds = [bound for bound in tests[1::2] if isinstance(bound, int | float)]
    candidates: list[Any] = [*bounds, *(bound + 1 for bound in bounds), *(bound - 1 for bound in bounds)]
    candidates.append(sum(bounds) / (len(bounds) or 1))
    return next((number for number in candidates if _numeric(tests, number)), _ABSENT)


def _different(operand: object) -> Any:
    """A value that an `anything-but` lets through."""
    for candidate in (_OTHER, "another", 7):
        if _test({"anything-but": operand}, candidate):
            return candidate
    return _ABSENT


def _test(test: object, value: Any) -> bool:
    if not isinstance(test, dict):
        return (value is not _ABSENT and type(value) is type(test) and value == test) or _same_number(test, value)
    operator, operand = next(iter(test.items()), ("", None))
    if operator == "exists":
        return (value is not _ABSENT) == bool(operand)
    if value is _ABSENT:
        return False
    if operator == "anything-but":
        return not any(_test(one, value) for one in (operand if isinstance(operand, list) else [operand]))
    if operator == "numeric":
        return isinstance(operand, list) and _numeric(operand, value)
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


def _numeric(tests: list[Any], value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    for operator, bound in zip(tests[::2], tests[1::2], strict=False):
        if not isinstance(bound, int | float):
            return False
        met = {"=": value == bound, "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}
        if not met.get(operator, False):
            return False
    return True
