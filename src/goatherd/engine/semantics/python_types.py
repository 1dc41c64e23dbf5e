"""Data that a library has found to be of an annotated type, or rejected: what its type says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.members import KEYS, MANY, OPEN
from goatherd.engine.semantics import python_annotations, python_constraints
from goatherd.engine.values import NOTHING, UNKNOWN, Class, External, Obj, Value, atom, const, join, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

MAX_NESTING = 5  # of models in models
_VALIDATING = ("pydantic.", "pydantic_settings.", "sqlmodel.", "aws_lambda_powertools.utilities.parser", "msgspec.")
_CONVERTING = ("dataclasses_json.", "mashumaro.")
_DROPPING = frozenset({"pydantic.BaseModel", "pydantic.v1.BaseModel", "pydantic.main.BaseModel"})
_RENAMING = frozenset({"alias", "validation_alias", "alias_generator"})
_OF_WHOLES = frozenset({"model_validator", "root_validator"})


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
        for item in python_annotations.meaning(m, decorator, cls).atoms
    )


def converts(m: Machine, cls: Any) -> bool:
    """Whether a library makes instances of the class from dictionaries, each field of its type."""
    base = classes.external_base(cls)
    mixed_in = base is not None and base.name.startswith(_CONVERTING)
    return mixed_in or _is_decorated(m, cls, _CONVERTING)


def is_table(cls: Any) -> bool:
    """Whether a model stands for a table of a database: what its instances are made from is not checked then."""
    settings = [pair for item in classes.order(cls) if isinstance(item, Class) for pair in item.ir.keywords]
    return any(name == "table" and isinstance(value, ir.Const) and value.value is True for name, value in settings)


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
    found.update({name: (None, cls) for stmt in cls.ir.body for name in _attribute(stmt)})
    return found


def _attribute(stmt: ir.Stmt) -> Iterator[str]:
    """The name that `x = attr.ib()` declares."""
    if not (isinstance(stmt, ir.Assign) and isinstance(stmt.target, ir.Name) and isinstance(stmt.value, ir.Call)):
        return
    if python_annotations.parts(stmt.value.func)[0] in ("ib", "attrib"):
        yield stmt.target.id


def conforming(m: Machine, value: Value, annotation: ir.Expr | None, scope: Class, place: tuple[Any, ...]) -> Value:
    """The value once a library has found it to be what an annotation in `scope` says.

    `place` tells apart what is made: the instance, and the steps that lead to the value from there.
    """
    if len(place) > 2 * MAX_NESTING or not members.deep_labels(m, value):
        return value
    name, arguments = python_annotations.parts(annotation)
    if name in python_annotations.CLEAN:
        preds = ("*", "number") if name in python_annotations.NUMBERS else ("*",)
        return python_constraints.constrained(_with(value, *preds), annotation)
    if name in python_annotations.TEXTS:
        return python_constraints.constrained(_with(value, "string"), annotation)
    if name in python_annotations.UNIONS:
        return _one_of(m, value, arguments, scope, place)
    if not arguments:
        return of_class(m, value, python_annotations.named(m, annotation, scope), place)
    if name in python_annotations.WRAPPERS:
        value = conforming(m, value, arguments[0], scope, place)
        return python_constraints.annotated(m, value, arguments[1:], scope, _position(place))
    if name in python_annotations.SEQUENCES:
        element = conforming(m, m.semantics.element(m, value), arguments[0], scope, (*place, "[]"))
        return m.semantics.make_list(m, "list", ([], element), _position(place), place)
    if name in python_annotations.MAPPINGS and len(arguments) == 2:
        return _mapping(m, value, arguments, scope, place)
    return value


def _with(value: Value, *preds: str) -> Value:
    return value.map_labels(lambda label: label.add(*preds))


def _position(place: tuple[Any, ...]) -> int:
    position: int = place[0].place[1]
    return position


def _one_of(m: Machine, value: Value, arguments: list[ir.Expr], scope: Class, place: tuple[Any, ...]) -> Value:
    result = NOTHING
    for index, argument in enumerate(arguments):
        if not python_annotations.is_none(argument):
            result = join(result, conforming(m, value, argument, scope, (*place, index) if index else place))
    return result if result.atoms else value


def _mapping(m: Machine, value: Value, arguments: list[ir.Expr], scope: Class, place: tuple[Any, ...]) -> Value:
    held = members.read(m, value, UNKNOWN, _position(place))
    keys = m.semantics.keys(m, value)
    made = m.new("dict", _position(place), extra=place)
    m.set_field(made, MANY, conforming(m, held, arguments[1], scope, (*place, "{}")))
    m.set_field(made, KEYS, conforming(m, keys, arguments[0], scope, (*place, "key")))
    return atom(made)


def of_class(m: Machine, value: Value, cls: Any, place: tuple[Any, ...]) -> Value:
    """The value once a library has found it to be an instance of a class; `place` as in `conforming`."""
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


def drops_others(cls: Any) -> bool:
    """Whether a model of pydantic's leaves out what it is given and has no field for, under no other name either."""
    base = classes.external_base(cls)
    if base is None or base.name not in _DROPPING or allows_more(cls):
        return False
    own = [item.ir for item in classes.order(cls) if isinstance(item, Class)]
    return not any(_may_rename(statement) for each in own for statement in each.body)


def _may_rename(stmt: ir.Stmt) -> bool:
    """Whether a statement of a class has a field filled from another name, or code see what is given first."""
    if isinstance(stmt, ir.FunctionDef):
        calls = (item.func if isinstance(item, ir.Call) else item for item in stmt.function.decorators)
        return any(python_annotations.parts(call)[0] in _OF_WHOLES for call in calls)
    if isinstance(stmt, ir.ClassDef):
        return any(isinstance(part, ir.Assign) and _sets(part, "alias_generator") for part in stmt.cls.body)
    value = stmt.value if isinstance(stmt, ir.Assign) else None
    return isinstance(value, ir.Call) and any(name in _RENAMING for name, _ in value.keywords)


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
