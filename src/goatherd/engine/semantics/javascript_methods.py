"""Methods of JavaScript's built-in types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import grants, guards, members, predictable, sinks, whose
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import caught
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.semantics import data, desks, javascript_matches, javascript_platform, patterns, texts
from goatherd.engine.semantics.javascript_arrays import ARRAYS, CALLABLE, itself, run_optional
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    Class,
    Cloud,
    Const,
    EventNode,
    External,
    Func,
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

QUERY = External("URLSearchParams")
_MAP_CLASSES = frozenset({"Map", "WeakMap", "URLSearchParams"})


def is_method(item: Obj, key: Any) -> bool:
    return key in (ARRAYS if item.kind in ("list", "set", "tuple") else _OBJECTS)


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
        if name in _TEXTS and known and not (name in ARRAYS and _has_callback(args)):
            if name in _OF_TEXTS_ALONE:
                texts.is_one(m, receiver)
            return _TEXTS[name](m, receiver, args, pos)
        if name in ARRAYS and (receiver.labels or _has_callback(args)):
            return ARRAYS[name](m, receiver, args, pos)
        if name in ("startsWith", "includes") and desks.is_part_of_stage(args.at(0) or UNKNOWN, receiver):
            return const(False)
    return _unknown(m, receiver, name, args, pos)


def _of_object(item: Obj, name: str) -> Method | None:
    if isinstance(item.cls, External) and item.cls.name == "URL" and name in ("toString", "toJSON"):
        return lambda m, receiver, args, pos: m.get_field(item, "href") or UNKNOWN
    if item.kind in ("list", "set", "tuple") and name in ARRAYS:
        return ARRAYS[name]
    if is_map(item) and name in _MAPS:
        return _MAPS[name]
    return _OBJECTS.get(name)


def _has_callback(args: Args) -> bool:
    return any(isinstance(a, CALLABLE) for value in args.values() for a in value.atoms)


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
    outer, m.following = m.following, m.activation
    result = _followed(m, receiver, name, args, pos)
    m.following = outer
    return result


def _followed(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    callback = args.at(0) or UNDEFINED_VALUE
    if name == "then":
        result = run_optional(m, callback, Args((receiver,)), pos)
        second = args.at(1)
        return result if second is None else join(result, run_optional(m, second, Args((_rejection(m, pos),)), pos))
    if name == "catch":
        return join(receiver, run_optional(m, callback, Args((_rejection(m, pos),)), pos))
    run_optional(m, callback, Args(), pos)
    return receiver


def _rejection(m: Machine, pos: int) -> Value:
    return m.rejection if m.rejection.atoms else caught(m, pos)


# --- functions -----------------------------------------------------------------------------------


def _function_call(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return _call_for(m, receiver, args.at(0), args.shifted(), pos)


def _call_for(m: Machine, function: Value, this: Value | None, args: Args, pos: int) -> Value:
    """Call with a `this`; a method of a built-in type (`Object.prototype.hasOwnProperty`) is one of it."""
    item = function.sole
    if isinstance(item, External) and item.name == _TYPE_TEXT:
        return UNKNOWN  # `[object Array]` tells what something is, and nothing of what it says
    name = _method_of_type(item)
    if name and this is not None:
        return call(m, this, name, args, pos)
    return m.call(function, args, pos, this=this)


def _method_of_type(item: Any) -> str:
    match = _OF_PROTOTYPE.fullmatch(item.name) if isinstance(item, External) else None
    return match[1] if match else ""


_TYPE_TEXT = "Object.prototype.toString"
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


def _replacement(m: Machine, receiver: Value, new: Value | None, pos: int) -> Value | None:
    """What a match is replaced by: a text, or what a function makes of it, besides what the text held before."""
    if new is None or not any(isinstance(a, CALLABLE) for a in new.atoms):
        return new
    matched = texts.transformed(receiver, "match", keep=True)
    made = m.semantics.to_text(m, run_optional(m, new, Args(rest=matched), pos))
    own = {label.key for label in matched.labels}
    return Value(made.atoms, tuple(label for label in made.labels if not _stems_from(label.key, own)))


def _stems_from(key: Any, keys: set[Any]) -> bool:
    return any(origin == key[0] and access == key[1][: len(access)] for origin, access in keys)


def _replace(everywhere: bool) -> Method:
    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        old, new = args.at(0) or UNKNOWN, _replacement(m, receiver, args.at(1), pos)
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
    return BOOLEAN.with_guards(whose.of_membership(m, needle or UNKNOWN, receiver, True))


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


def _text_at(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """A character of a text; of what may be a list, an element."""
    if all("string" in label.preds for label in receiver.labels):
        return texts.transformed(receiver, "at", keep=True)
    return m.semantics.element(m, receiver)


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


def _body_text(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return grants.read(_text_of(m, receiver, args, pos))


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
    "text": _body_text,
    "json": _parsed,
    "trim": texts.strip,
    "trimStart": texts.identity,
    "trimEnd": texts.identity,
    "normalize": texts.identity,
    "toLowerCase": texts.lower,
    "toUpperCase": texts.upper,
    "toLocaleLowerCase": texts.lower,
    "toLocaleUpperCase": texts.upper,
    "substring": texts.cut("substring"),
    "substr": texts.cut("substring"),
    "slice": texts.cut("slice"),
    "padStart": texts.keeping("pad"),
    "padEnd": texts.keeping("pad"),
    "repeat": _repeat,
    "charAt": _character,
    "at": _text_at,
    "indexOf": texts.number,
    "lastIndexOf": texts.number,
    "charCodeAt": texts.number,
    "codePointAt": texts.number,
    "localeCompare": texts.number,
    "toFixed": texts.number,
    "getTime": texts.number,
}

# JSON has nothing else with one of these.
_OF_TEXTS_ALONE = frozenset(_TEXTS) - set(ARRAYS) - {
    "toString", "toLocaleString", "transformToString", "text", "json", "toFixed", "getTime"
}  # fmt: skip

# --- objects and maps ----------------------------------------------------------------------------


def _has_own(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return owns(m, receiver, args.at(0) or UNKNOWN)


def owns(m: Machine, owner: Value, key: Value) -> Value:
    """Whether an object has a property; of one whose keys are the program's own, that says what the key is."""
    return BOOLEAN.with_guards(guard(key, {"*"}) if not m.semantics.keys(m, owner).labels else ())


def _object_text(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return unknown(members.deep_labels(m, receiver))


OWNERSHIP = frozenset({"hasOwnProperty", "propertyIsEnumerable"})
_OBJECTS: dict[str, Method] = {"toString": _object_text, "valueOf": itself}


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
    return result.with_guards(guards.of_lookup(m, receiver, args.at(0) or UNKNOWN))


def _map_set(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    members.write(m, receiver, args.at(0) or UNKNOWN, args.at(1) or UNDEFINED_VALUE, pos)
    return receiver


def _map_values(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", ([], members.read(m, receiver, UNKNOWN, pos)), pos, "values")


def _map_each(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    value = members.read(m, receiver, UNKNOWN, pos)
    run_optional(m, args.at(0) or UNDEFINED_VALUE, Args((value, m.semantics.keys(m, receiver))), pos)
    return UNDEFINED_VALUE


def query_text(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
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
    "toString": query_text,
    "keys": lambda m, r, a, p: m.semantics.make_list(m, "list", ([], m.semantics.keys(m, r)), p, "keys"),
    "forEach": _map_each,
    "entries": lambda m, r, a, p: m.semantics.natives["Object.entries"](m, Args((r,)), p),
}

NAMES = frozenset(_TEXTS) | frozenset(ARRAYS)
