"""Functions of rules put in where they are called, so that a condition says all by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from goatherd.model.security_rules import Expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.frontends.budget import Budget

MAX_CALLS = 20  # of functions in functions, as Firebase has it
TOO_MUCH = "security rules: they are more than is read; what is not read is not judged"
MAX_SIZE, MAX_DEPTH = 5_000, 150  # of what comes out

Names = dict[str, Expression]


@frozen
class RulesFunction:
    name: str
    parameters: tuple[str, ...]
    lets: tuple[tuple[str, Expression], ...]
    result: Expression


def put_in(expression: Expression, functions: Mapping[str, RulesFunction], budget: Budget) -> Expression:
    """The condition without calls of `functions`; what grows too large is an "unknown". Raises OutOfBudget."""
    return _Inlining(functions, budget).of(expression, {}, 0)


class _Inlining:
    def __init__(self, functions: Mapping[str, RulesFunction], budget: Budget) -> None:
        self._functions = functions
        self._budget = budget

    def of(self, expression: Expression, names: Names, calls: int) -> Expression:
        self._budget.spend(1)
        if expression.op == "name":
            return names.get(expression.text, expression)
        if not expression.parts:
            return expression
        callee = expression.parts[0]
        if expression.op == "call" and callee.op == "name" and callee.text in self._functions:
            arguments = [self.of(part, names, calls) for part in expression.parts[1:]]
            return self._call(self._functions[callee.text], arguments, expression, calls)
        return _bounded(_plain(evolve(expression, parts=tuple(self.of(p, names, calls) for p in expression.parts))))

    def _call(self, function: RulesFunction, arguments: list[Expression], call: Expression, calls: int) -> Expression:
        if calls == MAX_CALLS or len(arguments) != len(function.parameters):
            return Expression("unknown", call.span)
        names = dict(zip(function.parameters, arguments, strict=True))
        for name, value in function.lets:
            names[name] = self.of(value, names, calls + 1)
        return self.of(function.result, names, calls + 1)


def _bounded(expression: Expression) -> Expression:
    too_large = expression.size > MAX_SIZE or expression.depth > MAX_DEPTH
    return Expression("unknown", expression.span) if too_large else expression


def _plain(expression: Expression) -> Expression:
    """`x['field']` and `x.get('field', …)` as `x.field`."""
    first, *others = expression.parts
    key = others[0] if others else None
    if key is None or key.op != "literal" or not isinstance(key.value, str):
        return expression
    if expression.op == "index":
        return evolve(expression, op="member", text=key.value, parts=(first,))
    if expression.op == "call" and first.op == "member" and first.text == "get" and len(others) == 2:
        return evolve(expression, op="member", text=key.value, parts=first.parts)
    return expression
