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
    application: Application, kind: str, wanted: Callable[[Flow], bool], say: Callable[[Flow], str]
) -> Iterator[tuple[Flow, Finding]]:
    """The surest flow of every function into each sink, and the finding that review merges with those of others."""
    for function in application.functions:
        surest: dict[Span, Flow] = {}
        for flow in application.flows(function, kind):
            known = surest.get(flow.sink)
            if wanted(flow) and (known is None or flow.confidence > known.confidence):
                surest[flow.sink] = flow
        for flow in surest.values():
            yield flow, evolve(flow.finding(say(flow)), whatever_source=True)
