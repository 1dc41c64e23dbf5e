"""JavaScript's global functions that the engine computes itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import callers, imports, loading, members, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import caught
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.labels import WHOLE_NUMBER, mapped
from goatherd.engine.semantics import data, javascript_methods, javascript_objects, patterns, python_specials
from goatherd.engine.values import (
    BOOLEAN,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    External,
    Obj,
    Value,
    atom,
    const,
    nullish,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native


def _first(args: Args) -> Value:
    return args.at(0) or UNDEFINED_VALUE


def _require(m: Machine, args: Args, pos: int) -> Value:
    if _first(args).text() is None:
        sinks.report(m, "path", _first(args), pos, "require")
    return loading.required(m, _first(args), pos)


def _parse(m: Machine, args: Args, pos: int) -> Value:
    value = _first(args)
    text = value.text()
    if text is not None and len(text) < 100_000:
        try:
            return imports.value_of_data(m, json.loads(text), [500], (m.module.path, pos))
        except (ValueError, RecursionError):
            return UNKNOWN
    return data.parsed(m, value, pos, "parsed from JSON")


def _stringify(m: Machine, args: Args, pos: int) -> Value:
    value = data.serialised(m, python_specials.replaced(m, _first(args), ("toJSON",), pos), pos)
    return value.map_labels(lambda label: label.add("no:\n", "no:\r"))


def _text(m: Machine, args: Args, pos: int) -> Value:
    value = m.semantics.to_text(m, _first(args))
    constant = value.constant
    if constant is not None:
        return const(m.semantics.spell(constant.value))
    return value.map_labels(lambda label: label.add("string"))


def _number(m: Machine, args: Args, pos: int) -> Value:
    value = _first(args)
    constant = value.constant
    if constant is not None and isinstance(constant.value, str | int | float):
        try:
            number = float(constant.value)
        except ValueError:
            return UNKNOWN
        return const(int(number)) if number.is_integer() and abs(number) < 1e15 else const(number)
    return as_number(value, "|number")


def _whole_number(m: Machine, args: Args, pos: int) -> Value:
    value = _first(args)
    return _number(m, args, pos) if value.constant is not None else as_number(value, WHOLE_NUMBER)


def as_number(value: Value, step: str) -> Value:
    return unknown(mapped(value.labels, lambda label: label.extend(step).add("*", "number")))


def _boolean(m: Machine, args: Args, pos: int) -> Value:
    truth = m.semantics.truth(m, _first(args))
    return (BOOLEAN if truth is None else const(truth)).with_guards(_first(args).guards)


def _is_number(m: Machine, args: Args, pos: int) -> Value:
    return BOOLEAN.with_guards(guard(_first(args), {"*"}))


def _is_not_number(m: Machine, args: Args, pos: int) -> Value:
    return BOOLEAN.with_guards(guard(_first(args), {"*"}, False))


# --- objects -------------------------------------------------------------------------------------


def _assign(m: Machine, args: Args, pos: int) -> Value:
    target = _first(args)
    for item in target.atoms:
        if isinstance(item, Obj):
            for source in args.positional[1:]:
                members.copy_into(m, item, source, pos)
    labels = members.deep_labels(m, args.joined())
    return target if any(isinstance(a, Obj) for a in target.atoms) else target.with_labels(labels)


def _keys(m: Machine, args: Args, pos: int) -> Value:
    item = _first(args).sole
    if isinstance(item, Obj) and not members.is_open(m, item):
        names = [members.key_value(key, text=True) for key, _ in members.entries(m, item)]
        made = m.semantics.make_list(m, "list", (names, None), pos, "keys")
        if any(m.names_of(item).values()):  # how many there are depends on what has been written
            m.set_field(made.sole, members.LENGTH, UNKNOWN)
        return made
    return m.semantics.make_list(m, "list", ([], m.semantics.keys(m, _first(args))), pos, "keys")


def _values(m: Machine, args: Args, pos: int) -> Value:
    item = _first(args).sole
    if isinstance(item, Obj) and not members.is_open(m, item):
        values = [value for _, value in members.entries(m, item)]
        return m.semantics.make_list(m, "list", (values, None), pos, "values")
    return m.semantics.make_list(m, "list", ([], members.read(m, _first(args), UNKNOWN, pos)), pos, "values")


def _entries(m: Machine, args: Args, pos: int) -> Value:
    item = _first(args).sole
    if isinstance(item, Obj) and not members.is_open(m, item):
        pairs = [
            m.semantics.make_list(m, "list", ([members.key_value(key, text=True), value], None), pos, ("pair", key))
            for key, value in members.entries(m, item)
        ]
        return m.semantics.make_list(m, "list", (pairs, None), pos, "entries")
    parts = [m.semantics.keys(m, _first(args)), members.read(m, _first(args), UNKNOWN, pos)]
    pair = m.semantics.make_list(m, "list", (parts, None), pos, "pair")
    return m.semantics.make_list(m, "list", ([], pair), pos, "entries")


def _from_entries(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("dict", pos, extra="fromEntries")
    m.forget_names(made)
    source = _first(args).sole
    if isinstance(source, Obj) and javascript_methods.is_map(source):
        members.copy_into(m, made, atom(source), pos)
        return atom(made)
    exact = m.semantics.exact_elements(m, _first(args))
    for pair in exact if exact is not None else [m.semantics.element(m, _first(args))]:
        key, value = (members.read(m, pair, const(i), pos) for i in (0, 1))
        members.write(m, atom(made), key, value, pos)
    return atom(made)


def _same(m: Machine, args: Args, pos: int) -> Value:
    return _first(args)


def _object(m: Machine, args: Args, pos: int) -> Value:
    return atom(m.new("dict", pos, extra="Object"))


def _unknown_boolean(m: Machine, args: Args, pos: int) -> Value:
    return BOOLEAN


# --- arrays, promises, constructors --------------------------------------------------------------


def _array(m: Machine, args: Args, pos: int) -> Value:
    length = _first(args).constant if len(args.positional) == 1 else None
    if length is not None and isinstance(length.value, int):
        return m.semantics.make_list(m, "list", ([], UNDEFINED_VALUE), pos, "Array")
    return _array_of(m, args, pos)


def _array_of(m: Machine, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", (list(args.positional), args.rest), pos, "Array")


def _array_from(m: Machine, args: Args, pos: int) -> Value:
    items = _first(args)
    if len(args.positional) > 1:
        return javascript_methods.call(m, _copied(m, items, pos), "map", args.shifted(), pos)
    return _copied(m, items, pos)


def _copied(m: Machine, items: Value, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, items)
    if exact is not None:
        return m.semantics.make_list(m, "list", (exact, None), pos, "from")
    return m.semantics.make_list(m, "list", ([], m.semantics.element(m, items)), pos, "from")


def _is_array(m: Machine, args: Args, pos: int) -> Value:
    item = _first(args).sole
    if isinstance(item, Obj) and not _first(args).labels:
        return const(item.kind == "list")
    return BOOLEAN


def _first_of(m: Machine, args: Args, pos: int) -> Value:
    return m.semantics.element(m, _first(args))


def _settled(m: Machine, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, _first(args))
    values = exact if exact is not None else [m.semantics.element(m, _first(args))]
    outcomes = [_outcome(m, value, index, pos) for index, value in enumerate(values)]
    if exact is not None:
        return m.semantics.make_list(m, "list", (outcomes, None), pos, "settled")
    return m.semantics.make_list(m, "list", ([], outcomes[0]), pos, "settled")


def _outcome(m: Machine, value: Value, index: int, pos: int) -> Value:
    made = m.new("dict", pos, extra=("settled", index))
    m.set_field(made, "value", value)
    m.set_field(made, "status", UNKNOWN)
    m.set_field(made, "reason", caught(m, pos))
    return atom(made)


def _promise(m: Machine, args: Args, pos: int) -> Value:
    """`new Promise((resolve, reject) => …)` is whatever `resolve` was given."""
    cell = m.new("object", pos, extra="promise")
    resolve = atom(External(_RESOLVE))
    m.store.set((cell, "value"), NOTHING)
    m.pending.append(cell)
    try:
        m.call(_first(args), Args((resolve, atom(External(_REJECT)))), pos)
    finally:
        m.pending.pop()
    value = m.get_field(cell, "value")
    if value is None or not value.atoms:
        return UNKNOWN
    callers.resolved(m, value)
    return value


_RESOLVE = "Promise#resolve"
_REJECT = "Promise#reject"


def _resolve(m: Machine, args: Args, pos: int) -> Value:
    if m.pending:
        m.weak_set_field(m.pending[-1], "value", _first(args))
    return UNDEFINED_VALUE


def _reject(m: Machine, args: Args, pos: int) -> Value:
    """What a promise is rejected with; an error that a library raised is known to be one wherever it arrives."""
    value = _first(args)
    if not all(isinstance(item, External) and item.name == "exception" for item in value.atoms):
        m.raised(value)
    return UNDEFINED_VALUE


def _rejected(m: Machine, args: Args, pos: int) -> Value:
    m.raised(_first(args))
    return NOTHING


def _error(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, External("Error"))
    m.set_field(made, "message", _first(args) if args.positional else const(""))
    return atom(made)


def _collection(kind: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        made = m.new("instance", pos, External(kind))
        if args.positional:
            source = args.positional[0]
            exact = m.semantics.exact_elements(m, source)
            for pair in exact if exact is not None else [m.semantics.element(m, source)]:
                if any(isinstance(a, Obj) and a.kind == "list" for a in pair.atoms):
                    key, value = (members.read(m, pair, const(i), pos) for i in (0, 1))
                    members.write(m, atom(made), key, value, pos)
            if not any(isinstance(a, Obj) and a.kind == "list" for a in source.atoms):
                members.copy_into(m, made, source, pos)
        return atom(made)

    return run


def _set(m: Machine, args: Args, pos: int) -> Value:
    if not args.positional:
        return m.semantics.make_list(m, "set", ([], None), pos, "Set")
    exact = m.semantics.exact_elements(m, args.positional[0])
    if exact is not None:
        return m.semantics.make_list(m, "set", (exact, None), pos, "Set")
    return m.semantics.make_list(m, "set", ([], m.semantics.element(m, args.positional[0])), pos, "Set")


def _answer(position: int) -> Native:
    """The platform's callback: what is passed is the response."""

    def run(m: Machine, args: Args, pos: int) -> Value:
        value, error = args.at(position), args.at(0) if position else None
        m.facts.ends_badly |= error is not None and nullish(error) is not True
        if value is not None:
            m.answered(value)
        return UNDEFINED_VALUE

    return run


def _has_own(m: Machine, args: Args, pos: int) -> Value:
    """`Object.hasOwn(owner, key)`."""
    return javascript_methods.owns(m, args.at(0) or UNKNOWN, args.at(1) or UNKNOWN)


NATIVES: dict[str, Native] = {
    "lambda.callback": _answer(1),
    "lambda.context.succeed": _answer(0),
    "lambda.context.done": _answer(1),
    "require": _require,
    "JSON.parse": _parse,
    "JSON.stringify": _stringify,
    "String": _text,
    "Number": _whole_number,
    "parseInt": _number,
    "parseFloat": _number,
    "Number.parseInt": _number,
    "Number.parseFloat": _number,
    "BigInt": _number,
    "Boolean": _boolean,
    "Number.isInteger": _is_number,
    "Number.isFinite": _is_number,
    "Number.isSafeInteger": _is_number,
    "isFinite": _is_number,
    "isNaN": _is_not_number,
    "Number.isNaN": _is_not_number,
    "Object.assign": _assign,
    "Object.keys": _keys,
    "Object.getOwnPropertyNames": _keys,
    "Object.values": _values,
    "Object.entries": _entries,
    "Object.fromEntries": _from_entries,
    **dict.fromkeys(("Object.hasOwn", "Reflect.has", "lodash.has"), _has_own),
    "Object.freeze": _same,
    "Object.seal": _same,
    "Object": _object,
    "structuredClone": _same,
    "Array": _array,
    "Array.of": _array_of,
    "Array.from": _array_from,
    "Array.isArray": _is_array,
    "Promise.resolve": _same,
    "Promise.all": _same,
    "Promise.race": _first_of,
    "Promise.any": _first_of,
    "Promise.allSettled": _settled,
    "Promise": _promise,
    _RESOLVE: _resolve,
    _REJECT: _reject,
    "Promise.reject": _rejected,
    "Error": _error,
    "TypeError": _error,
    "RangeError": _error,
    "Map": _collection("Map"),
    "WeakMap": _collection("Map"),
    "Set": _set,
    "RegExp": patterns.compiled,
    **javascript_objects.NATIVES,
}
