"""Instances of Python classes: the methods that operators and loops call, and models made from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.interpreter.members import OPEN
from goatherd.engine.semantics import data, python_types
from goatherd.engine.values import NOTHING, UNKNOWN, Class, Obj, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_PARSING = frozenset({"parse_obj", "model_validate", "parse_raw", "model_validate_json", "validate", "from_orm"})
_COPYING = frozenset({"copy", "model_copy"})
_DUMPING = frozenset({"dict", "model_dump", "_asdict"})


def special(m: Machine, item: Any, name: str) -> Value | None:
    """A method that the language calls (`__getitem__` …), when a class of the program defines it."""
    return classes.lookup(m, item.cls, name) if isinstance(item, Obj) and isinstance(item.cls, Class) else None


def call_special(m: Machine, item: Any, method: Value, pos: int, *arguments: Value) -> Value:
    return m.call(method, Args(arguments), pos, this=atom(item))


def replaced(m: Machine, value: Value, names: tuple[str, ...], pos: int) -> Value:
    """Instances that define one of the methods become what it gives."""
    if not any(isinstance(a, Obj) and a.kind == "instance" for a in value.atoms):
        return value
    result = NOTHING
    for item in value.atoms:
        method = next((found for name in names if (found := special(m, item, name)) is not None), None)
        part = Value((item,)) if method is None else call_special(m, item, method, pos)
        result = join(result, part)
    return result.with_labels(value.labels)


# --- instances from arguments ---


def fill(m: Machine, instance: Obj, args: Args) -> None:
    """Dataclasses, models, named tuples: arguments become fields, in the order of the annotations."""
    cls = instance.cls
    if python_types.is_enumeration(cls):
        # Anything but a member's value raises.
        for _, key, preds in guard(args.at(0) or UNKNOWN, {"*"}):
            m.assume(key, preds)
        return
    declared = python_types.declared(cls)
    checked = python_types.is_model(m, cls)
    given = dict(zip(declared, args.positional, strict=False))
    given.update(args.keywords)
    if args.others is not None:
        for name in declared:
            if name not in given:
                default = m.get_field(instance, name)
                part = members.read(m, args.others, const(name), 0)
                given[name] = part if default is None else join(part, default)
        if not checked or python_types.allows_more(cls):
            m.set_field(instance, OPEN, args.others if args.others.labels else UNKNOWN)
    for name, value in given.items():
        annotation, scope = declared.get(name, (None, cls))
        m.set_field(
            instance, name, python_types.conforming(m, value, annotation, scope, (instance, name)) if checked else value
        )
    beyond = Args(args.positional[len(declared) :], None, args.rest)
    labels = beyond.labels(m)
    if labels:
        m.set_field(instance, OPEN, unknown(labels))
    elif beyond.positional:
        m.set_field(instance, OPEN, UNKNOWN)


def model_method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """Class methods of models that make instances from data, and methods of instances that give it back."""
    item = receiver.sole
    if isinstance(item, Class) and name in _PARSING and python_types.is_model(m, item):
        value = args.at(0, "obj") or UNKNOWN
        if name in ("parse_raw", "model_validate_json"):
            value = data.parsed(m, value, pos, "parsed from JSON")
        if isinstance(value.sole, Obj):
            entries = {str(key): part for key, part in members.entries(m, value.sole)}
            return m.call(receiver, Args((), entries, others=m.get_field(value.sole, OPEN)), pos)
        return m.call(receiver, Args(others=value), pos)
    if isinstance(item, Class) and name in ("from_dict", "from_json") and python_types.converts(m, item):
        value = args.at(0) or UNKNOWN
        whole = data.parsed(m, value, pos, "parsed from JSON") if name == "from_json" else value
        return python_types.validated(m, item, whole, pos)
    if isinstance(item, Obj) and item.kind == "instance" and name in _DUMPING:
        made = m.new("dict", pos, extra=("dump", item))
        members.copy_into(m, made, receiver, pos)
        return atom(made)
    if isinstance(item, Obj) and name in _COPYING and python_types.is_model(m, item.cls):
        made = m.new("instance", pos, item.cls, extra=("copy", item))
        members.copy_into(m, made, receiver, pos)
        members.copy_into(m, made, args.keywords.get("update", NOTHING), pos)
        return atom(made)
    if isinstance(item, Obj) and name in ("load", "loads") and is_marshmallow(item.cls):
        value = args.at(0, "data") or args.at(0, "json_data") or UNKNOWN
        return _loaded(m, item, data.parsed(m, value, pos, "parsed from JSON") if name == "loads" else value, pos)
    if isinstance(item, Obj) and name in ("json", "model_dump_json") and python_types.is_model(m, item.cls):
        return data.serialised(m, receiver, pos)
    return None


def _from_data(m: Machine, args: Args, pos: int) -> Value:
    """`parse_obj_as(Model, data)`, `from_dict(Model, data)`: an instance of data that was checked."""
    wanted, value = args.at(0, "data_class") or UNKNOWN, args.at(1, "data") or UNKNOWN
    cls = wanted.sole
    return python_types.validated(m, cls, value, pos) if isinstance(cls, Class) else value


NATIVES: dict[str, Native] = dict.fromkeys(("pydantic.parse_obj_as", "dacite.from_dict"), _from_data)


# --- marshmallow ---

_TEXT_FIELDS = frozenset({"Str", "String", "Email", "Url", "URL"})
_CLEAN_FIELDS = frozenset(
    {"Int", "Integer", "Float", "Number", "Decimal", "Bool", "Boolean", "DateTime", "NaiveDateTime", "AwareDateTime",
     "Date", "Time", "TimeDelta", "UUID", "IP", "IPv4", "IPv6", "Enum"}
)  # fmt: skip


def is_marshmallow(cls: Any) -> bool:
    base = classes.external_base(cls)
    return base is not None and base.name.startswith("marshmallow.")


def _loaded(m: Machine, schema: Obj, value: Value, pos: int) -> Value:
    """What a schema gives back: its fields, and no others."""
    made = m.new("dict", pos, extra=("loaded", schema))
    for name in _fields_of(schema.cls):
        part = members.read(m, value, const(name), pos)
        m.set_field(made, name, _checked(part, _of_field(classes.lookup(m, schema.cls, name))))
    return atom(made)


def _checked(value: Value, preds: tuple[str, ...]) -> Value:
    return value.map_labels(lambda label: label.add(*preds))


def _fields_of(cls: Any, depth: int = 0) -> list[str]:
    if not isinstance(cls, Class) or depth > 8:
        return []
    assigned = [stmt.target for stmt in cls.ir.body if isinstance(stmt, ir.Assign)]
    own = [target.id for target in assigned if isinstance(target, ir.Name)]
    return [name for base in cls.bases for item in base.atoms for name in _fields_of(item, depth + 1)] + own


def _of_field(field: Value | None) -> tuple[str, ...]:
    item = field.sole if field is not None else None
    name = getattr(item, "name", "").removesuffix("()").rpartition(".")[2]
    if name in _CLEAN_FIELDS:
        return ("*",)
    return ("string", "validated") if name in _TEXT_FIELDS else ("validated",)
