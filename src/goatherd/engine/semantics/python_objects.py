"""Instances of Python classes: what their arguments make of them, and models made from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.interpreter.members import OPEN
from goatherd.engine.semantics import data, python_constraints, python_containers, python_records, python_types
from goatherd.engine.values import NOTHING, UNKNOWN, Class, Obj, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_PARSING = frozenset({"parse_obj", "model_validate", "parse_raw", "model_validate_json", "validate", "from_orm"})
_COPYING = frozenset({"copy", "model_copy"})
_DUMPING = frozenset({"dict", "model_dump"})


# --- instances from arguments ---


def fill(m: Machine, instance: Obj, args: Args) -> None:
    """Dataclasses, models, named tuples: arguments become fields, in the order of the annotations."""
    cls, pos = instance.cls, instance.place[1]
    if python_types.is_enumeration(cls):
        # Anything but a member's value raises.
        for _, key, preds in guard(args.at(0) or UNKNOWN, {"*"}):
            m.assume(key, preds)
        return
    if python_containers.is_mapping(classes.external_base(cls)) and args.positional:
        python_containers.filled(m, instance, args, pos)
        return
    if _is_exception(cls):
        m.set_field(instance, "args", m.semantics.make_list(m, "tuple", (list(args.positional), args.rest), pos))
        return
    declared = python_types.declared(cls)
    checked = python_types.is_model(m, cls) and not python_types.is_table(cls)
    places = python_records.places(declared)
    given = dict(zip(places, args.positional, strict=False))
    given.update(args.keywords)
    if args.others is not None:
        for name in declared:
            if name not in given:
                default = m.get_field(instance, name)
                part = members.read(m, args.others, const(name), 0)
                given[name] = part if default is None else join(part, default)
        if not checked or python_types.allows_more(cls):
            m.set_field(instance, OPEN, args.others if args.others.labels else UNKNOWN)
    for name, value in _taken(cls, given, declared).items():
        annotation, scope = declared.get(name, (None, cls))
        if checked:
            value = _checked_field(m, instance, name, value, annotation, scope)
        m.set_field(instance, name, python_records.converted(m, value, scope, name, pos))
    _fill_beyond(m, instance, Args(args.positional[len(places) :], None, args.rest))
    python_records.finish(m, instance, given, declared, pos)
    if checked:
        python_constraints.checked_whole(m, cls, instance, pos)


def _taken(cls: Any, given: dict[str, Value], declared: dict[str, Any]) -> dict[str, Value]:
    """What an instance takes of what it is given."""
    drops = python_types.drops_others(cls)
    return {name: value for name, value in given.items() if name in declared} if drops else given


def _is_exception(cls: Any) -> bool:
    base = classes.external_base(cls)
    return base is not None and base.name.startswith("builtins.") and base.name.endswith(("Exception", "Error"))


def messages(m: Machine, value: Value) -> Value:
    """Errors of the program's own classes become what they were told to say."""
    if not any(isinstance(a, Obj) and a.kind == "instance" and _is_exception(a.cls) for a in value.atoms):
        return value
    result = NOTHING
    for item in value.atoms:
        said = m.get_field(item, "args") if isinstance(item, Obj) and _is_exception(item.cls) else None
        exact = m.semantics.exact_elements(m, said) if said is not None else None
        one = exact[0] if exact is not None and len(exact) == 1 else said
        result = join(result, Value((item,)) if one is None else one)
    return result.with_labels(value.labels)


def _checked_field(
    m: Machine, instance: Obj, name: str, value: Value, annotation: ir.Expr | None, scope: Class
) -> Value:
    """The value of a field once a library has checked it."""
    pos = instance.place[1]
    value = python_types.conforming(m, value, annotation, scope, (instance, name))
    value = python_constraints.constrained(value, python_records.definition(scope, name))
    return python_constraints.checked_by_class(m, instance.cls, name, value, pos)


def _fill_beyond(m: Machine, instance: Obj, beyond: Args) -> None:
    """What is given to an instance of which nobody knows what it makes of it."""
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
        if python_types.is_table(item):
            return python_types.validated(m, item, value, pos)
        if isinstance(value.sole, Obj):
            entries = {str(key): part for key, part in members.entries(m, value.sole)}
            return m.call(receiver, Args((), entries, others=m.get_field(value.sole, OPEN)), pos)
        return m.call(receiver, Args(others=value), pos)
    if isinstance(item, Class) and name in ("from_dict", "from_json") and python_types.converts(m, item):
        value = args.at(0) or UNKNOWN
        whole = data.parsed(m, value, pos, "parsed from JSON") if name == "from_json" else value
        return python_types.validated(m, item, whole, pos)
    if isinstance(item, Obj) and item.kind == "instance" and name in _DUMPING:
        return python_records.dumped(m, receiver, pos)
    if isinstance(item, Obj) and name in _COPYING and python_types.is_model(m, item.cls):
        changes = args.keywords.get("update", NOTHING)
        return python_records.copied(m, receiver, changes, pos)
    if isinstance(item, Obj) and name in ("load", "loads") and is_marshmallow(item.cls):
        value = args.at(0, "data") or args.at(0, "json_data") or UNKNOWN
        return _loaded(m, item, data.parsed(m, value, pos, "parsed from JSON") if name == "loads" else value, pos)
    if isinstance(item, Obj) and name in ("json", "model_dump_json") and python_types.is_model(m, item.cls):
        return data.serialised(m, receiver, pos)
    return python_records.method(m, receiver, name, args, pos)


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
