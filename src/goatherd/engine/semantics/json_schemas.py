"""JSON Schema (ajv, middy's validator, Powertools, jsonschema): what holds for the parts of data that conform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.doubts import by_schema
from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.guards import EVERYTHING, guard, of_names
from goatherd.engine.regexes import proves
from goatherd.engine.values import (
    BOOLEAN,
    FALSE,
    UNDEFINED_VALUE,
    UNKNOWN,
    Bound,
    External,
    Guard,
    Obj,
    Value,
    atom,
    const,
)
from goatherd.engine.values import Native as NativeMethod

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_CLASS = "schema.Validator"
_CONFORMS = "#conforms"
_HARMLESS_TYPES = frozenset({"number", "integer", "boolean", "null"})
_HARMLESS_FORMATS = frozenset({"uuid", "date", "date-time", "time", "duration", "ipv4", "ipv6"})
MAX_DEPTH = 6


def conforms(m: Machine, schema: Value, value: Value, pos: int, depth: int = 0) -> tuple[Guard, ...]:
    """What holds for `value` and its parts when it conforms to the schema."""
    found = guard(value, _of_leaf(m, schema, pos))
    if depth == MAX_DEPTH:
        return found
    properties = members.read(m, schema, const("properties"), pos).sole
    for name, part in list(members.entries(m, properties)) if isinstance(properties, Obj) else ():
        found += conforms(m, part, members.read(m, value, const(name), pos), pos, depth + 1)
    if isinstance(properties, Obj) and members.read(m, schema, const("additionalProperties"), pos) == FALSE:
        found += of_names(value)
    items = members.read(m, schema, const("items"), pos)
    if isinstance(items.sole, Obj):
        found += conforms(m, items, m.semantics.element(m, value), pos, depth + 1)
    return found


def _of_leaf(m: Machine, schema: Value, pos: int) -> frozenset[str]:
    def keyword(name: str) -> Value:
        return members.read(m, schema, const(name), pos)

    if not isinstance(schema.sole, Obj):
        return frozenset()
    chosen = m.semantics.exact_elements(m, keyword("enum")) or [keyword("const")]
    if all(value.constant not in (None, UNDEFINED_VALUE.constant) for value in chosen):
        return EVERYTHING
    if keyword("type").text() in _HARMLESS_TYPES or keyword("format").text() in _HARMLESS_FORMATS:
        return EVERYTHING
    pattern = keyword("pattern").text()
    text = frozenset({"string"}) if keyword("type").text() == "string" else frozenset[str]()
    return text | proves(pattern, "") if pattern and text else text


def _compile(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, External(_CLASS))
    m.set_field(made, "schema", args.at(0) or UNKNOWN)
    return Value((Bound(NativeMethod(_CONFORMS), atom(made)),))


def _validate(m: Machine, args: Args, pos: int) -> Value:
    return _outcome(m, args.at(0) or UNKNOWN, args.at(1) or UNKNOWN, pos)


def _outcome(m: Machine, schema: Value, value: Value, pos: int) -> Value:
    return BOOLEAN.with_guards((*guard(value, by_schema(m.place(pos))), *conforms(m, schema, value, pos)))


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """The call of a compiled schema; None for every other receiver."""
    item = receiver.sole
    if name != _CONFORMS or not isinstance(item, Obj):
        return None
    return _outcome(m, m.get_field(item, "schema") or UNKNOWN, args.at(0) or UNKNOWN, pos)


def _conform(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: from here on, the first argument conforms to the schema that is the second."""
    _demand(m, args.at(0) or UNKNOWN, args.at(1) or UNKNOWN, pos)
    return UNDEFINED_VALUE


def _conforms(m: Machine, args: Args, pos: int) -> Value:
    """For stubs: whether the first argument conforms to the schema that is the second."""
    return _outcome(m, args.at(1) or UNKNOWN, args.at(0) or UNKNOWN, pos)


def _demand(m: Machine, value: Value, schema: Value, pos: int) -> None:
    """What raises where the data does not conform has checked it."""
    for _, key, preds in (*guard(value, by_schema(m.place(pos))), *conforms(m, schema, value, pos)):
        m.assume(key, preds)


def _demanded_of_event(m: Machine, args: Args, pos: int) -> Value:
    """Powertools for Python: gives back the event, or the part of it that the envelope names."""
    value = args.at(0, "event") or UNKNOWN
    if args.at(3, "envelope") is None:
        _demand(m, value, args.at(1, "schema") or UNKNOWN, pos)
    return value


def _demanded_of_payload(m: Machine, args: Args, pos: int) -> Value:
    """Powertools for TypeScript: `validate({ payload, schema, envelope })`."""
    options = args.at(0) or UNKNOWN
    value = members.read(m, options, const("payload"), pos)
    if members.read(m, options, const("envelope"), pos).constant == UNDEFINED_VALUE.constant:
        _demand(m, value, members.read(m, options, const("schema"), pos), pos)
    return value


def _same(m: Machine, args: Args, pos: int) -> Value:
    return args.at(0) or UNKNOWN


PYTHON_NATIVES: dict[str, Native] = {
    "goatherd_intrinsics.conform": _conform,
    "goatherd_intrinsics.conforms": _conforms,
    "aws_lambda_powertools.utilities.validation.validate": _demanded_of_event,
}
NATIVES: dict[str, Native] = {
    "ajv().compile": _compile,
    "ajv().validate": _validate,
    "@middy/validator/transpile.transpileSchema": _same,
    "@aws-lambda-powertools/validation.validate": _demanded_of_payload,
    "goatherd_intrinsics.conform": _conform,
    "goatherd_intrinsics.conforms": _conforms,
}
