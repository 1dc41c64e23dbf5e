"""Methods of Python's built-in types."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import classes, guards, members, sinks
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.interpreter.members import LENGTH, MANY, OPEN
from goatherd.engine.kinds import safe_for_alphabet
from goatherd.engine.labels import JOINED, PUT_INTO_TEXT
from goatherd.engine.semantics import desks, lists, python_containers, python_iteration, texts
from goatherd.engine.values import (
    ANY,
    BOOLEAN,
    NONE,
    NOTHING,
    UNKNOWN,
    Const,
    EventNode,
    Obj,
    Text,
    Value,
    atom,
    concat,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.texts import Method
    from goatherd.engine.values import Guard

_ALNUM = frozenset(string.ascii_letters + string.digits)


def call(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    kinds = {a.kind for a in receiver.atoms if isinstance(a, Obj)}
    if kinds & {"list", "tuple", "set"} and name in _LISTS:
        return _LISTS[name](m, receiver, args, pos)
    if kinds and name in _DICTS:
        return _DICTS[name](m, receiver, args, pos)
    texty = any(isinstance(a, Text | EventNode) or a is ANY or _is_string(a) for a in receiver.atoms)
    if texty and name in _DICTS and not all(_is_string(a) or isinstance(a, Text) for a in receiver.atoms):
        return _DICTS[name](m, receiver, args, pos)
    if texty and name in _TEXTS and (receiver.labels or not receiver.is_unknown):
        if name not in _OF_LISTS_TOO:
            texts.is_one(m, receiver)
        return _TEXTS[name](m, receiver, args, pos)
    if name == "startswith" and desks.is_part_of_stage(args.at(0) or UNKNOWN, receiver):
        return const(False)
    return _unknown(m, receiver, name, args, pos)


def of_mapping(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method of an instance of a class that is derived from a mapping; None for anything else."""
    item = receiver.sole
    is_one = isinstance(item, Obj) and python_containers.is_mapping(classes.external_base(item.cls))
    return _DICTS[name](m, receiver, args, pos) if is_one and name in _DICTS else None


def _is_string(item: object) -> bool:
    return isinstance(item, Const) and isinstance(item.value, str | bytes)


def _unknown(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value:
    """A method nobody knows: rules by method name decide; otherwise data passes through, doubted."""
    labels = members.deep_labels(m, receiver)
    return m.call_library(f"?.{name}", receiver.with_labels(labels), args, pos, labels)


# --- text ----------------------------------------------------------------------------------------


def _format(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    template = receiver.text()
    if template is None:
        if receiver.labels and not any(isinstance(a, Text) and isinstance(a.parts[0], str) for a in receiver.atoms):
            sinks.report(m, "template", receiver, pos, "str.format")
        return unknown(receiver.labels).with_labels(args.labels(m))
    parts: list[Value] = []
    index = 0
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError:
        return unknown(args.labels(m))
    for literal, field, _, _ in pieces:
        parts.append(const(literal))
        if field is None:
            continue
        head = field.split(".")[0].split("[")[0]
        if head == "":
            value, index = args.at(index), index + 1
        else:
            value = args.at(int(head)) if head.isdigit() else args.keywords.get(head)
        if value is None:
            value = args.others or UNKNOWN
        parts.append(_subfield(m, value, field[len(head) :] if head else field, pos))
    return m.stepped(concat(parts, m.semantics.spell), pos, PUT_INTO_TEXT)


def _format_map(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    mapping = args.at(0) or UNKNOWN
    item = mapping.sole
    known = {str(key): value for key, value in members.entries(m, item)} if isinstance(item, Obj) else {}
    return _format(m, receiver, Args((), known, others=unknown(members.deep_labels(m, mapping))), pos)


def _subfield(m: Machine, value: Value, rest: str, pos: int) -> Value:
    for step in rest.replace("[", ".").replace("]", "").split("."):
        if step:
            value = members.read(m, value, const(int(step) if step.isdigit() else step), pos)
    return m.semantics.to_text(m, value)


def _join(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    items = args.at(0) or UNKNOWN
    result = texts.joined(m, receiver, m.semantics.exact_elements(m, items), m.semantics.element(m, items))
    return m.stepped(result, pos, JOINED)


def _split(from_right: bool) -> Method:
    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        constant, separator = receiver.constant, args.at(0, "sep")
        text = separator.text() if separator is not None else None
        limit = args.at(1, "maxsplit")
        if constant is not None and isinstance(constant.value, str) and (text or separator is None):
            pieces = constant.value.split(text)
            return m.semantics.make_list(m, "list", ([const(p) for p in pieces[:16]], None), pos)
        without, rest = texts.parts(receiver, text)
        if limit is None:
            return m.semantics.make_list(m, "list", ([], without), pos)
        if limit.constant is None or limit.constant.value != 1:
            return m.semantics.make_list(m, "list", ([], rest), pos)
        return m.semantics.make_list(m, "list", ([rest, without] if from_right else [without, rest], None), pos)

    return run


def _lines(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.make_list(m, "list", ([], texts.parts(receiver, "\n")[0]), pos)


def _partition(from_right: bool) -> Method:
    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        separator = args.at(0) or UNKNOWN
        without, rest = texts.parts(receiver, separator.text())
        pieces = [rest, separator, without] if from_right else [without, separator, rest]
        return m.semantics.make_list(m, "tuple", (pieces, None), pos)

    return run


def _replace(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    old, new = args.at(0), args.at(1)
    text = old.text() if old is not None else None
    removed = frozenset(text) if text is not None and len(text) == 1 else frozenset()
    return texts.replaced(receiver, text, new, True, removed)


def _translate(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return texts.transformed(receiver, "translate", keep=False)


def _alphabetic(allowed: frozenset[str]) -> Method:
    safe = safe_for_alphabet(allowed)

    def run(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
        return BOOLEAN.with_guards(guard(receiver, safe))

    return run


_digits = _alphabetic(frozenset(string.digits))
_letters = _alphabetic(_ALNUM | {"_"})

_TEXTS: dict[str, Method] = {
    "format": _format,
    "format_map": _format_map,
    "join": _join,
    "split": _split(from_right=False),
    "rsplit": _split(from_right=True),
    "splitlines": _lines,
    "partition": _partition(from_right=False),
    "rpartition": _partition(from_right=True),
    "replace": _replace,
    "translate": _translate,
    "strip": texts.strip,
    "lstrip": texts.strip,
    "rstrip": texts.strip,
    "encode": texts.identity,
    "decode": texts.identity,
    "lower": texts.lower,
    "casefold": texts.lower,
    "upper": texts.upper,
    "title": texts.keeping("title"),
    "capitalize": texts.keeping("capitalize"),
    "swapcase": texts.keeping("swapcase"),
    "removeprefix": texts.keeping("removeprefix"),
    "removesuffix": texts.keeping("removesuffix"),
    "zfill": texts.keeping("zfill"),
    "ljust": texts.keeping("ljust"),
    "rjust": texts.keeping("rjust"),
    "center": texts.keeping("center"),
    "expandtabs": texts.keeping("expandtabs"),
    "startswith": texts.starts_with,
    "endswith": texts.ends_with,
    "isdigit": _digits,
    "isdecimal": _digits,
    "isnumeric": _digits,
    "isalpha": _letters,
    "isalnum": _letters,
    "isidentifier": _letters,
    "islower": texts.boolean,
    "isupper": texts.boolean,
    "isspace": texts.boolean,
    "isascii": texts.boolean,
    "find": texts.number,
    "rfind": texts.number,
    "index": texts.number,
    "rindex": texts.number,
    "count": texts.number,
    "hex": texts.proving("*"),
}

_OF_LISTS_TOO = frozenset({"index", "count"})

# --- lists and sets ------------------------------------------------------------------------------


def _append(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    lists.add_items(m, receiver, [args.at(0) or UNKNOWN], None, pos)
    return NONE


def _extend(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    items = args.at(0) or UNKNOWN
    exact = m.semantics.exact_elements(m, items)
    if exact is not None:
        lists.add_items(m, receiver, exact, None, pos)
    else:
        lists.add_items(m, receiver, [], m.semantics.element(m, items), pos)
    return NONE


def _insert(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    place = args.at(0)
    index = place.constant.value if place is not None and place.constant is not None else None
    lists.insert(m, receiver, index, [args.at(1) or UNKNOWN], pos)
    return NONE


def _pop(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    key = args.at(0)
    if key is not None and key.text() is not None:
        return _get(m, receiver, args, pos)
    index = -1 if key is None else key.constant.value if key.constant is not None else None
    return lists.taken(m, receiver, index, pos)


def _removed(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    lists.reorder(m, receiver, pos)
    return NONE


def _sort(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    python_iteration.sort_key(m, args, m.semantics.element(m, receiver), pos)
    return _removed(m, receiver, args, pos)


def _reverse(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    exact = m.semantics.exact_elements(m, receiver)
    if exact is not None and not m.blurred:
        lists.refill(m, receiver.sole, exact[::-1], pos)
        return NONE
    return _removed(m, receiver, args, pos)


def _clear(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    if isinstance(receiver.sole, Obj) and receiver.sole.kind == "list" and not m.blurred:
        lists.refill(m, receiver.sole, [], pos)
    return NONE


def _copy(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    item = receiver.sole
    if not isinstance(item, Obj):
        return receiver
    made = m.new(item.kind, pos, item.cls, "copy")
    members.copy_into(m, made, receiver, pos)
    length = m.get_field(item, LENGTH)
    if length is not None:
        m.set_field(made, LENGTH, length)
    return atom(made)


def _nothing(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return NONE


def common(m: Machine, left: Value, right: Value, pos: int) -> Value:
    """What is in both of two sets: of what only one of them has from outside, what the other one has itself."""
    parts = [m.semantics.element(m, side) for side in (left, right)]
    own = [part for part in parts if not part.labels]
    return m.semantics.make_list(m, "set", ([], own[0] if own else parts[0]), pos)


def without(m: Machine, left: Value, pos: int) -> Value:
    """What is left of a set without what is in another one, if anything."""
    return m.semantics.make_list(m, "set", ([], m.semantics.element(m, left)), pos)


def subset(m: Machine, inner: Value, outer: Value) -> tuple[Guard, ...]:
    """What it proves of the elements of a set that all of them are in another."""
    return () if members.deep_labels(m, outer) else guard(m.semantics.element(m, inner), {"*"})


_LISTS: dict[str, Method] = {
    "append": _append,
    "add": _append,
    "appendleft": lambda m, r, a, p: _insert(m, r, Args((const(0), *a.positional)), p),
    "extend": _extend,
    "update": _extend,
    "extendleft": _extend,
    "insert": _insert,
    "pop": _pop,
    "popleft": lambda m, r, a, p: lists.taken(m, r, 0, p),
    "copy": _copy,
    "index": texts.number,
    "count": texts.number,
    "sort": _sort,
    "reverse": _reverse,
    "clear": _clear,
    "remove": _removed,
    "discard": _nothing,
    "union": lambda m, r, a, p: m.semantics.make_list(
        m, "set", ([], join(m.semantics.element(m, r), m.semantics.element(m, a.at(0) or UNKNOWN))), p
    ),
    "intersection": lambda m, r, a, p: common(m, r, a.at(0) or UNKNOWN, p),
    "difference": lambda m, r, a, p: without(m, r, p),
    "issubset": lambda m, r, a, p: BOOLEAN.with_guards(subset(m, r, a.at(0) or UNKNOWN)),
    "issuperset": lambda m, r, a, p: BOOLEAN.with_guards(subset(m, a.at(0) or UNKNOWN, r)),
}

# --- dictionaries --------------------------------------------------------------------------------


def _get(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    key = args.at(0, "key") or UNKNOWN
    value = members.read(m, receiver, key, pos)
    if isinstance(receiver.sole, EventNode) and value.constant is not None:
        return value  # what the platform always says
    default = args.at(1, "default") or NONE
    found = join(value, default)
    return found.with_guards(guards.of_lookup(m, receiver, key)) if m.semantics.truth(m, default) is False else found


def _setdefault(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    key, default = args.at(0) or UNKNOWN, args.at(1) or NONE
    held, name = receiver.sole, key.constant
    if isinstance(held, Obj) and name is not None and m.get_field(held, name.value) is not None:
        return members.read(m, receiver, key, pos)
    value = join(members.read(m, receiver, key, pos), default)
    members.write(m, receiver, key, value, pos)
    return value


def _items(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    pairs: list[Value] = []
    rest: Value | None = None
    for item in receiver.atoms:
        opened = not isinstance(item, Obj) or m.get_field(item, OPEN) is not None or m.get_field(item, MANY) is not None
        if not opened:
            for index, (key, value) in enumerate(members.entries(m, item)):
                pair = m.semantics.make_list(m, "tuple", ([members.key_value(key), value], None), pos, (item, index))
                pairs.append(pair)
            continue
        one = Value((item,), receiver.labels)
        parts = [m.semantics.keys(m, one), members.read(m, one, UNKNOWN, pos)]
        pair = m.semantics.make_list(m, "tuple", (parts, None), pos, (item, "rest"))
        rest = pair if rest is None else join(rest, pair)
    return m.semantics.make_list(m, "list", (pairs, rest), pos, "items")


def _values(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    result = NOTHING
    for item in receiver.atoms:
        one = Value((item,), receiver.labels)
        result = join(
            result, members.contents(m, item) if isinstance(item, Obj) else members.read(m, one, UNKNOWN, pos)
        )
    return m.semantics.make_list(m, "list", ([], result), pos, "values")


def _keys(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    item = receiver.sole
    if isinstance(item, Obj) and m.get_field(item, OPEN) is None and m.get_field(item, MANY) is None:
        keys = [members.key_value(key) for key, _ in members.entries(m, item)]
        return m.semantics.make_list(m, "list", (keys, None), pos, "keys")
    return m.semantics.make_list(m, "list", ([], m.semantics.keys(m, receiver)), pos, "keys")


def _update(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    for item in receiver.atoms:
        if isinstance(item, Obj):
            if args.positional:
                members.copy_into(m, item, args.positional[0], pos)
            for name, value in args.keywords.items():
                m.set_field(item, name, value, pos)
            if args.others is not None:
                m.weak_set_field(item, MANY, args.others, pos)
    return NONE


def _popitem(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    return m.semantics.element(m, _items(m, receiver, args, pos))


def _dict_pop(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    if not args.positional:
        return m.semantics.element(m, receiver)
    value = _get(m, receiver, args, pos)
    members.remove(m, receiver, args.positional[0])
    return value


def _emptied(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    item = receiver.sole
    if isinstance(item, Obj):
        for key in (*m.names_of(item), OPEN, members.KEYS):
            if m.get_field(item, key) is not None:
                m.store.set((item, key), NOTHING)
    return NONE


def _most_common(m: Machine, receiver: Value, args: Args, pos: int) -> Value:
    """Of a Counter: pairs of an element and a number."""
    pair = m.semantics.make_list(m, "tuple", ([m.semantics.keys(m, receiver), UNKNOWN], None), pos, "pair")
    return m.semantics.make_list(m, "list", ([], pair), pos, "most_common")


_DICTS: dict[str, Method] = {
    "get": _get,
    "setdefault": _setdefault,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "update": _update,
    "pop": _dict_pop,
    "popitem": _popitem,
    "clear": _emptied,
    "most_common": _most_common,
    "elements": _keys,
    "copy": _copy,
}

NAMES = frozenset(_TEXTS) | {"get", "items", "keys", "values"}
