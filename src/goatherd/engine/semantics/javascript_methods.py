"""Methods of JavaScript's built-in types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import callers, members, predictable, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import caught
from goatherd.engine.interpreter.guards import guard, of_every
from goatherd.engine.interpreter.members import LENGTH
from goatherd.engine.semantics import data, javascript_matches, javascript_platform, patterns, texts
from goatherd.engine.semantics.python_methods import add_items
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    Class,
    Cloud,
    Const,
    EventNode,
    External,
    Func,
    Guard,
    ModuleAtom,
    Native,
    Obj,
    Text,
    Value,
    concat,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.texts import Method

_CALLABLE = Func | Bound | Class | External
MAX_UNROLLED = 6
_MAP_CLASSES = frozenset({"Map", "WeakMap", "URLSearchParams"})


def is_method(item: Obj, key: Any) -> bool:
    return key in (_ARRAYS if item.kind in ("list", "set", "tuple") else _OBJECTS)


def is_map(item: Obj) -> bool:
    return isinstance(item.cls, External) and item.cls.name in _MAP_CLASSES


def has_methods(item: Obj, name: str) -> bool:
    """Whether an instance of one of the language's own classes has a method that is computed here."""
    return (is_map(item) and name in _MAPS) or (
        isinstance(item.cls, External) and item.cls.name == "URL" and name in ("toString", "toJSON")
    )


def call(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    promise = promise_method(m, receiver, name, args, pos)
    if promise is not None:
        return promise
    item = receiver.sole
    if isinstance(item, Cloud):
        return m.semantics.call_cloud(m, item, name, args, pos)
    if isinstance(item, Func | Class | Bound) and name in _FUNCTIONS:
        return _FUNCTIONS[name](m, receiver, args, pos)
    if name in OWNERSHIP:
        return _has_own(m, receiver, args, pos)
    if isinstance(item, Obj):
        method = _of_object(item, name)
        if method is not None:
            return method(m, receiver, args, pos)
    elif any(isinstance(a, Text | EventNode) or a is ANY or isinstance(a, Const) for a in receiver.atoms):
        # A receiver of unknown type: what its labels say passes through a text's or an array's method alike.
        known = receiver.labels or not receiver.is_unknown
        if name in _TEXTS and known and not (name in _ARRAYS and _has_callback(args)):
            return _TEXTS[name](m, receiver, args, pos)
        if name in _ARRAYS and (receiver.labels or _has_callback(args)):
            return _ARRAYS[name](m, receiver, args, pos)
    return _unknown(m, receiver, name, args, pos)


def _of_object(item: Obj, name: str) -> Method | None:
    if isinstance(item.cls, External) and item.cls.name == "URL" and name in ("toString", "toJSON"):
        return lambda m, receiver, args, pos: m.get_field(item, "href") or UNKNOWN
    if item.kind in ("list", "set", "tuple") and name in _ARRAYS:
        return _ARRAYS[name]
    if is_map(item) and name in _MAPS:
        return _MAPS[name]
    return _OBJECTS.get(name)


def _has_callback(args: Args) -> bool:
    return any(isinstance(a, _CALLABLE) for value in args.values() for a in value.atoms)


def _unknown(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    labels = members.deep_labels(m, receiver)
    return m.call_library(f"?.{name}", receiver.with_labels(labels), args, pos, labels)


# --- promises: transparent ------------------------------------------------------------------------


def promise_method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """`then`, `catch` and `finally` call at once; `promise()` and `exec()` of a request are the request."""
    if name == "promise" and not args.positional:
        return receiver
    item = receiver.sole
    if isinstance(item, External) and name in _FUNCTIONS and not item.name.endswith("()"):
        return _FUNCTIONS[name](m, receiver, args, pos)
    if name in ("includes", "has") and isinstance(item, External) and "()" in item.name and not receiver.labels:
        # A list that nobody outside has a hand in: the names in a folder, the rows of a query.
        return BOOLEAN.with_guards(guard(args.at(0) or UNKNOWN, {"*"}))
    if name not in ("then", "catch", "finally") or not _has_callback(args):
        return None
    if any(isinstance(a, ModuleAtom | Cloud) for a in receiver.atoms):
        return None
    callback = args.at(0) or UNDEFINED_VALUE
    if name == "then":
        result = _run_optional(m, callback, Args((receiver,)), pos)
        second = args.at(1)
        return result if second is None else join(result, _run_optional(m, second, Args((caught(m, pos),)), pos))
    if name == "catch":
        return join(receiver, _run_optional(m, callback, Args((caught(m, pos),)), pos))
    _run_optional(m, callback, Args(), pos)
    return receiver


def _run_optional(m: Machine, callback: Value, args: Args, pos: int) -> Value:
    """Call in a branch that need not happen."""
    functions = tuple(a for a in callback.atoms if isinstance(a, _CALLABLE))
    return m.call_perhaps(Value(functions), args, pos) if functions else NOTHING


# --- functions -----------------------------------------------------------------------------------


def _function_call(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return _call_for(m, receiver, args.at(0), args.shifted(), pos)


def _call_for(m: Machine, function: Value, this: Value | None, args: Args, pos: int) -> Value:
    """Call with a `this`; a method of a built-in type (`Object.prototype.hasOwnProperty`) is one of it."""
    name = _method_of_type(function.sole)
    if name and this is not None:
        return call(m, this, name, args, pos)
    return m.call(function, args, pos, this=this)


def _method_of_type(item: Any) -> str:
    match = _OF_PROTOTYPE.fullmatch(item.name) if isinstance(item, External) else None
    return match[1] if match else ""


_OF_PROTOTYPE = re.compile(r"(?:(?:Object|Array|String|Set|Map)\.prototype|Object(?=\.hasOwnProperty))\.(\w+)")


def _function_apply(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    given = args.at(1)
    exact = m.semantics.exact_elements(m, given) if given is not None else []
    passed = Args(tuple(exact)) if exact is not None else Args(rest=m.semantics.element(m, given or UNKNOWN))
    return _call_for(m, receiver, args.at(0), passed, pos)


def _function_bind(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    this, given = args.at(0) or UNDEFINED_VALUE, args.positional[1:]
    atoms: list[Any] = []
    for item in receiver.atoms:
        if isinstance(item, Func):
            item = Bound(item, this, given)
        elif isinstance(item, Bound) and given:
            item = Bound(item.function, item.receiver, (*item.given, *given))
        elif name := _method_of_type(item):
            item = Bound(Native(name), this)
        atoms.append(item)
    return Value(tuple(atoms), receiver.labels)


_FUNCTIONS: dict[str, Method] = {"call": _function_call, "apply": _function_apply, "bind": _function_bind}
OF_FUNCTIONS = frozenset({*_FUNCTIONS, "toString", "caller", "arguments"})

# --- text ----------------------------------------------------------------------------------------


def _split(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    separator = args.at(0)
    text = separator.text() if separator is not None else None
    constant = receiver.constant
    if constant is not None and isinstance(constant.value, str) and text:
        parts = constant.value.split(text)
        return m.semantics.make_list(m, "list", ([const(p) for p in parts[:16]], None), pos)
    return m.semantics.make_list(m, "list", ([], texts.parts(receiver, text)[0]), pos)


def _replace(everywhere: bool) -> Method:
    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        old, new = args.at(0) or UNKNOWN, args.at(1)
        if isinstance(old.sole, Obj):
            flags = m.get_field(old.sole, "flags")
            every = everywhere or (flags is not None and "g" in (flags.text() or ""))
            return patterns.substituted(m, old, receiver, new, every)
        text = old.text()
        removed = frozenset(text) if text is not None and len(text) == 1 else frozenset()
        return texts.replaced(receiver, text, new, everywhere, removed)

    return run


def _matched(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return javascript_matches.matched(m, args.at(0) or UNKNOWN, receiver, pos)


def _every_match(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return javascript_matches.each_match(m, args.at(0) or UNKNOWN, receiver, pos)


def _text_includes(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    needle = args.at(0)
    text = needle.text() if needle is not None else None
    constant = receiver.constant
    if constant is not None and isinstance(constant.value, str) and text is not None:
        return const(text in constant.value)
    if not receiver.labels and needle is not None and needle.labels and receiver.is_unknown:
        return BOOLEAN.with_guards(guard(needle, {"*"}))
    if text is not None and len(text) == 1:
        return BOOLEAN.with_guards(guard(receiver, {f"no:{text}"}, False))
    return BOOLEAN


def _starts_with(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    prefix = args.at(0) or UNKNOWN
    result = texts.starts_with(m, receiver, args, pos)
    if (prefix.text() or "").startswith("..") and all(x.access[-1:] == ("|path.relative",) for x in receiver.labels):
        return BOOLEAN.with_guards(guard(receiver, {"path"}, False))  # a way that does not go up stays below
    if receiver.labels and javascript_platform.confines(receiver, prefix):
        return BOOLEAN.with_guards((*result.guards, *guard(receiver, {"path"})))
    return result


def _ends_with(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    suffix = (args.at(0) or UNKNOWN).text()
    if suffix and suffix.startswith(".") and all(label.access[-1:] == ("hostname",) for label in receiver.labels):
        return BOOLEAN.with_guards(guard(receiver, {"ssrf", "redirect"}))
    return texts.ends_with(m, receiver, args, pos)


def _character(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return predictable.chosen(receiver, texts.transformed(receiver, "charAt", keep=True), args.at(0) or UNKNOWN)


def _text_concat(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return concat([receiver, *(m.semantics.to_text(m, v) for v in args.positional)], m.semantics.spell)


def _text_of(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    encoding = args.at(0)
    packed = javascript_platform.encoded(receiver, encoding.text() if encoding is not None else None)
    if packed is not None:
        return packed
    if receiver.labels and any(not isinstance(a, Text) for a in receiver.atoms):
        return receiver.map_labels(lambda label: label.add("string"))
    return receiver


def _parsed(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return data.parsed(m, receiver, pos, "parsed from JSON")


def _repeat(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    sinks.report(m, "loop", args.at(0) or UNKNOWN, pos, "repeat")
    return texts.transformed(receiver, "repeat", keep=True)


_TEXTS: dict[str, Method] = {
    "split": _split,
    "replace": _replace(False),
    "replaceAll": _replace(True),
    "match": _matched,
    "matchAll": _every_match,
    "search": texts.number,
    "includes": _text_includes,
    "startsWith": _starts_with,
    "endsWith": _ends_with,
    "concat": _text_concat,
    "toString": _text_of,
    "toLocaleString": _text_of,
    "transformToString": _text_of,
    "text": _text_of,
    "json": _parsed,
    "trim": texts.strip,
    "trimStart": texts.identity,
    "trimEnd": texts.identity,
    "normalize": texts.identity,
    "toLowerCase": texts.lower,
    "toUpperCase": texts.upper,
    "toLocaleLowerCase": texts.lower,
    "toLocaleUpperCase": texts.upper,
    "substring": texts.keeping("substring"),
    "substr": texts.keeping("substring"),
    "slice": texts.keeping("slice"),
    "padStart": texts.keeping("pad"),
    "padEnd": texts.keeping("pad"),
    "repeat": _repeat,
    "charAt": _character,
    "at": texts.keeping("at"),
    "indexOf": texts.number,
    "lastIndexOf": texts.number,
    "charCodeAt": texts.number,
    "codePointAt": texts.number,
    "localeCompare": texts.number,
    "toFixed": texts.number,
    "getTime": texts.number,
}

# --- arrays --------------------------------------------------------------------------------------


def _each(result: str) -> Method:
    """A method that calls back for every element; `result` says what comes of it."""

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        callback = args.at(0) or UNDEFINED_VALUE
        exact = m.semantics.exact_elements(m, receiver)
        unrolled = exact is not None and len(exact) <= MAX_UNROLLED
        elements = exact if unrolled and exact is not None else [m.semantics.element(m, receiver)]
        outcomes = [
            _run_optional(m, callback, Args((element, const(i) if unrolled else UNKNOWN, receiver)), pos)
            for i, element in enumerate(elements)
        ]
        return _outcome(m, receiver, result, elements, outcomes, unrolled, pos)

    return run


def _outcome(
    m: Machine, receiver: Value, result: str, elements: list[Value], outcomes: list[Value], unrolled: bool, pos: int
) -> Value:
    if result == "map":
        values = [value if value.atoms else UNDEFINED_VALUE for value in outcomes]
        if unrolled:
            return m.semantics.make_list(m, "list", (values, None), pos, "map")
        return m.semantics.make_list(m, "list", ([], values[0] if values else UNKNOWN), pos, "map")
    if result == "flat":
        flat = NOTHING
        for value in outcomes:
            flat = join(flat, m.semantics.element(m, value) if value.atoms else NOTHING)
        return m.semantics.make_list(m, "list", ([], flat if flat.atoms else UNKNOWN), pos, "flat")
    if result == "filter":
        truths = [m.semantics.truth(m, value) if value.atoms else False for value in outcomes]
        if unrolled and None not in truths:
            chosen = [element for element, truth in zip(elements, truths, strict=True) if truth]
            return m.semantics.make_list(m, "list", (chosen, None), pos, "filter")
        kept = NOTHING
        for element in elements:
            kept = join(kept, element)
        return m.semantics.make_list(m, "list", ([], kept if kept.atoms else UNKNOWN), pos, "filter")
    if result == "find":
        found = UNDEFINED_VALUE
        for element in elements:
            found = join(found, element)
        return found
    if result in ("some", "every"):
        return BOOLEAN.with_guards(of_every(m, outcomes, result == "every", pos))
    return BOOLEAN if result == "test" else UNDEFINED_VALUE


def _reduce(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    element = m.semantics.element(m, receiver)
    state = args.at(1) or element
    for _ in range(2):
        state = join(state, _run_optional(m, args.at(0) or UNDEFINED_VALUE, Args((state, element, UNKNOWN)), pos))
    return state


def _push(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    add_items(m, receiver, list(args.positional), args.rest, pos)
    return UNKNOWN


def _pop(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    for item in receiver.atoms:
        if isinstance(item, Obj):
            m.set_field(item, LENGTH, UNKNOWN)
    return exact[-1] if exact else m.semantics.element(m, receiver)


def _join(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    separator = args.at(0) or const(",")
    result = texts.joined(m, separator, m.semantics.exact_elements(m, receiver), m.semantics.element(m, receiver))
    return m.stepped(result, pos, "joined into a text")


def _array_includes(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    needle = args.at(0) or UNKNOWN
    found = m.semantics.contains(m, "in", needle, receiver)
    result = BOOLEAN if found is None else const(found)
    if needle.labels and not members.deep_labels(m, receiver):
        return result.with_guards((*guard(needle, {"*"}), *_denied(m, needle, receiver)))
    if needle.labels and callers.compared(needle, Value((), members.deep_labels(m, receiver))):
        return result.with_guards(callers.guard(True))
    return result


def _denied(m: Machine, needle: Value, receiver: Value) -> tuple[Guard, ...]:
    """What is not in a list of the names that lead to the prototype is none of them."""
    names = {value.text() for value in m.semantics.exact_elements(m, receiver) or ()}
    return guard(needle, {"prototype"}, False) if "__proto__" in names else ()


def _concat(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    element = m.semantics.element(m, receiver)
    exact = m.semantics.exact_elements(m, receiver)
    for value in args.values():
        more = m.semantics.exact_elements(m, value)
        exact = [*exact, *more] if exact is not None and more is not None else None
        element = join(element, m.semantics.element(m, value))
    if exact is not None:
        return m.semantics.make_list(m, "list", (exact, None), pos, "concat")
    return m.semantics.make_list(m, "list", ([], element), pos, "concat")


def _same_elements(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", ([], m.semantics.element(m, receiver)), pos, "part")


def _slice(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    bounds = [value.constant for value in args.positional[:2]]
    if exact is not None and all(bound is not None and isinstance(bound.value, int) for bound in bounds):
        start, end = ([bound.value for bound in bounds if bound is not None] + [0, None][len(bounds) :])[:2]
        part = exact[start:end]
        return m.semantics.make_list(m, "list", (part, None), pos, "part")
    return _same_elements(m, receiver, args, pos)


def _at(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact, index = m.semantics.exact_elements(m, receiver), (args.at(0) or UNKNOWN).constant
    place = index.value if index is not None else None
    if exact is not None and isinstance(place, int) and -len(exact) <= place < len(exact):
        return exact[place]
    return m.semantics.element(m, receiver)


def _itself(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return receiver


def _flattened(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    flat: list[Value] | None = []
    for element in exact if exact is not None else ():
        nested = _is_list(element)
        inner = m.semantics.exact_elements(m, element) if nested else [element]
        uncertain = inner is None or (not nested and element.is_unknown)
        flat = None if flat is None or uncertain or inner is None else [*flat, *inner]
    if exact is not None and flat is not None:
        return m.semantics.make_list(m, "list", (flat, None), pos, "flat")
    element = m.semantics.element(m, receiver)
    if _is_list(element):
        element = m.semantics.element(m, element)
    return m.semantics.make_list(m, "list", ([], element), pos, "flat")


def _is_list(value: Value) -> bool:
    return any(isinstance(a, Obj) and a.kind == "list" for a in value.atoms)


def _array_entries(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    pair = m.semantics.make_list(m, "list", ([UNKNOWN, m.semantics.element(m, receiver)], None), pos, "pair")
    return m.semantics.make_list(m, "list", ([], pair), pos, "entries")


_ARRAYS: dict[str, Method] = {
    "map": _each("map"),
    "flatMap": _each("flat"),
    "filter": _each("filter"),
    "find": _each("find"),
    "findLast": _each("find"),
    "forEach": _each("none"),
    "some": _each("some"),
    "every": _each("every"),
    "findIndex": _each("test"),
    "reduce": _reduce,
    "reduceRight": _reduce,
    "push": _push,
    "unshift": _push,
    "add": _push,
    "pop": _pop,
    "shift": _pop,
    "splice": _same_elements,
    "slice": _slice,
    "join": _join,
    "includes": _array_includes,
    "has": _array_includes,
    "indexOf": texts.number,
    "concat": _concat,
    "flat": _flattened,
    "at": _at,
    "reverse": _itself,
    "toReversed": _itself,
    "toSorted": _itself,
    "sort": _itself,
    "fill": _itself,
    "values": _itself,
    "keys": _itself,
    "entries": _array_entries,
    "toString": _join,
}

# --- objects and maps ----------------------------------------------------------------------------


def _has_own(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return owns(m, receiver, args.at(0) or UNKNOWN)


def owns(m: Machine, owner: Value, key: Value) -> Value:
    """Whether an object has a property; of one whose keys are the program's own, that says what the key is."""
    return BOOLEAN.with_guards(guard(key, {"*"}) if not m.semantics.keys(m, owner).labels else ())


def _object_text(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return unknown(members.deep_labels(m, receiver))


OWNERSHIP = frozenset({"hasOwnProperty", "propertyIsEnumerable"})
_OBJECTS: dict[str, Method] = {"toString": _object_text, "valueOf": _itself}


def _map_get(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    keys = members.key_constants(args.at(0) or UNKNOWN)
    result = UNDEFINED_VALUE
    for item in receiver.atoms:
        if keys is None or not isinstance(item, Obj):
            result = join(result, members.read(m, receiver, UNKNOWN, pos))
            continue
        for name in keys:
            for part in (m.get_field(item, name), m.get_field(item, members.MANY)):
                result = result if part is None else join(result, part)
            opened = m.get_field(item, members.OPEN)
            if opened is not None and m.get_field(item, name) is None:
                part = members.read(m, opened, const(name), pos)
                result = join(result, part.map_labels(lambda label: label.add("string")))
    return result


def _map_set(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    members.write(m, receiver, args.at(0) or UNKNOWN, args.at(1) or UNDEFINED_VALUE, pos)
    return receiver


def _map_values(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", ([], members.read(m, receiver, UNKNOWN, pos)), pos, "values")


def _map_each(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    value = members.read(m, receiver, UNKNOWN, pos)
    _run_optional(m, args.at(0) or UNDEFINED_VALUE, Args((value, m.semantics.keys(m, receiver))), pos)
    return UNDEFINED_VALUE


def _query_text(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """URLSearchParams as text: every value is encoded."""
    labels = members.deep_labels(m, receiver)
    return m.semantics.natives["encodeURIComponent"](m, Args((unknown(labels),)), pos) if labels else UNKNOWN


_MAPS: dict[str, Method] = {
    "get": _map_get,
    "getAll": _map_get,
    "set": _map_set,
    "append": _map_set,
    "add": lambda m, r, a, p: _map_set(m, r, Args((UNKNOWN, a.at(0) or UNKNOWN)), p),
    "has": _has_own,
    "delete": texts.boolean,
    "values": _map_values,
    "toString": _query_text,
    "keys": lambda m, r, a, p: m.semantics.make_list(m, "list", ([], m.semantics.keys(m, r)), p, "keys"),
    "forEach": _map_each,
    "entries": lambda m, r, a, p: m.semantics.natives["Object.entries"](m, Args((r,)), p),
}

NAMES = frozenset(_TEXTS) | frozenset(_ARRAYS)
