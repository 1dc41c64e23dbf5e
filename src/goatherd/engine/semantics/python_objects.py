"""Instances of Python classes: the methods that operators and loops call, and models made from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.guards import guard
from goatherd.engine.interpreter.members import OPEN
from goatherd.engine.semantics import data
from goatherd.engine.values import NOTHING, UNKNOWN, Class, Obj, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_VALIDATING = ("pydantic.", "pydantic_settings.", "sqlmodel.", "aws_lambda_powertools.utilities.parser", "msgspec.")
_PARSING = frozenset({"parse_obj", "model_validate", "parse_raw", "model_validate_json", "validate", "from_orm"})
_DUMPING = frozenset({"dict", "model_dump", "_asdict"})
# Types that cannot hold an outsider's text.
CLEAN = frozenset(
    {"int", "float", "bool", "UUID", "UUID1", "UUID3", "UUID4", "UUID5", "Decimal", "date", "datetime", "time",
     "timedelta", "Literal", "PositiveInt", "NonNegativeInt", "NegativeInt", "PositiveFloat", "NonNegativeFloat",
     "StrictInt", "StrictFloat", "StrictBool", "conint", "confloat", "condecimal", "IPv4Address", "IPv6Address",
     "IPvAnyAddress", "IPv4Network", "AwareDatetime", "FutureDate", "PastDate"}
)  # fmt: skip


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


def is_model(cls: Any) -> bool:
    """Whether a library checks what instances of the class are made from."""
    base = classes.external_base(cls)
    return base is not None and base.name.startswith(_VALIDATING)


def is_enumeration(cls: Any) -> bool:
    base = classes.external_base(cls)
    return base is not None and base.name.startswith(("enum.", "aenum.", "strenum."))


# --- instances from arguments ---


def fill(m: Machine, instance: Obj, args: Args) -> None:
    """Dataclasses, models, named tuples: arguments become fields, in the order of the annotations."""
    cls = instance.cls
    if is_enumeration(cls):
        # Anything but a member's value raises.
        for _, key, preds in guard(args.at(0) or UNKNOWN, {"*"}):
            m.assume(key, preds)
        return
    declared = dict(_declared(cls))
    given = dict(zip(declared, args.positional, strict=False))
    given.update(args.keywords)
    if args.others is not None:
        for name in declared:
            if name not in given:
                default = m.get_field(instance, name)
                part = members.read(m, args.others, const(name), 0)
                given[name] = part if default is None else join(part, default)
        if not is_model(cls) or _allows_more(cls):
            m.set_field(instance, OPEN, args.others if args.others.labels else UNKNOWN)
    checked = is_model(cls)
    for name, value in given.items():
        m.set_field(instance, name, _as_annotated(m, cls, value, declared.get(name)) if checked else value)
    beyond = Args(args.positional[len(declared) :], None, args.rest)
    labels = beyond.labels(m)
    if labels:
        m.set_field(instance, OPEN, unknown(labels))
    elif beyond.positional:
        m.set_field(instance, OPEN, UNKNOWN)


def _allows_more(cls: Any, depth: int = 0) -> bool:
    """Whether a model keeps fields that it does not declare: its configuration says `extra="allow"`."""
    if not isinstance(cls, Class) or depth > 8:
        return False
    settings: list[ir.Expr] = []
    for stmt in cls.ir.body:
        if isinstance(stmt, ir.ClassDef) and stmt.cls.name == "Config":
            settings += [part.value for part in stmt.cls.body if _sets(part, "extra")]
        elif _sets(stmt, "model_config") and isinstance(stmt.value, ir.Call):
            settings += [value for name, value in stmt.value.keywords if name == "extra"]
        elif _sets(stmt, "model_config") and isinstance(stmt.value, ir.Dict):
            settings += [value for _, value in stmt.value.entries]
    if any(getattr(each, "value", None) == "allow" or getattr(each, "name", "") == "allow" for each in settings):
        return True
    return any(_allows_more(item, depth + 1) for base in cls.bases for item in base.atoms)


def _sets(stmt: ir.Stmt, name: str) -> TypeGuard[ir.Assign]:
    return isinstance(stmt, ir.Assign) and isinstance(stmt.target, ir.Name) and stmt.target.id == name


def _declared(cls: Any, depth: int = 0) -> list[tuple[str, ir.Expr | None]]:
    if not isinstance(cls, Class) or depth > 8:
        return []
    found = [pair for base in cls.bases for item in base.atoms for pair in _declared(item, depth + 1)]
    return [*found, *((name, annotation) for name, annotation in cls.ir.annotations.items())]


def _as_annotated(m: Machine, cls: Any, value: Value, annotation: ir.Expr | None) -> Value:
    name = type_name(annotation)
    if not value.labels or not name:
        return value
    if name in CLEAN:
        return value.map_labels(lambda label: label.add("*"))
    if name in ("str", "EmailStr", "constr", "StrictStr"):
        return value.map_labels(lambda label: label.add("string"))
    held = m.store.get((cls.module.frame, name))
    if held is not None and any(is_enumeration(item) for item in held.atoms):
        return value.map_labels(lambda label: label.add("*"))
    return value


def type_name(annotation: ir.Expr | None) -> str:
    """The name of a type; of `Optional[T]`, `list[T]`, `T | None` and `Annotated[T, …]` that of T."""
    for _ in range(4):
        if isinstance(annotation, ir.Item):
            outer = type_name(annotation.obj)
            if outer in ("Literal", "conint"):
                return outer
            inner = annotation.key
            annotation = inner.items[0] if isinstance(inner, ir.List) and inner.items else inner
            if outer in ("dict", "Dict", "Union", "Mapping", "tuple", "Tuple"):
                return ""
        elif isinstance(annotation, ir.Binary):
            annotation = annotation.left
        elif isinstance(annotation, ir.Call):
            annotation = annotation.func
        elif isinstance(annotation, ir.Name):
            return annotation.id
        elif isinstance(annotation, ir.Attr):
            return annotation.name
        else:
            return ""
    return ""


def model_method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """Class methods of models that make instances from data, and methods of instances that give it back."""
    item = receiver.sole
    if isinstance(item, Class) and name in _PARSING and is_model(item):
        value = args.at(0, "obj") or UNKNOWN
        if name in ("parse_raw", "model_validate_json"):
            value = data.parsed(m, value, pos, "parsed from JSON")
        if isinstance(value.sole, Obj):
            entries = {str(key): part for key, part in members.entries(m, value.sole)}
            return m.call(receiver, Args((), entries, others=m.get_field(value.sole, OPEN)), pos)
        return m.call(receiver, Args(others=value), pos)
    if isinstance(item, Obj) and item.kind == "instance" and name in _DUMPING:
        made = m.new("dict", pos, extra=("dump", item))
        members.copy_into(m, made, receiver, pos)
        return atom(made)
    if isinstance(item, Obj) and name in ("load", "loads") and is_marshmallow(item.cls):
        value = args.at(0, "data") or args.at(0, "json_data") or UNKNOWN
        return _loaded(m, item, data.parsed(m, value, pos, "parsed from JSON") if name == "loads" else value, pos)
    if isinstance(item, Obj) and name in ("json", "model_dump_json") and is_model(item.cls):
        return data.serialised(m, receiver, pos)
    return None


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
