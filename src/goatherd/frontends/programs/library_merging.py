"""Settings put together by libraries: lodash's `merge`, `deepmerge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.programs.values import Arguments, Array, Record, Value, is_nothing

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.machine import Machine

_DEPTH = 40


def _merge(m: Machine, a: Arguments) -> Value:
    """As lodash does, lists by position; what it is given first stays as it was, for nobody looks at it again."""
    return _all(m, a, joined=False)


def _deepmerge(m: Machine, a: Arguments) -> Value:
    """Lists are joined."""
    return _all(m, Arguments(a.args[:2], {}, a.span), joined=True)


def _all(m: Machine, a: Arguments, *, joined: bool) -> Value:
    result = a.get(0)
    for value in a.args[1:]:
        result = _merged(m, result, value, _DEPTH, joined=joined)
    return result


def _merged(m: Machine, under: Value, over: Value, depth: int, *, joined: bool) -> Value:
    m.tick()
    if isinstance(under, Record) and isinstance(over, Record) and depth:
        entries = dict(under.entries)
        for key, value in over.entries.items():
            entries[key] = _merged(m, entries[key], value, depth - 1, joined=joined) if key in entries else value
        return Record(entries, {**under.key_spans, **over.key_spans}, over.span, under.open or over.open)
    if isinstance(under, Array) and isinstance(over, Array) and depth:
        if joined:
            return Array([*under.items, *over.items], over.span)
        both = [_merged(m, *pair, depth - 1, joined=joined) for pair in zip(under.items, over.items, strict=False)]
        return Array([*both, *under.items[len(both) :], *over.items[len(both) :]], over.span)
    return under if is_nothing(over) else over


FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    **dict.fromkeys(("lodash.merge", "lodash/merge", "lodash/merge.js", "lodash-es.merge"), _merge),
    "deepmerge": _deepmerge,
}
