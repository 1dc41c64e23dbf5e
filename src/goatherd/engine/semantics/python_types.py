"""Data that a library has found to be of an annotated type, or rejected: what its type says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.members import KEYS, MANY, OPEN
from goatherd.engine.values import NOTHING, UNKNOWN, Class, External, Obj, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

MAX_NESTING = 5  # of models in models
_VALIDATING = ("pydantic.", "pydantic_settings.", "sqlmodel.", "aws_lambda_powertools.utilities.parser", "msgspec.")
_CONVERTING = ("dataclasses_json.", "mashumaro.")
# Types that cannot hold an outsider's text.
CLEAN = frozenset(
    {"int", "float", "bool", "UUID", "UUID1", "UUID3", "UUID4", "UUID5", "Decimal", "date", "datetime", "time",
     "timedelta", "Literal", "PositiveInt", "NonNegativeInt", "NegativeInt", "PositiveFloat", "NonNegativeFloat",
     "StrictInt", "StrictFloat", "StrictBool", "conint", "confloat", "condecimal", "IPv4Address", "IPv6Address",
     "IPvAnyAddress", "IPvAnyNetwork", "IPvAnyInterface", "IPv4Network", "IPv6Network", "AwareDatetime",
     "NaiveDatetime", "FutureDate", "PastDate", "FutureDatetime", "PastDatetime"}
)  # fmt: skip
_TEXTS = frozenset({"str", "EmailStr", "constr", "StrictStr"})
_SEQUENCES = frozenset(
    {"list", "List", "set", "Set", "frozenset", "FrozenSet", "Sequence", "Iterable", "Collection", "tuple", "Tuple",
     "deque", "Deque", "conlist", "conset"}
)  # fmt: skip
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"})
_UNIONS = frozenset({"Union", "Optional"})
_WRAPPERS = frozenset({"Annotated", "Json", "Final", "Required", "NotRequired", "ClassVar"})


def is_model(m: Machine, cls: Any) -> bool:
    """Whether a library checks what instances of the class are made from."""
    base = classes.external_base(cls)
    if base is not None and base.name.startswith(_VALIDATING):
        return True
    return _is_decorated(m, cls, ("pydantic.dataclasses.",))


def _is_decorated(m: Machine, cls: Any, by: tuple[str, ...]) -> bool:
    return isinstance(cls, Class) and any(
        isinstance(item, External) and item.name.startswith(by)
        for decorator in cls.ir.decorators
        for item in _meaning(m, decorator, cls).atoms
    )


def converts(m: Machine, cls: Any) -> bool:
    """Whether a library makes instances of the class from dictionaries, each field of its type."""
    base = classes.external_base(cls)
    mixed_in = base is not None and base.name.startswith(_CONVERTING)
    return mixed_in or _is_decorated(m, cls, _CONVERTING)


def is_enumeration(cls: Any) -> bool:
    base = classes.external_base(cls)
    return base is not None and base.name.startswith(("enum.", "aenum.", "strenum."))


def declared(cls: Any, depth: int = 0) -> dict[str, tuple[ir.Expr | None, Class]]:
    """The annotated fields of a class and of its bases, each with the class that says so."""
    if not isinstance(cls, Class) or depth > 8:
        return {}
    found: dict[str, tuple[ir.Expr | None, Class]] = {}
    for base in cls.bases:
        for item in base.atoms:
            found.update(declared(item, depth + 1))
    found.update({name: (annotation, cls) for name, annotation in cls.ir.annotations.items()})
    return found


def conforming(m: Machine, value: Value, annotation: ir.Expr | None, scope: Class, place: tuple[Any, ...]) -> Value:
    """The value once a library has found it to be what an annotation in `scope` says.

    `place` tells apart what is made: the instance, and the steps that lead to the value from there.
    """
    if len(place) > 2 * MAX_NESTING or not members.deep_labels(m, value):
        return value
    name, arguments = _parts(annotation)
    if name in CLEAN:
        return _with(value, "*")
    if name in _TEXTS:
        return _with(value, "string")
    if name in _UNIONS:
        return _one_of(m, value, arguments, scope, place)
    if not arguments:
        return _of_class(m, value, _named(m, annotation, scope), place)
    if name in _WRAPPERS:
        return conforming(m, value, arguments[0], scope, place)
    if name in _SEQUENCES:
        element = conforming(m, m.semantics.element(m, value), arguments[0], scope, (*place, "[]"))
        return m.semantics.make_list(m, "list", ([], element), _position(place), place)
    if name in _MAPPINGS and len(arguments) == 2:
        return _mapping(m, value, arguments, scope, place)
    return value


def _with(value: Value, pred: str) -> Value:
    return value.map_labels(lambda label: label.add(pred))


def _position(place: tuple[Any, ...]) -> int:
    position: int = place[0].place[1]
    return position


def _one_of(m: Machine, value: Value, arguments: list[ir.Expr], scope: Class, place: tuple[Any, ...]) -> Value:
    result = NOTHING
    for index, argument in enumerate(arguments):
        if not _is_none(argument):
            result = join(result, conforming(m, value, argument, scope, (*place, index) if index else place))
    return result if result.atoms else value


def _mapping(m: Machine, value: Value, arguments: list[ir.Expr], scope: Class, place: tuple[Any, ...]) -> Value:
    held = members.read(m, value, UNKNOWN, _position(place))
    keys = m.semantics.keys(m, value)
    made = m.new("dict", _position(place), extra=place)
    m.set_field(made, MANY, conforming(m, held, arguments[1], scope, (*place, "{}")))
    m.set_field(made, KEYS, conforming(m, keys, arguments[0], scope, (*place, "key")))
    return atom(made)


def _of_class(m: Machine, value: Value, cls: Any, place: tuple[Any, ...]) -> Value:
    if is_enumeration(cls):
        return _with(value, "*")
    if not _is_structure(m, cls):
        return value
    kept = tuple(a for a in value.atoms if isinstance(a, Obj) and a.kind == "instance")
    if len(kept) == len(value.atoms):
        return value
    base = classes.external_base(cls)
    typed_dict = base is not None and base.name.endswith(".TypedDict")
    made = m.new("dict" if typed_dict else "instance", _position(place), None if typed_dict else cls, extra=place)
    _fill(m, made, cls, Value(tuple(a for a in value.atoms if a not in kept), value.labels), place)
    return Value((*kept, made))


def _is_structure(m: Machine, cls: Any) -> bool:
    """Whether a field of a model that is of this class is checked field by field."""
    base = classes.external_base(cls)
    plain = base is not None and base.name.endswith(".TypedDict")
    return plain or is_model(m, cls) or _is_decorated(m, cls, ("dataclasses.", "attr"))


def validated(m: Machine, cls: Class, value: Value, pos: int) -> Value:
    """The instance that a library makes of data once it has checked it against the annotations of a class."""
    instance = m.new("instance", pos, cls, extra="validated")
    _fill(m, instance, cls, value, (instance,))
    return atom(instance)


def _fill(m: Machine, made: Obj, cls: Any, value: Value, place: tuple[Any, ...]) -> None:
    for name, (annotation, scope) in declared(cls).items():
        part = members.read(m, value, const(name), made.place[1])
        m.set_field(made, name, conforming(m, part, annotation, scope, (*place, name)))
    if allows_more(cls):
        m.set_field(made, OPEN, unknown(members.deep_labels(m, value)))


def allows_more(cls: Any, depth: int = 0) -> bool:
    """Whether a model keeps fields that it does not declare: its configuration says `extra="allow"`."""
    if not isinstance(cls, Class) or depth > 8:
        return False
    settings = [setting for stmt in cls.ir.body for setting in _settings_of_extra(stmt)]
    if any(getattr(each, "value", None) == "allow" or getattr(each, "name", "") == "allow" for each in settings):
        return True
    return any(allows_more(item, depth + 1) for base in cls.bases for item in base.atoms)


def _settings_of_extra(stmt: ir.Stmt) -> Iterator[ir.Expr]:
    if isinstance(stmt, ir.ClassDef) and stmt.cls.name == "Config":
        for part in stmt.cls.body:
            if isinstance(part, ir.Assign) and _sets(part, "extra"):
                yield part.value
    elif isinstance(stmt, ir.Assign) and _sets(stmt, "model_config"):
        if isinstance(stmt.value, ir.Call):
            yield from (value for name, value in stmt.value.keywords if name == "extra")
        elif isinstance(stmt.value, ir.Dict):
            yield from (value for _, value in stmt.value.entries)


def _sets(stmt: ir.Assign, name: str) -> bool:
    return isinstance(stmt.target, ir.Name) and stmt.target.id == name


# --- annotations ---


def _parts(annotation: ir.Expr | None) -> tuple[str, list[ir.Expr]]:
    """The last name of a type and what stands in its brackets; `A | B` is a Union."""
    if isinstance(annotation, ir.Binary):
        return "Union", [annotation.left, annotation.right]
    if isinstance(annotation, ir.Item):
        key = annotation.key
        return _parts(annotation.obj)[0], list(key.items) if isinstance(key, ir.List) else [key]
    if isinstance(annotation, ir.Call):
        return _parts(annotation.func)[0], list(annotation.args[:1])
    if isinstance(annotation, ir.Name):
        return annotation.id, []
    if isinstance(annotation, ir.Attr):
        return annotation.name, []
    return "", []


def is_clean(annotation: ir.Expr | None) -> bool:
    """Whether what is of this type, or is made of it alone, cannot hold an outsider's text."""
    name, arguments = _parts(annotation)
    if name in CLEAN:
        return True
    if name in _WRAPPERS or name in _SEQUENCES:
        return bool(arguments) and is_clean(arguments[0])
    return name in _UNIONS and all(_is_none(item) or is_clean(item) for item in arguments)


def _is_none(annotation: ir.Expr) -> bool:
    return isinstance(annotation, ir.Const) and annotation.value is None


def _named(m: Machine, annotation: ir.Expr | None, scope: Class) -> Any:
    """The class that an annotation means, which may be written as a text."""
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        annotation = ir.Name(annotation.pos, annotation.value)
    return _meaning(m, annotation, scope).sole if isinstance(annotation, ir.Name | ir.Attr) else None


def _meaning(m: Machine, node: ir.Expr | None, scope: Class) -> Value:
    """What an expression means where a class stands."""
    outer = m.frame, m.module
    m.frame, m.module = scope.frame, scope.module
    try:
        return m.evaluate(node.func if isinstance(node, ir.Call) else node) if node is not None else UNKNOWN
    finally:
        m.frame, m.module = outer
