"""zod, joi and yup: a schema's parser gives back what has the shape; numbers, choices and identifiers are harmless.

A schema of an object or a list is an instance with its parts; of every other schema the dotted name tells enough
("zod.string().uuid().optional()").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import members
from goatherd.engine.kinds import KINDS
from goatherd.engine.regexes import proves
from goatherd.engine.semantics import patterns
from goatherd.engine.values import UNKNOWN, External, Obj, Value, atom, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_OBJECT = "schema.Object"
_LIST = "schema.List"
# Not the names of methods.
_SHAPE, _ELEMENT = "#shape", "#element"
_LIBRARIES = ("zod.", "joi.", "yup.")
_HARMLESS = re.compile(
    r"\.(?:number|int|bigint|boolean|bool|date|datetime|isoDate|enum|nativeEnum|literal|uuid|guid|cuid2?|ulid|nanoid|ip|ipv4"
    r"|ipv6|iso|nan|valid|oneOf|hex|alphanum|token)\b"
)
_TEXT = re.compile(r"\.(?:string|email|url)\b")
_PARSERS = frozenset(
    {"parse", "parseAsync", "safeParse", "safeParseAsync", "spa", "validate", "validateSync", "validateAsync", "cast"}
)
_GUARDED = frozenset({"safeParse", "safeParseAsync", "spa", "validate"})
_SAME = frozenset(
    {"optional", "nullable", "nullish", "strict", "passthrough", "strip", "partial", "required", "deepPartial",
     "refine", "superRefine", "describe", "unknown", "options", "concat", "noUnknown", "when", "or", "and",
     "xor", "label", "prefs", "brand", "readonly", "min", "max", "nonempty", "length", "openapi", "catchall",
     "meta"}
)  # fmt: skip
_PATTERNS = frozenset({"regex", "pattern", "matches"})
_WITH_CHARACTERS = frozenset(kind.name for kind in KINDS.values() if kind.characters)
MAX_DEPTH = 6


def _object(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, External(_OBJECT))
    m.set_field(made, _SHAPE, args.at(0) or UNKNOWN)
    return atom(made)


def _list(m: Machine, args: Args, pos: int) -> Value:
    return _list_of(m, args.at(0) or UNKNOWN, pos)


def _list_of(m: Machine, schema: Value, pos: int) -> Value:
    made = m.new("instance", pos, External(_LIST))
    m.set_field(made, _ELEMENT, schema)
    return atom(made)


def is_schema(item: Obj) -> bool:
    return isinstance(item.cls, External) and item.cls.name in (_OBJECT, _LIST)


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method of a schema of an object or a list; None for what is not known."""
    item = receiver.sole
    if not isinstance(item, Obj):
        return None
    if name in _PARSERS:
        parsed = _parsed(m, receiver, args.at(0) or UNKNOWN, pos, 0)
        return _outcome(m, parsed, pos) if name in _GUARDED else parsed
    if name in _SAME:
        return receiver
    if name == "array":
        return _list_of(m, receiver, pos)
    if name in ("extend", "augment", "merge", "safeExtend", "keys", "append", "shape"):
        return _extended(m, item, args.at(0) or UNKNOWN, pos)
    return None


def method_of_name(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A parser of a schema whose dotted name tells what it is."""
    item = receiver.sole
    if name in _PATTERNS and isinstance(item, External) and item.name.startswith(_LIBRARIES):
        source = patterns.pattern_of(m, args.at(0) or UNKNOWN)
        if source is not None and proves(source, "") >= _WITH_CHARACTERS:
            return atom(External(f"{item.name}.alphanum()"))
    if name not in _PARSERS or not isinstance(item, External) or not item.name.startswith(_LIBRARIES):
        return None
    parsed = _parsed(m, receiver, args.at(0) or UNKNOWN, pos, 0)
    return _outcome(m, parsed, pos) if name in _GUARDED else parsed


def _extended(m: Machine, item: Obj, more: Value, pos: int) -> Value:
    shape = m.new("dict", pos, extra="shape")
    for part in (m.get_field(item, _SHAPE), more):
        other = part.sole if part is not None else None
        if isinstance(other, Obj) and is_schema(other):
            part = m.get_field(other, _SHAPE)
        if part is not None:
            members.copy_into(m, shape, part, pos)
    made = m.new("instance", pos, External(_OBJECT))
    m.set_field(made, _SHAPE, atom(shape))
    return atom(made)


def _outcome(m: Machine, parsed: Value, pos: int) -> Value:
    # What a promise of yup resolves to is the data itself.
    made = m.new("dict", pos, extra="outcome")
    members.copy_into(m, made, parsed, pos)
    m.set_field(made, "success", UNKNOWN)
    m.set_field(made, "data", parsed)
    m.set_field(made, "value", parsed)
    m.set_field(made, "error", UNKNOWN)
    return atom(made)


def _parsed(m: Machine, schema: Value, value: Value, pos: int, depth: int) -> Value:
    item = schema.sole
    if isinstance(item, Obj) and is_schema(item) and depth < MAX_DEPTH:
        element = m.get_field(item, _ELEMENT)
        if element is not None:
            one = _parsed(m, element, m.semantics.element(m, value), pos, depth + 1)
            return m.semantics.make_list(m, "list", ([], one), pos, ("parsed", item))
        return _fields(m, item, value, pos, depth)
    name = item.name if isinstance(item, External) else ""
    if _HARMLESS.search(name):
        return value.map_labels(lambda label: label.add("*"))
    if _TEXT.search(name):
        return value.map_labels(lambda label: label.add("string", "validated"))
    return value.map_labels(lambda label: label.add("validated"))


def _fields(m: Machine, item: Obj, value: Value, pos: int, depth: int) -> Value:
    shape = m.get_field(item, _SHAPE)
    holder = shape.sole if shape is not None else None
    if not isinstance(holder, Obj):
        return value.map_labels(lambda label: label.add("validated"))
    made = m.new("dict", pos, extra=("parsed", item))
    for name, schema in list(members.entries(m, holder)):
        part = members.read(m, value, const(name), pos)
        m.set_field(made, name, _parsed(m, schema, part, pos, depth + 1))
    return atom(made)


NATIVES: dict[str, Native] = {
    "zod.object": _object,
    "zod.strictObject": _object,
    "zod.looseObject": _object,
    "zod.array": _list,
    "joi.object": _object,
    "yup.object": _object,
}
