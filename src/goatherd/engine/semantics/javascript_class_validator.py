"""class-validator and class-transformer: what the decorators of a class say of the fields of its instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.engine.doubts import by_schema
from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.classes import external_base
from goatherd.engine.interpreter.guards import EVERYTHING, guard
from goatherd.engine.regexes import proves
from goatherd.engine.semantics import patterns
from goatherd.engine.values import (
    NOTHING,
    UNDEFINED_VALUE,
    UNKNOWN,
    Class,
    Const,
    External,
    Guard,
    Obj,
    Value,
    atom,
    const,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_TEXT = frozenset({"IsString", "IsEmail", "IsUrl", "IsPhoneNumber", "IsMobilePhone", "IsJSON", "IsBase64", "IsJWT"})
_HARMLESS = frozenset(
    {"IsNumber", "IsInt", "IsBoolean", "IsDate", "IsEnum", "IsIn", "IsUUID", "IsNumberString", "IsBooleanString",
     "IsDateString", "IsISO8601", "IsAlpha", "IsAlphanumeric", "IsHexadecimal", "IsMongoId", "IsIP", "IsPositive",
     "IsNegative", "IsDivisibleBy", "IsDecimal", "IsPort", "IsHash", "IsCreditCard", "IsISIN", "Equals"}
)  # fmt: skip

_CONVERTED = frozenset({"Number", "Boolean"})


def _instance(m: Machine, args: Args, pos: int) -> Value:
    """`plainToInstance(Class, data)`: an instance with the fields of the data, which nothing has checked."""
    cls, data = args.at(0) or UNKNOWN, args.at(1) or UNKNOWN
    if not isinstance(cls.sole, Class):
        return data
    made = m.new("instance", pos, cls.sole, extra="plain")
    for name in _fields(cls.sole):
        m.set_field(made, name, members.read(m, data, const(name), pos))
    if data.labels:
        m.set_field(made, members.OPEN, data)
    return atom(made)


def _validate(m: Machine, args: Args, pos: int) -> Value:
    """The errors of an instance: where there are none, it conforms."""
    failed = tuple((not side, key, preds) for side, key, preds in _conforms(m, args.at(0) or UNKNOWN, pos))
    made = m.new("dict", pos, extra="errors")
    m.set_field(made, members.OPEN, UNKNOWN)
    m.set_field(made, "length", UNKNOWN.with_guards(failed))
    return atom(made)


def _demand(m: Machine, args: Args, pos: int) -> Value:
    """`validateOrReject(instance)` raises where it does not conform."""
    for _, key, preds in _conforms(m, args.at(0) or UNKNOWN, pos):
        m.assume(key, preds)
    return const(ir.UNDEFINED)


def _validated(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: what a pipe makes of a value for a parameter of a class; it raises where the value does not conform.

    Fields that nobody described are gone where it strips: all that no decorator names.
    """
    cls, value = (args.at(0) or UNKNOWN).sole, args.at(1) or UNKNOWN
    strips, converts = ((args.at(i) or UNKNOWN).constant == Const(True) for i in (2, 3))
    if not isinstance(cls, Class):
        is_converted = converts and isinstance(cls, External) and cls.name in _CONVERTED
        return value.map_labels(lambda label: label.add(*EVERYTHING)) if is_converted else value
    made = _instance(m, args, pos)
    _demand(m, Args((made,)), pos)
    if not strips or external_base(cls) is not None or not isinstance(made.sole, Obj):
        return made
    m.set_field(made.sole, members.OPEN, NOTHING)
    for name, decorators in _fields(cls).items():
        if not decorators:
            m.set_field(made.sole, name, UNDEFINED_VALUE)
    return made


def _conforms(m: Machine, value: Value, pos: int) -> tuple[Guard, ...]:
    item = value.sole
    if not isinstance(item, Obj) or not isinstance(item.cls, Class):
        return guard(value, by_schema(m.place(pos)))
    checked = by_schema(m.place(pos))
    opened = m.get_field(item, members.OPEN)
    found = guard(opened, checked) if opened is not None else ()
    for name, decorators in _fields(item.cls).items():
        preds = frozenset().union(checked, *(_of_decorator(m, each, pos) for each in decorators))
        found += guard(members.read(m, value, const(name), pos), preds)
    return found


def _fields(cls: Class, depth: int = 0) -> dict[str, list[ir.Expr]]:
    found: dict[str, list[ir.Expr]] = {}
    for base in cls.bases if depth < 8 else ():
        for item in base.atoms:
            found |= _fields(item, depth + 1) if isinstance(item, Class) else {}
    own: dict[str, list[ir.Expr]] = {str(name.value): [] for name, _ in cls.ir.fields if isinstance(name, ir.Const)}
    return found | own | cls.ir.decorated


def _of_decorator(m: Machine, decorator: ir.Expr, pos: int) -> frozenset[str]:
    called = decorator.func if isinstance(decorator, ir.Call) else decorator
    name = called.name if isinstance(called, ir.Attr) else called.id if isinstance(called, ir.Name) else ""
    if name in _HARMLESS:
        return EVERYTHING
    if name == "Matches" and isinstance(decorator, ir.Call) and decorator.args:
        source = patterns.pattern_of(m, m.evaluate(decorator.args[0]))
        return proves(source, "") if source is not None else frozenset()
    return frozenset({"string"}) if name in _TEXT else frozenset()


NATIVES: dict[str, Native] = {
    "class-transformer.plainToInstance": _instance,
    "class-transformer.plainToClass": _instance,
    "class-validator.validate": _validate,
    "class-validator.validateSync": _validate,
    "class-validator.validateOrReject": _demand,
    "goatherd_intrinsics.validated": _validated,
}
