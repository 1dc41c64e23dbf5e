"""What the result of a function tells of the path that it came from: who gets one thing and not another is known.

A helper answers `{user}` for callers whose token it has verified, and `{error}`, a status or nothing for all others.
Whoever looks at that finds out which it was, by any field in which the two differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.ir import UNDEFINED
from goatherd.engine.shapes import SAID
from goatherd.engine.values import ANY, CALLER, NONE, NOTHING, Const, EventNode, Obj, Value, join, of_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Atom, Guard


def of_members(owner: Value, read: Callable[[Value], Value]) -> Value:
    """What is read of `owner`, apart for what only known callers get and for the rest."""
    known = tuple(item for item in owner.atoms if _is_known(owner, item))
    others = tuple(item for item in owner.atoms if item not in known)
    return together(owner, [(part, read(part)) for part in (Value(known, owner.labels), Value(others, owner.labels))])


def together(owner: Value, read: list[tuple[Value, Value]]) -> Value:
    """What was read of parts of `owner`, as (part, what it gave) each."""
    told = left = NOTHING
    for part, found in read:
        if all(_is_known(owner, item) for item in part.atoms):
            told = join(told, of_known(found, _who(owner, part.atoms)))
        else:
            left = join(left, found)
    result = join(told, left)
    if _is_absent(told) and left.atoms and not any(map(_is_nothing, left.atoms)):
        # What says why somebody is refused is no empty text.
        who = _who(owner, [item for item in owner.atoms if _is_known(owner, item)])
        result = result.with_guards((*result.guards, (False, CALLER, who)))
    return result


def got(m: Machine, item: Atom, args: Args, result: Value) -> Value:
    """What `item.get(…)` gives, given that nobody else has put anything into the dictionary that a helper answers."""
    key, default = args.at(0), args.at(1) or NONE
    constant = key.constant if key is not None else None
    if constant is None or not isinstance(item, Obj) or item.kind != "dict":
        return result
    names = m.names_of(item)
    if constant.value not in names:
        return default
    kept = tuple(atom for atom in result.atoms if names[constant.value] or atom not in default.atoms)
    return Value(kept or result.atoms, result.labels, result.guards)


def tells(value: Value) -> bool:
    """Whether there is something among what it may be that only known callers get, and it is known what."""
    return any(key is CALLER and _is_told(side) for side, key, _ in value.guards)


def _is_told(side: Atom) -> bool:
    return side is ANY or isinstance(side, Obj | Const) or (isinstance(side, EventNode) and side.shape is SAID)


def of_equality(left: Value, right: Value, polarity: bool) -> tuple[Guard, ...]:
    """The guards of a comparison with a constant, for the outcomes that only known callers see."""
    constant = right.constant
    if constant is None:
        return ()
    same = [item for item in left.atoms if not isinstance(item, Obj) and _may_equal(item, constant)]
    others = [item for item in left.atoms if not _equals(item, constant)]
    return (*_of(left, same, polarity), *_of(left, others, not polarity))


def of_membership(m: Machine, key: Value, owner: Value, polarity: bool) -> tuple[Guard, ...]:
    """The guards of a look whether an object has a field."""
    constant = key.constant
    if constant is None:
        return ()
    names = {item: m.names_of(item) if isinstance(item, Obj) else {} for item in owner.atoms}
    having = [item for item in owner.atoms if constant.value in names[item] or not isinstance(item, Obj)]
    lacking = [item for item in owner.atoms if names[item].get(constant.value, True)]
    return (*_of(owner, having, polarity), *_of(owner, lacking, not polarity))


def of_kinds(answers: dict[Atom, bool | None], value: Value) -> tuple[Guard, ...]:
    """The guards of a look what something is an instance of; `answers` are those for each atom."""
    are = [item for item, answer in answers.items() if answer is not False]
    others = [item for item, answer in answers.items() if answer is not True]
    return (*_of(value, are, True), *_of(value, others, False))


def _of(value: Value, atoms: Iterable[Atom], side: bool) -> tuple[Guard, ...]:
    atoms = list(atoms)
    who = _who(value, atoms)
    return ((side, CALLER, who),) if who else ()


def _who(value: Value, atoms: Iterable[Atom]) -> frozenset[str]:
    """Who gets any of these; nothing where one of them is for everybody."""
    told = [_told(value, item) for item in atoms]
    return frozenset.intersection(*told) if told else frozenset()


def _told(value: Value, item: Atom) -> frozenset[str]:
    who = (preds for side, key, preds in value.guards if key is CALLER and side == item and not isinstance(side, bool))
    return frozenset().union(*who)


def _is_known(value: Value, item: Atom) -> bool:
    return bool(_told(value, item))


def _may_equal(item: Atom, constant: Const) -> bool:
    return not isinstance(item, Const) or _equals(item, constant)


def _equals(item: Atom, constant: Const) -> bool:
    return item == constant or (_is_nothing(item) and _is_nothing(constant))


def _is_nothing(item: Atom) -> bool:
    return isinstance(item, Const) and (item.value is None or item.value is UNDEFINED)


def _is_absent(value: Value) -> bool:
    return bool(value.atoms) and all(map(_is_nothing, value.atoms))
