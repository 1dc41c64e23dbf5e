"""Accesses to stored data: noted with what chooses the records and what the path there has asked of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.facts import AccessFact
from goatherd.engine.interpreter import callers, clear_passwords, members, whose
from goatherd.engine.values import UNKNOWN, Obj, Value, join
from goatherd.model.access import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.interpreter.whose import Selected

WHOLE = "*"  # among what is written: fields of whatever names
MAX_ACCESSES = 4_000
MAX_FIELDS = 40
_SAID = frozenset({How.REQUEST, How.CONSTANT})

Chosen = dict[str, tuple["Selected", ...]]


def note(
    m: Machine,
    service: str,
    store: str,
    operation: str,
    verb: str,
    pos: int,
    chosen: Mapping[str, Value],
    conditions: Mapping[str, Value],
    written: Value | None,
) -> None:
    """`chosen`: what keys are, `conditions`: what else must hold, both by attribute; `written`: the record."""
    if not m.begun or m.trigger is None or len(m.facts.accesses) >= MAX_ACCESSES:
        return
    clear_passwords.kept(m, written, operation, pos)
    fact = AccessFact(
        service,
        store,
        operation,
        verb,
        m.place(pos),
        (m.trigger.kind, int(m.trigger.exposure)),
        int(callers.reach(m)),
        tuple(sorted(whose.held(m, whose.ROLE))),
        tuple(sorted(whose.held(m, whose.OWNED))),
        _each(m, chosen),
        _each(m, conditions),
        _fields(m, written),
    )
    key = (*_plain(fact), repr((fact.chosen, fact.conditions, fact.written)))
    happens(m, m.facts.accesses.setdefault(key, fact))


def narrowed(m: Machine, compared: Iterable[tuple[str, Value, bool]]) -> dict[str, Value]:
    """What records are chosen by, of (attribute, value, whether they have to be equal).

    Where they need not be, records of others are chosen too: only what the request says can be told then.
    """
    equal: dict[str, Value] = {}
    others: dict[str, Value] = {}
    for attribute, value, holds in compared:
        if holds:
            equal[attribute] = value
            continue
        told = all(how in _SAID for how, _, _ in whose.selected(m, value))
        others[attribute] = join(others.get(attribute, UNKNOWN), value if told else UNKNOWN)
    return {**others, **equal}


def happens(m: Machine, fact: AccessFact) -> None:
    """It happens on this path, for whatever requests take it."""
    methods = tuple(sorted(whose.held(m, whose.METHOD, noted=False)))
    paths = tuple(sorted(whose.held(m, whose.PATH, noted=False)))
    fact.cases.setdefault((" ".join(m.route).strip(), methods, paths))
    m.accessed.append(fact)


def _plain(fact: AccessFact) -> tuple[object, ...]:
    return (
        *(fact.service, fact.store, fact.operation, fact.verb, fact.place),
        *(fact.trigger, fact.reach, fact.roles, fact.owned),
    )


def _each(m: Machine, values: Mapping[str, Value]) -> Chosen:
    return {name: whose.selected(m, value) for name, value in list(values.items())[:MAX_FIELDS]}


def _fields(m: Machine, record: Value | None) -> Chosen:
    """What is written, by field; data that decides itself which fields there are stands under WHOLE."""
    found: Chosen = {}
    for item in record.atoms if record is not None else ():
        if not isinstance(item, Obj) or item.kind in ("list", "tuple", "set"):
            continue
        for key, part in members.entries(m, item):
            if len(found) < MAX_FIELDS:
                found[str(key)] = whose.selected(m, part)
        opened = m.get_field(item, members.OPEN)
        if opened is not None and opened.labels:
            found[WHOLE] = whose.selected(m, opened)
    if record is not None and record.labels:
        found[WHOLE] = whose.selected(m, Value(record.atoms, record.labels))
    return found
