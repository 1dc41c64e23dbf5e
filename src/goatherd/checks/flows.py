"""Flows of several functions that end in the same line are one thing to mend, and one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.flow import Flow


def by_sink(application: Application, kind: str, wanted: Callable[[Flow], bool]) -> Iterator[tuple[Flow, str]]:
    """The surest flow into each sink, and words for the other functions that share it ("" or ", in 3 functions")."""
    found: dict[Span, list[Flow]] = {}
    for function in application.functions:
        for flow in application.flows(function, kind):
            if wanted(flow):
                found.setdefault(flow.sink, []).append(flow)
    for flows in found.values():
        number = len({flow.function.id for flow in flows})
        yield max(flows, key=lambda f: f.confidence), f", in {counted(number, 'function')}" if number > 1 else ""
