"""Arithmetic, comparison and logic, three-valued: what is not known stays unknown."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.values import number, same, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.budget import Budget

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MAX_NUMBER = 1e18


def unary(sign: str, operand: Node, span: Span) -> Node:
    """`!` or `-` of a value; opaque where the value is."""
    if operand.kind == "opaque":
        return operand
    if sign == "!":
        value = truth(operand)
        return _unknown(sign, span) if value is None else Node.scalar(not value, span)
    amount = number(operand)
    return _unknown(sign, span) if amount is None else Node.scalar(-amount, span)


def binary(sign: str, left: Node, right: Node, span: Span, budget: Budget) -> Node:
    """Two values compared, calculated or joined by logic; opaque where the result is not known."""
    value: object
    if sign in ("==", "!="):
        equal = same(left, right, budget)
        value = None if equal is None else equal is (sign == "==")
    elif sign in ("&&", "||"):
        value = _logic(sign, truth(left), truth(right))
    else:
        value = _arithmetic(sign, number(left), number(right))
    if value is None:
        unknown = next((node for node in (left, right) if node.kind == "opaque"), None)
        return Node.opaque(unknown.why, span) if unknown else _unknown(sign, span)
    return Node.scalar(value, span)


def _logic(sign: str, left: bool | None, right: bool | None) -> bool | None:
    decisive = sign == "||"
    if decisive in (left, right):
        return decisive
    return None if None in (left, right) else not decisive


def _arithmetic(sign: str, left: float | None, right: float | None) -> float | bool | None:
    if left is None or right is None or max(abs(left), abs(right)) > _MAX_NUMBER:
        return None
    if sign in _COMPARE:
        return _COMPARE[sign](left, right)
    if sign in "/%" and right == 0:
        return None
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    result = left / right if sign == "/" else left % right
    return int(result) if result == int(result) else result


def _unknown(sign: str, span: Span) -> Node:
    return Node.opaque(f"what {sign!r} gives is known after deployment", span)
