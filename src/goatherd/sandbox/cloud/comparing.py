"""DynamoDB's comparisons of values of different types, which are false and no failure.

Source: Amazon DynamoDB developer guide, "Condition and filter expressions, operators, and functions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.dynamodb import comparisons

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDERS = (
    comparisons.OpLessThan,
    comparisons.OpLessThanOrEqual,
    comparisons.OpGreaterThan,
    comparisons.OpGreaterThanOrEqual,
    comparisons.FuncBetween,
)


def compare_as_dynamodb() -> None:
    """Make moto answer so, in this process."""
    for order in _ORDERS:
        order.expr = _never_fails(order.expr)  # type: ignore[method-assign, assignment]


def _never_fails(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def expr(self: Any, item: Any) -> bool:
        try:
            return compare(self, item)
        except TypeError:
            return False

    return expr
