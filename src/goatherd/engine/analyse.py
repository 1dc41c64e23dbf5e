"""The code engine's front door: what every function of an application does."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goatherd.engine import entry as entries
from goatherd.engine.channels import Channels
from goatherd.engine.doubts import reasons_of
from goatherd.engine.facts import Facts
from goatherd.engine.stories import source_of, span_of, steps_of
from goatherd.engine.twins import Ran, Twins
from goatherd.model.flow import AwsCall, Behaviour, Flow, LibraryCall, Literal
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.code import ir
    from goatherd.code.modules import Modules
    from goatherd.engine.facts import AwsFact, FlowFact
    from goatherd.model.application import Application
    from goatherd.model.function import Function

MAX_FRAMES = 10_000
# What an outsider may stand behind: their event, or what others put where it is read.
_LINKED = frozenset({"event", "stored", "row"})


def analyse(
    application: Application, modules: Modules, twins: Twins | None = None, effort: int = 1
) -> Iterator[Behaviour]:
    """Interpret every resolved function and yield its Behaviour; also stored in `application.behaviours`.

    Flows that cross a channel are complete once the iterator is exhausted. `twins` may come from other applications.
    """
    channels = Channels(application)
    collected: list[tuple[Function, Facts]] = []
    twins = twins or Twins(application.functions)
    with _interpreting():
        for function in application.functions:
            if not isinstance(function.entry, Entry) or function.entry.language not in entries.LANGUAGES:
                continue
            ran = _ran(function, function.entry, modules, twins, effort)
            behaviour = _behaviour(function, function.entry, modules, ran)
            application.behaviours[function.id] = behaviour
            channels.collect(function, ran.facts)
            collected.append((function, ran.facts))
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


def _ran(function: Function, entry: Entry, modules: Modules, twins: Twins, effort: int) -> Ran:
    triggers = _distinct(function)
    return twins.of(function, entry, triggers, lambda: _interpret(function, entry, modules, triggers, effort))


def _interpret(function: Function, entry: Entry, modules: Modules, triggers: Sequence[Trigger], effort: int) -> Ran:
    facts = Facts()
    files: dict[str, None] = {}
    why = ""
    for trigger in triggers:
        ran, truncated = entries.run(modules, function, entry, trigger, facts, effort)
        files.update(dict.fromkeys(ran))
        why = why or truncated
    return Ran(triggers, facts, tuple(files), why)


def _behaviour(function: Function, entry: Entry, modules: Modules, ran: Ran) -> Behaviour:
    facts = ran.facts
    behaviour = Behaviour(function, files=ran.files, truncated=ran.truncated)
    loaded = list(_modules(function, entry, modules, behaviour.files))
    behaviour.names = frozenset().union(*(modules.names(module) for module, _ in loaded))
    behaviour.environment = {name: span_of(place) for name, place in facts.environment.items()}
    behaviour.literals = [Literal(name, text, span_of(place)) for (name, place), text in facts.literals.items()]
    for module, path in loaded:
        found = modules.literals(module, "" if path == entry.file and entry.inline else path)
        behaviour.literals += [Literal(name, text, span_of((path, pos))) for name, text, pos in found]
    behaviour.unseen = {module: span_of(place) for module, place in facts.unseen.items()}
    behaviour.handed = {service: span_of(place) for service, place in facts.handed.items()}
    behaviour.dropped = [span_of(place) for place in facts.dropped]
    behaviour.swallowed = [span_of(place) for place in facts.swallowed]
    behaviour.asks_caller = facts.asks_caller
    behaviour.unasked = {fact.name: span_of(fact.place) for fact in facts.work.values() if not fact.excused}
    if not facts.works_for_known:
        behaviour.unasked.update(("an answer", span_of(place)) for place in facts.answers)
    behaviour.aws_calls = [_aws_call(fact) for fact in facts.aws.values()]
    behaviour.calls = [
        LibraryCall(
            fact.name,
            span_of(fact.place),
            tuple(fact.arguments),
            {name: tuple(values) for name, values in fact.constants.items() if values},
            {name: tuple(source_of(label) for label in labels) for name, labels in fact.labels.items() if labels},
            fact.in_loop,
        )
        for fact in facts.calls.values()
    ]
    return behaviour


def _modules(
    function: Function, entry: Entry, modules: Modules, files: tuple[str, ...]
) -> Iterator[tuple[ir.Module, str]]:
    """The modules that were interpreted, with their paths."""
    for path in files:
        if path == entry.file and entry.inline:
            module = entries.inline_module(modules, function, entry)
        else:
            module = modules.load(path)
        if module is not None:
            yield module, path


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
        fact.in_paging,
    )


# --- flows ---------------------------------------------------------------------------------------


def _flows(function: Function, facts: Facts, channels: Channels) -> list[Flow]:
    flows = []
    for fact in facts.flows.values():
        if fact.excused:
            continue
        flow = channels.linked(function, fact) if fact.label.origin.kind in _LINKED else _flow(function, fact)
        if flow is not None:
            flows.append(flow)
    flows.sort(key=lambda f: (f.sink.path, f.sink.line, f.sink.column, f.kind, f.source.path))
    return flows


def _flow(function: Function, fact: FlowFact) -> Flow:
    return Flow(
        fact.kind,
        function,
        source_of(fact.label),
        span_of(fact.place),
        fact.sink,
        steps_of(fact.label, fact.place, f"reaches {fact.sink}"),
        reasons_of(fact.doubt),
        caller=span_of(fact.entered) if fact.entered is not None else None,
    )
