"""Methods of lists and dictionaries, of JavaScript and Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.operators import truth
from goatherd.frontends.programs.sequences import items_of, keys_of
from goatherd.frontends.programs.values import (
    Arguments,
    Array,
    Closure,
    Native,
    Record,
    Value,
    is_nothing,
    known_text,
    same,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine

_MAX_ITEMS = 5_000


def array_member(array: Array, name: str, span: Span) -> Value | None:
    if name in ("length", "size"):
        return Node.scalar(len(array.items), span)
    method = _ARRAY.get(name)
    return Native(lambda m, arguments: method(m, array, arguments), span) if method is not None else None


def record_method(record: Record, name: str, span: Span) -> Value | None:
    method = _RECORD.get(name)
    return Native(lambda m, arguments: method(m, record, arguments), span) if method is not None else None


def applied(m: Machine, function: Value, item: Value, position: int, span: Span) -> Value:
    """A callback for one element."""
    extra: list[Value] = []
    if isinstance(function, Closure) and len(function.function.params) > 1 and not span.path.endswith(".py"):
        extra = [Node.scalar(position, span)]
    return m.call(function, Arguments([item, *extra], {}, span))


# --- lists ---


def _each(m: Machine, array: Array, arguments: Arguments) -> Value:
    _map(m, array, arguments)
    return Node.absent(arguments.span)


def _map(m: Machine, array: Array, arguments: Arguments) -> Value:
    function = arguments.get(0)
    made = [applied(m, function, item, at, arguments.span) for at, item in enumerate(list(array.items))]
    return Array(made, arguments.span)


def _flat_map(m: Machine, array: Array, arguments: Arguments) -> Value:
    function = arguments.get(0)
    made = [applied(m, function, item, at, arguments.span) for at, item in enumerate(list(array.items))]
    return Array(_flattened(made), arguments.span)


def _flat(m: Machine, array: Array, arguments: Arguments) -> Value:
    m.tick(len(array.items))
    return Array(_flattened(array.items), arguments.span)


def _flattened(items: list[Value]) -> list[Value]:
    return [inner for item in items for inner in (item.items if isinstance(item, Array) else [item])]


def _filter(m: Machine, array: Array, arguments: Arguments) -> Value:
    """Elements of which nobody can say whether they pass are kept."""
    function = arguments.get(0)
    kept = [
        item
        for at, item in enumerate(list(array.items))
        if truth(applied(m, function, item, at, arguments.span), "javascript") is not False
    ]
    return Array(kept, arguments.span)


def _find(m: Machine, array: Array, arguments: Arguments) -> Value:
    for at, item in enumerate(list(array.items)):
        verdict = truth(applied(m, arguments.get(0), item, at, arguments.span), "javascript")
        if verdict is None:
            return Node.opaque("which element it is cannot be known", arguments.span)
        if verdict:
            return item
    return Node.absent(arguments.span)


def _some(m: Machine, array: Array, arguments: Arguments) -> Value:
    found = _find(m, array, arguments)
    if isinstance(found, Node) and found.kind == "opaque":
        return found
    return Node.scalar(not is_nothing(found), arguments.span)


def _reduce(m: Machine, array: Array, arguments: Arguments) -> Value:
    items = list(array.items)
    if len(arguments.args) > 1:
        value = arguments.args[1]
    elif items:
        value = items.pop(0)
    else:
        return Node.absent(arguments.span)
    for item in items:
        value = m.call(arguments.get(0), Arguments([value, item], {}, arguments.span))
    return value


def _join(m: Machine, array: Array, arguments: Arguments) -> Value:
    delimiter = text_of(arguments.get(0)) if arguments.args else ","
    text = delimiter.join(text_of(item) for item in array.items)
    m.tick(1 + len(text) // 100)
    return Node.scalar(text, arguments.span)


def _concat(m: Machine, array: Array, arguments: Arguments) -> Value:
    added = _flattened(arguments.args)
    m.tick(len(array.items) + len(added))
    return Array([*array.items, *added], arguments.span)


def _push(m: Machine, array: Array, arguments: Arguments) -> Value:
    if len(array.items) < _MAX_ITEMS:
        array.items.extend(arguments.args)
    return Node.scalar(len(array.items), arguments.span)


def _unshift(m: Machine, array: Array, arguments: Arguments) -> Value:
    array.items[:0] = arguments.args[:_MAX_ITEMS]
    return Node.scalar(len(array.items), arguments.span)


def _extend(m: Machine, array: Array, arguments: Arguments) -> Value:
    if len(array.items) < _MAX_ITEMS:
        array.items.extend(items_of(m, arguments.get(0), arguments.span))
    return Node.scalar(None, arguments.span)


def _insert(m: Machine, array: Array, arguments: Arguments) -> Value:
    array.items.append(arguments.get(1))
    return Node.scalar(None, arguments.span)


def _pop(m: Machine, array: Array, arguments: Arguments) -> Value:
    return array.items.pop() if array.items else Node.absent(arguments.span)


def _includes(m: Machine, array: Array, arguments: Arguments) -> Value:
    verdicts = [same(item, arguments.get(0)) for item in array.items]
    if True not in verdicts and None in verdicts:
        return Node.opaque("it depends on something unknown", arguments.span)
    return Node.scalar(True in verdicts, arguments.span)


def _slice(m: Machine, array: Array, arguments: Arguments) -> Value:
    bounds = [bound.value for bound in arguments.args if isinstance(bound, Node) and isinstance(bound.value, int)]
    start, end = (*bounds, None, None)[:2]
    return Array(array.items[start:end], array.span)


def _same_array(m: Machine, array: Array, arguments: Arguments) -> Value:
    return array


def _pairs(m: Machine, array: Array, arguments: Arguments) -> Value:
    span = arguments.span
    return Array([Array([Node.scalar(at, span), item], span) for at, item in enumerate(array.items)], span)


_ARRAY: dict[str, Callable[[Machine, Array, Arguments], Value]] = {
    "forEach": _each,
    "map": _map,
    "flatMap": _flat_map,
    "flat": _flat,
    "filter": _filter,
    "find": _find,
    "some": _some,
    "reduce": _reduce,
    "join": _join,
    "concat": _concat,
    "push": _push,
    "append": _push,
    "add": _push,
    "unshift": _unshift,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "includes": _includes,
    "has": _includes,
    "slice": _slice,
    "sort": _same_array,
    "reverse": _same_array,
    "copy": _same_array,
    "values": _same_array,
    "entries": _pairs,
}


# --- dictionaries ---


def _get(m: Machine, record: Record, arguments: Arguments) -> Value:
    key = known_text(arguments.get(0))
    if key is not None and key in record.entries:
        return record.entries[key]
    default = arguments.get(1)
    if isinstance(default, Node) and default.kind == "absent":
        unknown = key is None or record.open
        return Node.opaque("the entry is not known", arguments.span) if unknown else Node.scalar(None, arguments.span)
    return default


def _set(m: Machine, record: Record, arguments: Arguments) -> Value:
    key = known_text(arguments.get(0))
    if key is None:
        record.open = "a key of it is decided at deployment"
    else:
        m.write(record.entries, key, arguments.get(1))
    return record


def _set_default(m: Machine, record: Record, arguments: Arguments) -> Value:
    key = known_text(arguments.get(0)) or ""
    if key not in record.entries:
        _set(m, record, arguments)
    return record.get(key)


def _keys(m: Machine, record: Record, arguments: Arguments) -> Value:
    return Array(keys_of(m, record), arguments.span)


def _values(m: Machine, record: Record, arguments: Arguments) -> Value:
    m.tick(len(record.entries))
    return Array(list(record.entries.values()), arguments.span)


def _items(m: Machine, record: Record, arguments: Arguments) -> Value:
    return entries_of(m, record, arguments.span)


def entries_of(m: Machine, value: Value, span: Span) -> Value:
    """Pairs of key and value; one unknown pair for what is not known."""
    if isinstance(value, Record):
        pairs: list[tuple[Value, Value]] = list(zip(keys_of(m, value), value.entries.values(), strict=True))
    elif is_nothing(value):
        pairs = []
    else:
        pairs = [(Node.opaque("it is a key of something unknown", span), Node.opaque("it is unknown", span))]
    return Array([Array(list(pair), span) for pair in pairs], span)


def _update(m: Machine, record: Record, arguments: Arguments) -> Value:
    given = arguments.get(0)
    if isinstance(given, Record):
        m.tick(len(given.entries))
        for key, value in given.entries.items():
            m.write(record.entries, key, value)
        record.key_spans.update(given.key_spans)
        record.open = record.open or given.open
    elif not is_nothing(given):
        record.open = "it takes over the members of something unknown"
    for key, value in arguments.keywords.items():
        m.write(record.entries, key, value)
    return Node.scalar(None, arguments.span)


def _each_entry(m: Machine, record: Record, arguments: Arguments) -> Value:
    for key, value in list(record.entries.items()):
        m.call(arguments.get(0), Arguments([value, Node.scalar(key, arguments.span)], {}, arguments.span))
    return Node.absent(arguments.span)


def _copy(m: Machine, record: Record, arguments: Arguments) -> Value:
    m.tick(len(record.entries))
    return Record(dict(record.entries), dict(record.key_spans), record.span, record.open)


_RECORD: dict[str, Callable[[Machine, Record, Arguments], Value]] = {
    "get": _get,
    "pop": _get,
    "set": _set,
    "setdefault": _set_default,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "entries": _items,
    "update": _update,
    "forEach": _each_entry,
    "copy": _copy,
}
