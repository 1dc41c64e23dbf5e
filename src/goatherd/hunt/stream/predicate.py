"""A condition as a function of a record."""

from __future__ import annotations

import operator
import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from goatherd.hunt.condition import All, AnyOf, Compared, Gap, Like, Matches, Missing, Not, SameAs, Within
from goatherd.hunt.values import NUMBER, path_of, values_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from ipaddress import IPv4Network, IPv6Network

    from goatherd.hunt.condition import Condition, Pattern

    Predicate = Callable[[dict[str, Any]], bool]
    Fits = Callable[[str], bool]

_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def predicate(condition: Condition) -> Predicate:
    if isinstance(condition, All):
        return _all([predicate(part) for part in condition.parts])
    if isinstance(condition, AnyOf):
        return _any([predicate(part) for part in condition.parts])
    if isinstance(condition, Not):
        part = predicate(condition.part)
        return lambda record: not part(record)
    if isinstance(condition, Missing):
        missing = path_of(condition.field)
        return lambda record: not values_at(record, missing)
    if isinstance(condition, SameAs):
        return _same(condition)
    path, fits = path_of(condition.field), _fits(condition)
    return lambda record: any(map(fits, values_at(record, path)))


def _all(parts: list[Predicate]) -> Predicate:
    return lambda record: all(part(record) for part in parts)


def _any(parts: list[Predicate]) -> Predicate:
    return lambda record: any(part(record) for part in parts)


def _same(condition: SameAs) -> Predicate:
    parts: dict[str, Callable[[str, str], bool]] = {
        "whole": str.__eq__,
        "start": str.startswith,
        "end": str.endswith,
        "inside": str.__contains__,
    }
    fits = parts[condition.part]

    path, other_path = path_of(condition.field), path_of(condition.other)

    def same(record: dict[str, Any]) -> bool:
        others = [text.lower() for text in values_at(record, other_path)]
        return any(fits(text.lower(), other) for text in values_at(record, path) for other in others)

    return same


def _fits(question: Like | Matches | Within | Compared) -> Fits:
    if isinstance(question, Like):
        return _like(question)
    if isinstance(question, Matches):
        flags = "".join(dict.fromkeys(question.flags))
        found = re.compile(f"(?{flags}){question.expression}" if flags else question.expression).search
        return lambda text: found(text) is not None
    if isinstance(question, Within):
        return _within(question.network)
    order, number = _ORDERS[question.order], question.number
    return lambda text: _stands(text, order, number)


def _like(question: Like) -> Fits:
    if question.literal is not None:
        literal = question.literal if question.cased else question.literal.lower()
        return literal.__eq__ if question.cased else lambda text: text.lower() == literal
    found = re.compile(_glob(question.pattern), re.DOTALL | (0 if question.cased else re.IGNORECASE)).fullmatch
    return lambda text: found(text) is not None


def _glob(pattern: Pattern) -> str:
    return "".join(
        {Gap.ANY: ".*", Gap.ONE: "."}[part] if isinstance(part, Gap) else re.escape(part) for part in pattern
    )


def _within(network: IPv4Network | IPv6Network) -> Fits:
    def within(text: str) -> bool:
        try:
            return ip_address(text) in network
        except ValueError:  # names of services stand there as well
            return False

    return within


def _stands(text: str, order: Callable[[float, float], bool], number: float) -> bool:
    return NUMBER.fullmatch(text) is not None and order(float(text), number)
