"""How long logs are kept."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import Node, Value, member_name, node_of, scalar

_DAYS = {
    "ONE_DAY": 1,
    "THREE_DAYS": 3,
    "FIVE_DAYS": 5,
    "ONE_WEEK": 7,
    "TWO_WEEKS": 14,
    "ONE_MONTH": 30,
    "TWO_MONTHS": 60,
    "THREE_MONTHS": 90,
    "FOUR_MONTHS": 120,
    "FIVE_MONTHS": 150,
    "SIX_MONTHS": 180,
    "ONE_YEAR": 365,
    "THIRTEEN_MONTHS": 400,
    "EIGHTEEN_MONTHS": 545,
    "TWO_YEARS": 731,
    "THREE_YEARS": 1096,
    "FIVE_YEARS": 1827,
    "SIX_YEARS": 2192,
    "SEVEN_YEARS": 2557,
    "EIGHT_YEARS": 2922,
    "NINE_YEARS": 3288,
    "TEN_YEARS": 3653,
}


def retention_days(value: Value) -> Node:
    """Days as CloudFormation has them; absent for logs that are kept for ever."""
    name = member_name(value)
    if name == "INFINITE":
        return Node.absent(value.span)
    if name in _DAYS:
        return scalar(_DAYS[name], value.span)
    node = node_of(value)
    return node if node.kind == "scalar" else Node.opaque("how long logs are kept is not known", value.span)
