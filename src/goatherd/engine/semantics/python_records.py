"""Classes of Python whose constructor takes their fields: named tuples, dataclasses, attrs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.semantics import python_annotations, python_classes, python_types
from goatherd.engine.values import NOTHING, UNKNOWN, Class, External, Obj, Value, atom, const

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_TUPLE = External("typing.NamedTuple")
_AFTERWARDS = ("__post_init__", "__attrs_post_init__", "model_post_init")


# --- named tuples --------------------------------------------------------------------------------


def tuple_fields(item: Any) -> list[str] | None:
    """The names of the items of a named tuple; None for everything else."""
    if not isinstance(item, Obj) or item.kind != "instance" or classes.external_base(item.cls) != _TUPLE:
        return None
    return list(python_types.declared(item.cls))


def items(m: Machine, item: Obj, names: list[str]) -> list[Value]:
    return [members.read(m, atom(item), const(name), item.place[1]) for name in names]


def at(m: Machine, owner: Value, key: Value, pos: int) -> Value | None:
    """`owner[key]` of a named tuple, where the key is a known place; None for everything else."""
    names, constant = tuple_fields(owner.sole), key.constant
    if names is None or constant is None or type(constant.value) is not int:
        return None
    if not -len(names) <= constant.value < len(names):
        return None
    return members.read(m, owner, const(names[constant.value]), pos)


def _namedtuple(m: Machine, args: Args, pos: int) -> Value:
    """`collections.namedtuple("Pair", "left right", defaults=…)`: a class."""
    given = args.at(1, "field_names") or UNKNOWN
    text = given.text()
    listed = m.semantics.exact_elements(m, given)
    names = text.replace(",", " ").split() if text is not None else [part.text() for part in listed or ()]
    return _tuple_class(m, args, [name for name in names if name], pos)


def _typed_namedtuple(m: Machine, args: Args, pos: int) -> Value:
    """`NamedTuple("Pair", [("left", str), …])`: a class."""
    pairs = m.semantics.exact_elements(m, args.at(1, "fields") or UNKNOWN) or []
    names = [members.read(m, pair, const(0), pos).text() for pair in pairs]
    return _tuple_class(m, args, [name for name in names if name], pos)


def _tuple_class(m: Machine, args: Args, names: list[str], pos: int) -> Value:
    name = (args.at(0) or UNKNOWN).text() or ""
    anything = ir.Name(pos, "object")
    described = ir.ClassIR(pos, name, [], [], [], [], dict.fromkeys(names, anything))
    cls = python_classes.new_class(m, name, (atom(_TUPLE),), described, pos)
    defaults = m.semantics.exact_elements(m, args.keywords.get("defaults", NOTHING)) or []
    for field, value in zip(reversed(names), reversed(defaults), strict=False):
        m.set_field(cls, field, value)
    return atom(cls)


# --- fields of dataclasses -----------------------------------------------------------------------


def _field(m: Machine, args: Args, pos: int) -> Value:
    """`field(default=…)`, `field(default_factory=…)`: what an instance has that is given nothing."""
    for name in ("default_factory", "factory"):
        if name in args.keywords:
            return m.call(args.keywords[name], Args(), pos)
    default = args.at(0, "default")
    constant = default.constant if default is not None else None
    return UNKNOWN if default is None or (constant is not None and constant.value is ...) else default


def definition(scope: Class, field: str) -> ir.Call | None:
    """The call that defines a field (`field(converter=int)`), if one does."""
    return next((v for name, v in definitions(scope) if name == field and isinstance(v, ir.Call)), None)


def option(scope: Class, field: str, name: str) -> ir.Expr | None:
    """An option of the call that defines a field."""
    call = definition(scope, field)
    return next((given for key, given in call.keywords if key == name), None) if call is not None else None


def definitions(scope: Class) -> Iterator[tuple[str, ir.Expr | None]]:
    for name, value in scope.ir.fields:
        yield (name.value if isinstance(name, ir.Const) else ""), value
    for statement in scope.ir.body:
        if isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name):
            yield statement.target.id, statement.value


def places(declared: dict[str, tuple[ir.Expr | None, Class]]) -> list[str]:
    """The fields that arguments by position are for."""
    return [name for name, (_, scope) in declared.items() if not _is_false(option(scope, name, "init"))]


def _is_false(expression: ir.Expr | None) -> bool:
    return isinstance(expression, ir.Const) and expression.value is False


def converted(m: Machine, value: Value, scope: Class, name: str, pos: int) -> Value:
    """What the converter of a field makes of an argument."""
    converter = option(scope, name, "converter")
    return (
        m.call(python_annotations.meaning(m, converter, scope), Args((value,)), pos) if converter is not None else value
    )


def finish(m: Machine, instance: Obj, given: dict[str, Value], declared: dict[str, Any], pos: int) -> None:
    """Run what a class wants done once its fields are set; it is given what is no field."""
    extra = [name for name, (annotation, _) in declared.items() if python_annotations.parts(annotation)[0] == "InitVar"]
    for name in _AFTERWARDS:
        hook = classes.lookup(m, instance.cls, name)
        if hook is not None:
            passed = (UNKNOWN,) if name == "model_post_init" else tuple(given.get(e, UNKNOWN) for e in extra)
            m.call(hook, Args(passed), pos, this=atom(instance))


# --- copies --------------------------------------------------------------------------------------


def copied(m: Machine, receiver: Value, changes: Value, pos: int) -> Value:
    """A copy of an instance in which some fields are others, as a dictionary says."""
    item = receiver.sole
    if not isinstance(item, Obj):
        return receiver
    made = m.new("instance", pos, item.cls, extra=("copy", item))
    m.forget_names(made)
    members.copy_into(m, made, receiver, pos)
    members.copy_into(m, made, changes, pos)
    return atom(made)


def _changes(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("dict", pos, extra="changes")
    m.forget_names(made)
    for name, value in args.keywords.items():
        m.set_field(made, name, value, pos)
    return atom(made)


def dumped(m: Machine, receiver: Value, pos: int) -> Value:
    """The fields of an instance as a dictionary."""
    item = receiver.sole
    if not isinstance(item, Obj):
        return receiver
    made = m.new("dict", pos, extra=("dump", item))
    m.forget_names(made)
    members.copy_into(m, made, receiver, pos)
    return atom(made)


def _dumped(m: Machine, args: Args, pos: int) -> Value:
    return dumped(m, args.at(0) or UNKNOWN, pos)


def _replaced(m: Machine, args: Args, pos: int) -> Value:
    return copied(m, args.at(0) or UNKNOWN, _changes(m, args, pos), pos)


def _listed(m: Machine, args: Args, pos: int) -> Value:
    item = (args.at(0) or UNKNOWN).sole
    if not isinstance(item, Obj):
        return UNKNOWN
    return m.semantics.make_list(m, "tuple", (items(m, item, list(python_types.declared(item.cls))), None), pos)


def _fields(m: Machine, args: Args, pos: int) -> Value:
    """What the fields are called is the program's own."""
    return m.semantics.make_list(m, "tuple", ([], UNKNOWN), pos)


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """Methods of named tuples and of their classes."""
    item = receiver.sole
    if name == "_make" and isinstance(item, Class) and classes.external_base(item) == _TUPLE:
        exact = m.semantics.exact_elements(m, args.at(0) or UNKNOWN)
        given = Args(tuple(exact)) if exact is not None else Args(rest=m.semantics.element(m, args.at(0) or UNKNOWN))
        return m.call(receiver, given, pos)
    if name in ("_replace", "_asdict") and tuple_fields(item) is not None:
        return copied(m, receiver, _changes(m, args, pos), pos) if name == "_replace" else dumped(m, receiver, pos)
    return None


NATIVES: dict[str, Native] = {
    "collections.namedtuple": _namedtuple,
    "typing.NamedTuple": _typed_namedtuple,
    **dict.fromkeys(
        (
            "dataclasses.field",
            "attr.ib",
            "attr.attrib",
            "attr.field",
            "attrs.field",
            "pydantic.Field",
            "sqlmodel.Field",
        ),
        _field,
    ),
    **dict.fromkeys(("dataclasses.asdict", "attr.asdict", "attrs.asdict"), _dumped),
    **dict.fromkeys(("dataclasses.astuple", "attr.astuple", "attrs.astuple"), _listed),
    **dict.fromkeys(("dataclasses.replace", "attr.evolve", "attrs.evolve", "copy.replace"), _replaced),
    **dict.fromkeys(("dataclasses.fields", "attr.fields", "attrs.fields"), _fields),
}
