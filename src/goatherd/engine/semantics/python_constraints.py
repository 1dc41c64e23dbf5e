"""What a model of Python says of a field besides its type: bounds, patterns, functions that check or change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.regexes import proves
from goatherd.engine.semantics import python_annotations
from goatherd.engine.values import Class, External, Value, atom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

_UPPER_BOUNDS = frozenset({"le", "lt", "max_digits"})
_PATTERNS = {"pattern": "", "regex": "start"}  # how each of them looks for a match
_FUNCTIONS = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator"})
_OF_FIELDS = frozenset({"field_validator", "validator"})
_OF_MODELS = frozenset({"model_validator"})


def constrained(value: Value, call: ir.Expr | None) -> Value:
    """The value once it is within the bounds, and matches the pattern, of `Field(…)`, `conint(…)`, `constr(…)`."""
    preds: set[str] = set()
    for name, given in call.keywords if isinstance(call, ir.Call) else ():
        text = given.value if isinstance(given, ir.Const) and isinstance(given.value, str) else None
        if name in _UPPER_BOUNDS:
            preds |= {"sleep", "loop"}
        elif name in _PATTERNS and text is not None:
            preds |= proves(text, _PATTERNS[name])
    return value.map_labels(lambda label: label.add(*preds)) if preds else value


def annotated(m: Machine, value: Value, extras: list[ir.Expr], scope: Class, pos: int) -> Value:
    """The value once what stands beside its type in `Annotated[…]` has been at it."""
    for extra in extras:
        if not isinstance(extra, ir.Call):
            continue
        if python_annotations.parts(extra.func)[0] in _FUNCTIONS and extra.args:
            value = _checked_by(m, python_annotations.meaning(m, extra.args[0], scope), value, pos)
        else:
            value = constrained(value, extra)
    return value


def checked_by_class(m: Machine, cls: Class, field: str, value: Value, pos: int) -> Value:
    """The value once the validators of a model's field have been at it."""
    for owner, function, decorator in _validators(m, cls, _OF_FIELDS):
        named = {arg.value for arg in decorator.args if isinstance(arg, ir.Const)}
        method = m.get_field(owner, function.name)
        if method is not None and named & {field, "*"}:
            value = _checked_by(m, method, value, pos, atom(cls))
    return value


def checked_whole(m: Machine, cls: Class, instance: Any, pos: int) -> None:
    """Run what a model wants done once all of its fields are set."""
    for owner, function, decorator in _validators(m, cls, _OF_MODELS):
        modes = [value.value for name, value in decorator.keywords if name == "mode" and isinstance(value, ir.Const)]
        method = m.get_field(owner, function.name)
        if method is not None and modes == ["after"]:
            m.call(method, Args(), pos, this=atom(instance))


def _checked_by(m: Machine, function: Value, value: Value, pos: int, this: Value | None = None) -> Value:
    if not value.labels:
        return value
    return m.settled(m.call(function, Args((value,)), pos, this=this))


def _validators(m: Machine, cls: Class, names: frozenset[str]) -> Iterator[tuple[Class, ir.FunctionIR, ir.Call]]:
    for owner in reversed(classes.order(cls)):
        for statement in owner.ir.body if isinstance(owner, Class) else ():
            function = statement.function if isinstance(statement, ir.FunctionDef) else None
            for decorator in function.decorators if function is not None else ():
                if not isinstance(decorator, ir.Call) or python_annotations.parts(decorator.func)[0] not in names:
                    continue
                meant = python_annotations.meaning(m, decorator.func, owner).sole
                if function is not None and isinstance(meant, External) and meant.name.startswith("pydantic"):
                    yield owner, function, decorator
