"""zod, joi and yup: a schema's parser gives back what has the shape; numbers, choices and identifiers are harmless.

A schema of an object or a list is an instance with its parts; of every other schema the dotted name tells enough
("zod.string().uuid().optional()").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.ir import UNDEFINED
from goatherd.engine.doubts import by_schema
from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import EVERYTHING, guard, of_names
from goatherd.engine.kinds import CONVERTED, KINDS
from goatherd.engine.regexes import proves
from goatherd.engine.semantics import patterns
from goatherd.engine.values import ANY, BOOLEAN, TRUE, UNKNOWN, Const, External, Guard, Obj, Value, atom, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_OBJECT = "schema.Object"
_LIST = "schema.List"
# Not the names of methods.
_SHAPE, _ELEMENT, _OPEN, _REFUSES, _REJECTS = "#shape", "#element", "#open", "#refuses", "#rejects"
_LIBRARIES = ("zod.", "joi.", "yup.")
_LISTS = ("joi.array()", "yup.array()")  # what their elements are, comes later
_HARMLESS = re.compile(
    r"\.(?:number|int|bigint|boolean|bool|date|datetime|isoDate|enum|nativeEnum|literal|uuid(?:v\d)?|guid|cuid2?|ulid|ksuid"
    r"|xid|nanoid|ip|ipv4|ipv6|e164|u?int32|float(?:32|64)|stringbool|iso|nan|valid|oneOf|hex|alphanum|token)\b"
)
_NUMBER = re.compile(r"\.(?:number|int|boolean|bool)\b")
_TEXT = re.compile(r"\.(?:string|email|url)\b")
_PARSERS = frozenset(
    {"parse", "parseAsync", "safeParse", "safeParseAsync", "spa", "validate", "validateSync", "validateAsync", "cast"}
)
_GUARDED = frozenset({"safeParse", "safeParseAsync", "spa", "validate"})
# Of an object: fields that it does not name are kept.
_OPENING = frozenset({"passthrough", "loose", "catchall", "unknown"})
_SAME = frozenset(
    {"optional", "nullable", "nullish", "strict", "strip", "partial", "required", "deepPartial",
     "refine", "superRefine", "describe", "options", "concat", "noUnknown", "when", "or", "and",
     "xor", "label", "prefs", "brand", "readonly", "min", "max", "nonempty", "length", "openapi",
     "meta"}
)  # fmt: skip
_PATTERNS = frozenset({"regex", "pattern", "matches"})
_WITH_CHARACTERS = frozenset(kind.name for kind in KINDS.values() if kind.characters)
MAX_DEPTH = 6
_ERROR = Value(
    (ANY, Const(None), Const(UNDEFINED))
)  # of an outcome: what it is when there is none depends on the release


def _object(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, External(_OBJECT))
    m.set_field(made, _SHAPE, args.at(0) or UNKNOWN)
    return atom(made)


def _loose(m: Machine, args: Args, pos: int) -> Value:
    """An object that keeps the fields which it does not name."""
    made = _object(m, args, pos)
    m.set_field(made.sole, _OPEN, TRUE)
    return made


def _refusing(m: Machine, args: Args, pos: int) -> Value:
    """An object that nothing conforms to which has fields that it does not name, if it names any."""
    made = _object(m, args, pos)
    m.set_field(made.sole, _REFUSES, TRUE)
    return made


def _object_of_yup(m: Machine, args: Args, pos: int) -> Value:
    made = _loose(m, args, pos)
    m.set_field(made.sole, _REJECTS, TRUE)
    return made


def _opened(m: Machine, item: Obj, pos: int) -> Value:
    made = m.new("instance", pos, External(_OBJECT), extra="open")
    m.set_field(made, _SHAPE, m.get_field(item, _SHAPE) or UNKNOWN)
    m.set_field(made, _OPEN, TRUE)
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
        return _parser(m, receiver, name, args, pos)
    if name in _OPENING:
        return _opened(m, item, pos)
    if name == "strict" and m.get_field(item, _REJECTS) is None:
        return _refusing(m, Args((m.get_field(item, _SHAPE) or UNKNOWN,)), pos)
    if name in _SAME:
        return receiver
    if name == "array":
        return _list_of(m, receiver, pos)
    if name in ("extend", "augment", "merge", "safeExtend", "keys", "append", "shape"):
        return _extended(m, item, args.at(0) or UNKNOWN, pos)
    if name in ("pick", "omit"):
        return _chosen(m, item, args.at(0) or UNKNOWN, kept=name == "pick", pos=pos)
    return None


def method_of_name(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A parser of a schema whose dotted name tells what it is."""
    item = receiver.sole
    if name in ("items", "of") and isinstance(item, External) and item.name.startswith(_LISTS):
        return _list_of(m, args.joined(), pos)
    if name in _PATTERNS and isinstance(item, External) and item.name.startswith(_LIBRARIES):
        source = patterns.pattern_of(m, args.at(0) or UNKNOWN)
        if source is not None and proves(source, "") >= _WITH_CHARACTERS:
            return atom(External(f"{item.name}.alphanum()"))
    if name not in _PARSERS or not isinstance(item, External) or not item.name.startswith(_LIBRARIES):
        return None
    return _parser(m, receiver, name, args, pos)


def _parser(m: Machine, schema: Value, name: str, args: Args, pos: int, options: int = 1) -> Value:
    value = args.at(0) or UNKNOWN
    parsed = _parsed(m, schema, value, pos, 0)
    proved = conforms(m, schema, value, pos)
    if not _lets_more_by(m, args.at(options)):
        proved += _of_names(m, schema, value)
    if name in _GUARDED and not _rejects(m, schema):
        return _outcome(m, parsed, proved, pos)
    for _, key, preds in proved:  # what raises where the data does not conform has checked what it was given, too
        m.assume(key, preds)
    return parsed


def _lets_more_by(m: Machine, options: Value | None) -> bool:
    """Whether joi is told to let fields by that a schema does not name, or to leave them out of what it gives back."""
    given = [part for item in options.atoms if isinstance(item, Obj) for part in (
        m.get_field(item, "allowUnknown"), m.get_field(item, "stripUnknown"), m.get_field(item, members.OPEN)
    )] if options is not None else []  # fmt: skip
    return any(part is not None and part.constant != Const(False) for part in given)


def _rejects(m: Machine, schema: Value) -> bool:
    """Whether `validate` is yup's, which gives back the data or raises."""
    item = schema.sole
    if isinstance(item, Obj):
        return m.get_field(item, _REJECTS) is not None
    return isinstance(item, External) and item.name.startswith("yup.")


def conforms(m: Machine, schema: Value, value: Value, pos: int, depth: int = 0) -> tuple[Guard, ...]:
    """What holds for the data itself, not only for what a parser makes of it, when it conforms to the schema."""
    item = schema.sole
    if not isinstance(item, Obj) or not is_schema(item):
        return guard(value, _of_name(item.name if isinstance(item, External) else "", by_schema(m.place(pos))))
    found = guard(value, by_schema(m.place(pos)))
    element, shape = m.get_field(item, _ELEMENT), m.get_field(item, _SHAPE)
    if depth == MAX_DEPTH:
        return found
    if element is not None:
        found += conforms(m, element, m.semantics.element(m, value), pos, depth + 1)
    holder = shape.sole if shape is not None else None
    for name, part in list(members.entries(m, holder)) if isinstance(holder, Obj) else ():
        found += conforms(m, part, members.read(m, value, const(name), pos), pos, depth + 1)
    return found


def _of_names(m: Machine, schema: Value, value: Value) -> tuple[Guard, ...]:
    """What conforming proves of the names of the data's fields: a schema that refuses others has named them all."""
    item = schema.sole
    shape = m.get_field(item, _SHAPE) if isinstance(item, Obj) and m.get_field(item, _REFUSES) is not None else None
    holder = shape.sole if shape is not None else None
    if not isinstance(holder, Obj) or not m.names_of(holder) or members.is_open(m, holder):
        return ()
    return of_names(value)


def _of_name(name: str, checked: frozenset[str]) -> frozenset[str]:
    """What a parser that changes nothing proves: where it converts, the data may have been anything."""
    if name.startswith("yup.") or ".coerce." in name:
        return checked
    if name.startswith("joi.") and _NUMBER.search(name):
        return CONVERTED  # the text of a number passes, and nothing else does
    if _HARMLESS.search(name) and not name.startswith("joi."):
        return EVERYTHING
    return checked | {"string"} if _TEXT.search(name) else checked


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
    _keep(m, item, made, _OPEN, _REFUSES)
    return atom(made)


def _keep(m: Machine, item: Obj, made: Obj, *kept: str) -> None:
    for name in kept:
        if (held := m.get_field(item, name)) is not None:
            m.set_field(made, name, held)


def _chosen(m: Machine, item: Obj, named: Value, *, kept: bool, pos: int) -> Value:
    """The schema with only, or without, the fields that are named."""
    holder = (m.get_field(item, _SHAPE) or UNKNOWN).sole
    names = {key for key, _ in members.entries(m, named.sole)} if isinstance(named.sole, Obj) else set()
    shape = m.new("dict", pos, extra="chosen")
    for name, schema in list(members.entries(m, holder)) if isinstance(holder, Obj) else ():
        if (name in names) is kept:
            m.set_field(shape, name, schema)
    made = m.new("instance", pos, External(_OBJECT), extra="chosen")
    m.set_field(made, _SHAPE, atom(shape))
    _keep(m, item, made, _REFUSES)
    return atom(made)


def _outcome(m: Machine, parsed: Value, proved: tuple[Guard, ...], pos: int) -> Value:
    made = m.new("dict", pos, extra="outcome")
    m.set_field(made, "success", BOOLEAN.with_guards(proved))
    m.set_field(made, "data", parsed)
    m.set_field(made, "value", parsed)
    failed = tuple((not side, key, preds) for side, key, preds in proved)
    m.set_field(made, "error", _ERROR.with_guards(failed))
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
        return value.map_labels(lambda label: label.add("string", *by_schema(m.place(pos))))
    return value.map_labels(lambda label: label.add(*by_schema(m.place(pos))))


def _fields(m: Machine, item: Obj, value: Value, pos: int, depth: int) -> Value:
    shape = m.get_field(item, _SHAPE)
    holder = shape.sole if shape is not None else None
    if not isinstance(holder, Obj):
        return value.map_labels(lambda label: label.add(*by_schema(m.place(pos))))
    made = m.new("dict", pos, extra=("parsed", item))
    for name, schema in list(members.entries(m, holder)):
        part = members.read(m, value, const(name), pos)
        m.set_field(made, name, _parsed(m, schema, part, pos, depth + 1))
    if m.get_field(item, _OPEN) is not None and value.labels:
        m.set_field(made, members.OPEN, value.map_labels(lambda label: label.add(*by_schema(m.place(pos)))))
    return atom(made)


def _attempt(m: Machine, args: Args, pos: int) -> Value:
    """joi's `attempt(value, schema)`."""
    return _parser(m, args.at(1) or UNKNOWN, "parse", args, pos, options=2)


def _validate(m: Machine, args: Args, pos: int) -> Value:
    """joi's `validate(value, schema)` of before version 16, whose schema may be a plain object of schemas."""
    schema = args.at(1) or UNKNOWN
    if isinstance(schema.sole, Obj) and not is_schema(schema.sole):
        schema = _refusing(m, Args((schema,)), pos)
    return _parser(m, schema, "validate", args, pos, options=2)


NATIVES: dict[str, Native] = {
    "joi.validate": _validate,
    "joi.attempt": _attempt,
    "joi.assert": _attempt,
    "zod.object": _object,
    "zod.strictObject": _refusing,
    "zod.looseObject": _loose,
    "zod.array": _list,
    "joi.object": _refusing,
    "yup.object": _object_of_yup,
}
