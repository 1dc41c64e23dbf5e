"""Settings of pydantic: what a field holds that nothing is given for is said by a variable of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.engine.interpreter import classes, members
from goatherd.engine.semantics import environment, python_annotations, python_records, python_types
from goatherd.engine.values import BOOLEAN, UNKNOWN, Class, Obj, Value, atom, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

_BASES = frozenset({"pydantic.BaseSettings", "pydantic.v1.BaseSettings", "pydantic_settings.BaseSettings"})
_NAMING = ("validation_alias", "alias", "env")  # options of a field that say which variable it is
_YES = frozenset({"1", "true", "t", "yes", "y", "on"})


def are(cls: Any) -> bool:
    base = classes.external_base(cls)
    return base is not None and base.name in _BASES


def fill(m: Machine, instance: Obj, args: Args) -> None:
    """Give the fields that no argument is for what the environment says, or else their default."""
    prefix = _prefix(m, instance)
    for name, (annotation, scope) in python_types.declared(instance.cls).items():
        if name not in args.keywords and name != "model_config":
            variable = _option(scope, name) or f"{prefix}{name}"
            default = members.read(m, atom(instance), const(name), 0) if _has_default(scope, name) else None
            value = environment.found(m, _as_set(m, variable), default, instance.place[1])
            m.set_field(instance, name, _converted(value, annotation))


def _has_default(scope: Class, name: str) -> bool:
    call = python_records.definition(scope, name)
    if call is None:
        return any(value is not None for field, value in python_records.definitions(scope) if field == name)
    first = next(iter(call.args), None)
    given = first is not None and not (isinstance(first, ir.Const) and first.value is ...)
    return given or any(key in ("default", "default_factory") for key, _ in call.keywords)


def _option(scope: Class, name: str) -> str:
    for key in _NAMING:
        said = python_records.option(scope, name, key)
        if isinstance(said, ir.Const) and isinstance(said.value, str):
            return said.value
    return ""


def _prefix(m: Machine, instance: Obj) -> str:
    """What the names of all variables begin with: `env_prefix` of the configuration."""
    for holder in ("model_config", "Config"):
        for item in (classes.lookup(m, instance.cls, holder) or UNKNOWN).atoms:
            said = members.read(m, atom(item), const("env_prefix"), 0).text()
            if said is not None:
                return said
    return ""


def _as_set(m: Machine, variable: str) -> str:
    """The variable as the deployment spells it, in which case it does not matter; else as people do."""
    wanted = variable.lower()
    return next((name for name in m.environment if name.lower() == wanted), variable.upper())


def _converted(value: Value, annotation: ir.Expr | None) -> Value:
    name, _ = python_annotations.parts(annotation)
    if name in ("SecretStr", "SecretBytes"):
        return UNKNOWN  # it does not print what it holds
    if name != "bool":
        return value if not python_annotations.is_clean(annotation) else Value(UNKNOWN.atoms, (), value.guards)
    constants = value.constants()
    if constants is None:
        return Value(BOOLEAN.atoms, (), value.guards)
    truths = {text if isinstance(text, bool) else str(text).lower() in _YES for text in constants}
    return const(truths.pop()).with_guards(value.guards) if len(truths) == 1 else Value(BOOLEAN.atoms, (), value.guards)
