"""Routes that stand beside their functions, as decorators do: whether it is asked who calls is told of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.flow import Behaviour
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger


def by_route(
    function: Function, routes: list[Trigger], behaviour: Behaviour
) -> Iterator[tuple[list[Trigger], Behaviour]]:
    """The routes in groups with what holds for each: those whose functions ask who calls, and those whose do not.

    One group where routes stand elsewhere than their functions, so that nobody knows which is whose.
    """
    asking = [_routes_of(function, handler) for handler in behaviour.asking_handlers]
    if not asking or not all(asking):
        yield routes, behaviour
        return
    known = {span for spans in asking for span in spans}
    others = [route for route in routes if route.span not in known]
    theirs = [route for route in routes if route.span in known]
    if others:
        yield others, evolve(behaviour, asks_caller=False, asking_handlers=[])
    if theirs:
        yield theirs, behaviour


def _routes_of(function: Function, handler: Span) -> set[Span]:
    """Where the routes of a function in the code stand: on the lines right above it."""
    above = {
        trigger.span.line: trigger.span
        for trigger in function.triggers
        if trigger.span.path == handler.path and trigger.span.line <= handler.line
    }
    found: set[Span] = set()
    line = max(above, default=0)
    while line in above:
        found.add(above[line])
        line -= 1
    return found
