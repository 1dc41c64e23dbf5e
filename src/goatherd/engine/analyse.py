"""The code engine's front door: what every function of an application does."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.code.ir import column_of, line_of
from goatherd.core.finding import Confidence, Step
from goatherd.core.source import Span
from goatherd.engine import entry as entries
from goatherd.engine.channels import Channels
from goatherd.engine.facts import Facts
from goatherd.model.flow import AwsCall, Behaviour, Flow, LibraryCall, Literal, Source
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.engine.facts import AwsFact, FlowFact
    from goatherd.engine.labels import Label, Place
    from goatherd.model.application import Application
    from goatherd.model.function import Function

MAX_FRAMES = 10_000


def analyse(application: Application, modules: Modules) -> Iterator[Behaviour]:
    """Interpret every resolved function and yield its Behaviour; also stored in `application.behaviours`.

    Flows that cross a channel are complete once the iterator is exhausted.
    """
    channels = Channels(application)
    collected: list[tuple[Function, Facts]] = []
    with _interpreting():
        for function in application.functions:
            if not isinstance(function.entry, Entry) or function.entry.language not in entries.LANGUAGES:
                continue
            facts = Facts()
            behaviour = _interpret(function, function.entry, modules, facts)
            application.behaviours[function.id] = behaviour
            channels.collect(function, facts)
            collected.append((function, facts))
            yield behaviour
    for function, facts in collected:
        behaviour = application.behaviours[function.id]
        behaviour.flows = _flows(function, facts, channels)


@contextmanager
def _interpreting() -> Iterator[None]:
    """Interpretation nests as deeply as the programs do, and makes many objects but no cycles worth collecting."""
    enabled, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(limit, MAX_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if enabled:
            gc.enable()


def _interpret(function: Function, entry: Entry, modules: Modules, facts: Facts) -> Behaviour:
    behaviour = Behaviour(function)
    files: dict[str, None] = {}
    for trigger in _distinct(function):
        ran, truncated = entries.run(modules, function, entry, trigger, facts)
        files.update(dict.fromkeys(ran))
        behaviour.truncated = behaviour.truncated or truncated
    behaviour.files = tuple(files)
    behaviour.names = _names(function, entry, modules, behaviour.files)
    behaviour.environment = {name: span_of(place) for name, place in facts.environment.items()}
    behaviour.literals = [Literal(name, text, span_of(place)) for (name, place), text in facts.literals.items()]
    behaviour.swallowed = [span_of(place) for place in facts.swallowed]
    behaviour.aws_calls = [_aws_call(fact) for fact in facts.aws.values()]
    behaviour.calls = [
        LibraryCall(
            fact.name,
            span_of(fact.place),
            tuple(fact.arguments),
            {name: tuple(values) for name, values in fact.constants.items() if values},
            {name: tuple(_source(label) for label in labels) for name, labels in fact.labels.items() if labels},
            fact.in_loop,
        )
        for fact in facts.calls.values()
    ]
    return behaviour


def _names(function: Function, entry: Entry, modules: Modules, files: tuple[str, ...]) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for path in files:
        if path == entry.file and entry.inline:
            module = entries.inline_module(modules, function, entry)
        else:
            module = modules.load(path)
        names |= modules.names(module) if module is not None else frozenset()
    return names


def _distinct(function: Function) -> list[Trigger]:
    """One trigger per kind of event, the most exposed; a function nobody calls is invoked directly."""
    chosen: dict[str, Trigger] = {}
    for trigger in function.triggers:
        known = chosen.get(trigger.kind)
        if known is None or trigger.exposure > known.exposure:
            chosen[trigger.kind] = trigger
    return list(chosen.values()) or [Trigger(Kind.DIRECT, Exposure.ACCOUNT, function.span)]


def _aws_call(fact: AwsFact) -> AwsCall:
    return AwsCall(
        fact.service,
        fact.operation,
        span_of(fact.place),
        {name: tuple(texts) for name, texts in fact.parameters.items()},
        frozenset(fact.tainted),
        {name: span_of(place) for name, place in fact.places.items()},
        fact.in_while,
    )


# --- flows ---------------------------------------------------------------------------------------


def _flows(function: Function, facts: Facts, channels: Channels) -> list[Flow]:
    flows = []
    for fact in facts.flows.values():
        if fact.excused:
            continue
        flow = (
            channels.linked(function, fact) if fact.label.origin.kind in ("stored", "event") else _flow(function, fact)
        )
        if flow is not None:
            flows.append(flow)
    flows.sort(key=lambda f: (f.sink.path, f.sink.line, f.sink.column, f.kind, f.source.path))
    return flows


def _flow(function: Function, fact: FlowFact) -> Flow:
    return Flow(
        fact.kind,
        function,
        _source(fact.label),
        span_of(fact.place),
        fact.sink,
        steps_of(fact.label, fact.place, fact.sink),
        Confidence.HIGH if fact.doubt == 0 else Confidence.MEDIUM if fact.doubt == 1 else Confidence.LOW,
        fact.reasons,
    )


def _source(label: Label) -> Source:
    return Source(label.origin.kind, label.path, span_of(_first_place(label)), label.origin.trigger)


def _first_place(label: Label) -> Place:
    trace = label.trace
    if trace is None:
        return label.origin.place
    while trace.prev is not None:
        trace = trace.prev
    return trace.place


def steps_of(label: Label, sink: Place, name: str) -> tuple[Step, ...]:
    """The steps of a label's trace in the order in which data moves, and the sink."""
    steps = [Step(span_of(sink), f"reaches {name}")]
    trace = label.trace
    while trace is not None:
        steps.append(Step(span_of(trace.place), trace.note, trace.call))
        trace = trace.prev
    return tuple(step for step in reversed(steps) if not step.span.path.startswith("<stub"))


def span_of(place: Place) -> Span:
    path, pos = place
    return Span(path, max(line_of(pos), 1), column_of(pos) + 1)
