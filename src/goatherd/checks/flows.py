"""Flows of several functions that end in the same line are one thing to mend, and one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.flow import Flow


def mended_at_sink(
    application: Application,
    kind: str,
    wanted: Callable[[Flow], bool],
    say: Callable[[Flow], str],
    graver: Callable[[Flow], bool] = lambda _: False,
    places: Callable[[Flow], tuple[Span, ...]] = lambda flow: flow.entered,
) -> Iterator[tuple[Flow, Finding]]:
    """The surest flow of every function into each sink, and the finding that review merges with those of others.

    Of equally sure ones it is one that is `graver`. Its `places` are those of each of them: where its data goes into
    the function that holds the sink, unless the check knows better ones.
    """
    for function in application.functions:
        flows: dict[Span, list[Flow]] = {}
        for flow in application.flows(function, kind):
            if wanted(flow):
                flows.setdefault(flow.sink, []).append(flow)
        for same in flows.values():
            surest = max(same, key=lambda flow: (flow.confidence, graver(flow)))
            covered = sorted({place for flow in same for place in places(flow)})
            yield surest, evolve(surest.finding(say(surest)), whatever_source=True, locations=tuple(covered))


def logged_at(flow: Flow) -> Span:
    """Where to mend what is logged: where it goes to a logger of the application's own, else where it is written."""
    return flow.handed or flow.sink


def answered_at(flow: Flow) -> tuple[Span, ...]:
    """Where data goes to a helper in another file that answers, if it comes from there."""
    caller = flow.caller
    if caller is None or all(step.span.path != caller.path for step in flow.steps):
        return ()
    return (caller,)
