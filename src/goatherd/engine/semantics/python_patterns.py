"""The structural tests of `match`, as lowering writes them (see goatherd.code.python.patterns)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.values import BOOLEAN, FALSE, UNKNOWN, Const, Obj, Text, Value, const

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.semantics.base import Native

NAME = "goatherd_intrinsics.matches"
_SEQUENCES = frozenset({"list", "tuple"})


def _matches(m: Machine, args: Args, pos: int) -> Value:
    subject, kind = args.at(0) or UNKNOWN, (args.at(1) or UNKNOWN).text()
    if kind == "class":
        return m.semantics.natives["builtins.isinstance"](m, Args((subject, args.at(2) or UNKNOWN)), pos)
    if subject.labels and not isinstance(subject.sole, Obj):
        return BOOLEAN
    return _is_sequence(m, subject, args) if kind == "sequence" else _is_mapping(m, subject, args.positional[2:])


def _is_sequence(m: Machine, subject: Value, args: Args) -> Value:
    item = subject.sole
    if isinstance(item, Const | Text) or (isinstance(item, Obj) and item.kind in ("dict", "set", "object")):
        return FALSE
    exact = m.semantics.exact_elements(m, subject)
    length, more = ((args.at(index) or UNKNOWN).constant for index in (2, 3))
    if exact is None or length is None or more is None:
        return BOOLEAN
    return const(len(exact) >= length.value if more.value else len(exact) == length.value)


def _is_mapping(m: Machine, subject: Value, keys: tuple[Value, ...]) -> Value:
    item = subject.sole
    if not isinstance(item, Obj):
        return FALSE if isinstance(item, Const | Text) else BOOLEAN
    if item.kind != "dict":
        return FALSE if item.kind in _SEQUENCES or item.kind == "set" else BOOLEAN
    found = [_holds(m, item, key.constant) for key in keys]
    return FALSE if False in found else const(True) if None not in found else BOOLEAN


def _holds(m: Machine, item: Obj, key: Any) -> bool | None:
    """Whether a dictionary has a key, if that is certain."""
    if key is None:
        return None
    if m.get_field(item, key.value) is not None:
        return None  # it may have been set on one path only
    return None if members.is_open(m, item) else False


NATIVES: dict[str, Native] = {NAME: _matches}
