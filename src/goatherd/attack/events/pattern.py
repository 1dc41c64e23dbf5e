"""Event patterns: the least event that a pattern lets through.

Source: EventBridge user guide, "Comparison operators for use in event patterns".
"""

from __future__ import annotations

from typing import Any

from goatherd.model.event_pattern import ABSENT, MAX_DEPTH, numeric, passes

_OTHER = "goatherd"


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
            value = next((made_of for test in part if (made_of := _value(test)) is not ABSENT), ABSENT)
            if value is not ABSENT:
                made[name] = value
    return made


def _value(test: object) -> Any:
    """A value that one test takes; ABSENT where it wants none."""
    if not isinstance(test, dict):
        return test
    operator, operand = next(iter(test.items()), ("", None))
    if operator in ("prefix", "suffix", "equals-ignore-case") and isinstance(operand, dict):
        operand = operand.get("equals-ignore-case", "")
    if operator == "exists":
        return _OTHER if operand else ABSENT
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
    return next((number for number in candidates if numeric(tests, number)), ABSENT)


def _different(operand: object) -> Any:
    """A value that an `anything-but` lets through."""
    for candidate in (_OTHER, "another", 7):
        if passes({"anything-but": operand}, candidate):
            return candidate
    return ABSENT
