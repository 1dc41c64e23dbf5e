"""Labels and places as the model tells them: sources, steps, spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.ir import column_of, line_of
from goatherd.core.finding import Step
from goatherd.core.source import Span
from goatherd.engine.labels import BEHIND_PROOF, TEXT_NOTES
from goatherd.model.flow import Source
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from goatherd.core.finding import StepKind
    from goatherd.engine.labels import Label, Place
    from goatherd.model.trigger import Trigger

# Whom the code lets in of all who can send an event.
_ASKED = {
    Exposure.AUTHENTICATED: "whose sender has to prove who that is",
    Exposure.ACCOUNT: "whose sender has to hold a secret",
}


def source_of(label: Label, reach: Exposure = Exposure.ANONYMOUS) -> Source:
    """`reach` is who gets to where the data goes first, by what the code asks."""
    known = BEHIND_PROOF in label.preds
    own = reach if label.origin.kind == "event" else Exposure.AUTHENTICATED if known else Exposure.ANONYMOUS
    return Source(label.origin.kind, label.path, span_of(_first_place(label)), label.origin.trigger, own)


def _first_place(label: Label) -> Place:
    trace = label.trace
    if trace is None:
        return label.origin.place
    while trace.prev is not None:
        trace = trace.prev
    return trace.place


def steps_of(
    label: Label, sink: Place, end: str, function: str = "", reach: Exposure = Exposure.ANONYMOUS
) -> tuple[Step, ...]:
    """The steps of a label's trace in the order in which data moves, and `end` for where it arrives.

    `function` is said where there are several on the way, and whom the code lets get there (`reach`).
    """
    steps = [Step(span_of(sink), end)]
    trace = label.trace
    while trace is not None:
        kind: StepKind = "call" if trace.call else "text" if trace.note in TEXT_NOTES else ""
        steps.append(Step(span_of(trace.place), trace.note, kind))
        trace = trace.prev
    told = [step for step in reversed(steps) if not step.span.path.startswith("<stub")]
    if function:
        told[0] = evolve(told[0], note=f"in {function}: {told[0].note}", kind="arrival")
    if label.origin.trigger is not None and len(told) > 1:
        told[0] = evolve(told[0], note=f"{told[0].note} ({_sender(label.origin.trigger, reach)})")
    return tuple(told)


def _sender(trigger: Trigger, reach: Exposure) -> str:
    """Which event it is and who can send it: "GET /convert, anonymous"."""
    who = _ASKED[reach] if reach < trigger.exposure else trigger.exposure.label
    return f"{trigger.detail or trigger.kind}, {who}"


def span_of(place: Place) -> Span:
    path, pos = place
    return Span(path, max(line_of(pos), 1), column_of(pos) + 1)
