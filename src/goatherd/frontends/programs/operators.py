"""Operators over values, in three-valued logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE, is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import (
    Array,
    External,
    Instance,
    Record,
    Value,
    as_default,
    is_nothing,
    is_opaque,
    joined,
    same,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_MAX_REPEATED = 100_000
_MAX_TIMES = 100
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
EQUAL = {"==": True, "===": True, "is": True, "!=": False, "!==": False, "is not": False}


def truth(value: Value, language: str) -> bool | None:
    """Whether a value counts as true in its language; None where that is decided at deployment."""
    if isinstance(value, Node):
        if value.kind == "scalar" and value.why and not value.value:  # a switch that is off by default
            return None
        return {"absent": False, "scalar": bool(value.value)}.get(value.kind)
    if language == "python" and isinstance(value, Array | Record):
        size = value.items if isinstance(value, Array) else value.entries
        return True if size else None if isinstance(value, Record) and value.open else False
    if isinstance(value, External) and value.call is not None:
        return None
    return True


def logical(m: Machine, op: str, left: Value, right: Callable[[], Value], span: Span) -> Value:
    """`and`, `or`, `??`: the default that stands behind an unknown value is taken for it."""
    verdict = truth(left, "javascript") if op != "??" else None if is_opaque(left) else not is_nothing(left)
    if op == "and":
        if verdict is not None:
            return right() if verdict else left
        other = right()
        return other if not isinstance(other, Node) else Node.opaque("it depends on an unknown condition", span)
    if verdict is not None:
        return left if verdict else right()
    other = right()
    return left if is_opaque(other) or is_nothing(other) else as_default(other)


def conditional(test: bool | None, then: Callable[[], Value], other: Callable[[], Value], span: Span) -> Value:
    """One of two values, or both joined where the test is not known."""
    if test is not None:
        return then() if test else other()
    return joined(then(), other(), span)


def binary(m: Machine, op: str, left: Value, right: Value, span: Span) -> Value:
    if op == "+" and isinstance(left, Array) and isinstance(right, Array):
        m.tick(len(left.items) + len(right.items))
        return Array([*left.items, *right.items], span)
    if op == "|" and isinstance(left, Record) and isinstance(right, Record):
        spans = {**left.key_spans, **right.key_spans}
        return Record({**left.entries, **right.entries}, spans, span, left.open or right.open)
    if op == "/" and _is_text(left):  # a pathlib.Path
        return Node.scalar(f"{text_of(left)}/{text_of(right)}", span)
    if op == "+" and (_is_text(left) or _is_text(right)):
        m.tick(1 + len(text_of(left)) // 100)
        return Node.scalar((text_of(left) + text_of(right))[:_MAX_REPEATED], span)
    if op == "*" and isinstance(left, Array) and isinstance(right, Node) and isinstance(right.value, int):
        times = min(max(right.value, 0), _MAX_TIMES)
        m.tick(len(left.items) * times)
        return Array(left.items * times, span)
    if op == "%" and _is_text(left):
        return Node.scalar(text_of(left).replace("%s", "{}").replace("{}", HOLE), span)
    return _number(op, left, right, span)


def _number(op: str, left: Value, right: Value, span: Span) -> Node:
    if isinstance(left, Node) and isinstance(right, Node) and op in _ARITHMETIC:
        numbers = all(isinstance(side.value, int | float) for side in (left, right))
        texts = all(isinstance(side.value, str) and not is_symbolic(side.value) for side in (left, right))
        if numbers or (texts and op in ("<", "<=", ">", ">=")):
            try:
                return Node.scalar(_ARITHMETIC[op](left.value, right.value), span)
            except (ArithmeticError, ValueError):
                pass
    return Node.opaque("it is computed from something unknown", span)


def compare(op: str, left: Value, right: Value, span: Span) -> Node:
    """True or False; opaque where it is decided at deployment."""
    verdict: bool | None = None
    if op in EQUAL:
        verdict = same(left, right)
        if op in ("===", "!==") and verdict and is_nothing(left):
            verdict = isinstance(left, Node) and isinstance(right, Node) and left.kind == right.kind
        verdict = None if verdict is None else verdict == EQUAL[op]
    elif op in ("in", "not in", "has"):
        verdict = _contains(right, left)
        verdict = None if verdict is None else verdict == (op != "not in")
    elif op == "instanceof":
        verdict = None
    else:
        return _number(op, left, right, span)
    if verdict is None:
        return Node.opaque("the comparison is decided at deployment", span)
    return Node.scalar(verdict, span)


def _contains(holder: Value, item: Value) -> bool | None:
    if isinstance(holder, Array):
        verdicts = [same(item, member) for member in holder.items]
        return True if True in verdicts else None if None in verdicts else False
    if not isinstance(item, Node) or item.kind != "scalar" or is_symbolic(str(item.value)):
        return None
    if isinstance(holder, Record):
        return True if str(item.value) in holder.entries else None if holder.open else False
    if isinstance(holder, Instance):
        return str(item.value) in holder.fields
    if isinstance(holder, Node) and isinstance(holder.value, str) and not is_symbolic(holder.value):
        return str(item.value) in holder.value
    return None


def unary(op: str, value: Value, language: str, span: Span) -> Value:
    if op == "not":
        verdict = truth(value, language)
        return Node.opaque("it is decided at deployment", span) if verdict is None else Node.scalar(not verdict, span)
    if op == "void":
        return Node.absent(span)
    if op == "typeof":
        return _typeof(value, span)
    if isinstance(value, Node) and isinstance(value.value, int | float) and op in ("-", "+"):
        return Node.scalar(-value.value if op == "-" else value.value, span)
    return Node.opaque("it is computed from something unknown", span)


def _typeof(value: Value, span: Span) -> Node:
    if isinstance(value, Node):
        if value.kind == "absent":
            return Node.scalar("undefined", span)
        for kind, name in ((str, "string"), (bool, "boolean"), (int | float, "number")):
            if isinstance(value.value, kind):
                return Node.scalar(name, span)
        return Node.opaque("its type is not known", span)
    if isinstance(value, Array | Record | Instance):
        return Node.scalar("object", span)
    return Node.opaque("its type is not known", span)


def _is_text(value: Value) -> bool:
    return isinstance(value, Node) and isinstance(value.value, str)
