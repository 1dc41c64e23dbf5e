"""Accesses to stored data as the model tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.interpreter.whose import BY_REQUEST, NOT, SEPARATOR
from goatherd.engine.stories import span_of
from goatherd.model.access import Access, Case, Choice, How, Role
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.core.source import Span
    from goatherd.engine.facts import AccessFact, Facts
    from goatherd.engine.labels import Place

Found = tuple[tuple[str, str, "Place | None"], ...]


def accesses_of(facts: Facts) -> list[Access]:
    """Every access once for each way in which its records are chosen, in the order of files and lines."""
    found = [_access(fact) for fact in facts.accesses.values()]
    return sorted(found, key=lambda each: (each.span.path, each.span.line, each.span.column, each.verb))


def _access(fact: AccessFact) -> Access:
    kind, exposure = fact.trigger
    return Access(
        fact.service,
        fact.store,
        fact.operation,
        fact.verb,
        span_of(fact.place),
        kind,
        Exposure(exposure),
        Exposure(fact.reach),
        tuple(_case(*case) for case in fact.cases),
        tuple(map(_role, fact.roles)),
        tuple(_place(each) for each in fact.owned if not each.startswith(SEPARATOR)),
        tuple(each.removeprefix(SEPARATOR) for each in fact.owned if each.startswith(SEPARATOR)),
        _choices(fact.chosen),
        _choices(fact.conditions),
        _choices(fact.written),
    )


def _case(route: str, methods: tuple[str, ...], paths: tuple[str, ...]) -> Case:
    asked = tuple(each for each in methods if not each.startswith(NOT))
    others = tuple(name for each in methods if each.startswith(NOT) and (name := each.removeprefix(NOT)) not in asked)
    return Case(route, asked, others, paths)


def _choices(found: Mapping[str, Found]) -> tuple[Choice, ...]:
    return tuple(
        Choice(attribute, how, what, span_of(place) if place is not None else None)
        for attribute, ways in found.items()
        for how, what, place in ways
    )


def _role(text: str) -> Role:
    name, _, where = text.partition(SEPARATOR)
    if not where:
        return Role(name, How.IDENTITY)
    return Role(name, How.REQUEST) if where == BY_REQUEST else Role(name, How.RECORD, _place(where))


def _place(text: str) -> Span:
    path, _, position = text.partition(SEPARATOR)
    return span_of((path, int(position)))
