"""Types of Python as values, and adapters that check data against them: `TypeAdapter(list[Order])`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.semantics import data, python_types
from goatherd.engine.semantics.python_annotations import CLEAN, MAPPINGS, NUMBERS, SEQUENCES, TEXTS, UNIONS, WRAPPERS
from goatherd.engine.values import NOTHING, UNKNOWN, Class, External, Obj, Value, atom, join

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

_ALIAS = External("types.GenericAlias")
_ADAPTER = External("pydantic.TypeAdapter")
_HOMES = ("builtins.", "typing.", "typing_extensions.", "collections.")
_GENERIC = SEQUENCES | UNIONS | WRAPPERS | MAPPINGS | {"Literal"}


def generic(m: Machine, owner: Value, key: Value, pos: int) -> Value | None:
    """`list[Order]`; None where no type is meant."""
    item = owner.sole
    if not isinstance(item, External) or not item.name.startswith(_HOMES) or _last(item) not in _GENERIC:
        return None
    made = m.new("instance", pos, _ALIAS, extra=item)
    m.set_field(made, "__origin__", owner)
    m.set_field(made, "__args__", key)
    return atom(made)


def beside(m: Machine, kind: Value) -> list[Value]:
    """The type in `Annotated[…]`, and what stands beside it; nothing for other types."""
    item = kind.sole
    if not isinstance(item, Obj) or item.cls is not _ALIAS:
        return []
    origin = (m.get_field(item, "__origin__") or UNKNOWN).sole
    if not isinstance(origin, External) or _last(origin) != "Annotated":
        return []
    return list(m.semantics.exact_elements(m, m.get_field(item, "__args__") or UNKNOWN) or ())


def _last(item: External) -> str:
    return item.name.rpartition(".")[2]


def conforming(m: Machine, value: Value, kind: Value, place: tuple[Any, ...]) -> Value:
    """The value once a library has found it to be of a type; `place` as in python_types."""
    item = kind.sole
    if isinstance(item, Class):
        return python_types.of_class(m, value, item, place)
    if isinstance(item, External):
        return _of_simple(value, _last(item))
    if not isinstance(item, Obj) or item.cls is not _ALIAS or len(place) > python_types.MAX_NESTING:
        return value
    origin, given = m.get_field(item, "__origin__") or UNKNOWN, m.get_field(item, "__args__") or UNKNOWN
    exact = m.semantics.exact_elements(m, given)
    arguments = exact if exact else [given]
    name = _last(origin.sole) if isinstance(origin.sole, External) else ""
    if name in SEQUENCES:
        element = conforming(m, m.semantics.element(m, value), arguments[0], (*place, "[]"))
        return m.semantics.make_list(m, "list", ([], element), item.place[1], place)
    if name in UNIONS:
        result = NOTHING
        for index, argument in enumerate(arguments):
            if argument.constant is None:
                result = join(result, conforming(m, value, argument, (*place, index)))
        return result if result.atoms else value
    return _of_simple(value, name) if name not in WRAPPERS else conforming(m, value, arguments[0], place)


def _of_simple(value: Value, name: str) -> Value:
    preds = ("*", "number") if name in NUMBERS else ("*",) if name in CLEAN else ()
    return value.map_labels(lambda label: label.add(*(("string",) if name in TEXTS else preds)))


def _adapter(m: Machine, args: Args, pos: int) -> Value:
    made = m.new("instance", pos, _ADAPTER)
    m.set_field(made, "type", args.at(0, "type") or UNKNOWN)
    return atom(made)


def method(m: Machine, receiver: Value, name: str, args: Args, pos: int) -> Value | None:
    """A method of an adapter; None for every other receiver."""
    item = receiver.sole
    if not isinstance(item, Obj) or item.cls is not _ADAPTER or not name.startswith("validate_"):
        return None
    value = args.at(0) or UNKNOWN
    if name == "validate_json":
        value = data.parsed(m, value, pos, "parsed from JSON")
    return conforming(m, value, m.get_field(item, "type") or UNKNOWN, (item, pos))


def _from_data(m: Machine, args: Args, pos: int) -> Value:
    """`parse_obj_as(Model, data)`, `from_dict(Model, data)`: an instance of data that was checked."""
    wanted, value = args.at(0, "data_class") or UNKNOWN, args.at(1, "data") or UNKNOWN
    cls = wanted.sole
    if isinstance(cls, Class):
        return python_types.validated(m, cls, value, pos)
    return conforming(m, value, wanted, (m.new("instance", pos, _ADAPTER),))


NATIVES: dict[str, Native] = {
    "pydantic.TypeAdapter": _adapter,
    "pydantic.parse_obj_as": _from_data,
    "dacite.from_dict": _from_data,
}
