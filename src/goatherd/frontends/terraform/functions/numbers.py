"""Functions of numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from goatherd.frontends.terraform.functions.common import elements_of
from goatherd.frontends.terraform.values import integer, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.functions.common import Context, Function


def _of_one(compute: Callable[[float], float]) -> Function:
    def function(c: Context, arguments: list[Node]) -> Node:
        value = number(arguments[0]) if arguments else None
        return c.error() if value is None else c.scalar(compute(value))

    return function


def _of_several(compute: Callable[[list[float]], float]) -> Function:
    def function(c: Context, arguments: list[Node]) -> Node:
        values = [number(node) for node in arguments]
        known = [value for value in values if value is not None]
        return c.scalar(compute(known)) if known and len(known) == len(values) else c.error()

    return function


def _sum(c: Context, arguments: list[Node]) -> Node:
    values = [number(node) for node in elements_of(arguments[0])] if arguments else [None]
    known = [value for value in values if value is not None]
    return c.scalar(sum(known)) if len(known) == len(values) else c.error()


def _parse_int(c: Context, arguments: list[Node]) -> Node:
    base = integer(arguments[1]) if len(arguments) == 2 else None
    text = arguments[0].text() or ""
    if base is None or not 2 <= base <= 36 or len(text) > 30:
        return c.error()
    try:
        return c.scalar(int(text, base))
    except ValueError:
        return c.error()


STRICT: dict[str, Function] = {
    "abs": _of_one(abs),
    "ceil": _of_one(math.ceil),
    "floor": _of_one(math.floor),
    "max": _of_several(max),
    "min": _of_several(min),
    "sum": _sum,
    "parseint": _parse_int,
}
