"""The code engine's front door: what every function of an application does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.summary import summary_of
from goatherd.core.source import Span
from goatherd.engine import admissions, records
from goatherd.engine import entry as entries
from goatherd.engine.accessed import accesses_of
from goatherd.engine.channels import WRITTEN, Channels
from goatherd.engine.doubts import reasons_of
from goatherd.engine.interpretations import Interpretations, interpreting
from goatherd.engine.interpreter import tokens
from goatherd.engine.kinds import PERHAPS_WRITTEN, counts
from goatherd.engine.library.known import LANGUAGES
from goatherd.engine.stories import source_of, span_of, steps_of
from goatherd.model.flow import (
    AnswerToAll,
    AwsCall,
    Behaviour,
    Claim,
    Flow,
    LibraryCall,
    Literal,
    LostUpdate,
    Unawaited,
)
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.code.summary import Summary
    from goatherd.engine.facts import AwsFact, Facts, FlowFact
    from goatherd.engine.interpretations import Ran
    from goatherd.model.application import Application
    from goatherd.model.function import Function


def analyse(
    application: Application, modules: Modules, interpretations: Interpretations | None = None
) -> Iterator[Behaviour]:
    """Interpret every resolved function and yield its Behaviour; also stored in `application.behaviours`.

    Flows that cross a channel are complete once the iterator is exhausted. `interpretations` may be of more
    applications than this.
    """
    interpretations = interpretations or Interpretations(modules, application.functions)
    channels = Channels(application)
    collected: list[tuple[Function, Facts]] = []
    with interpreting():
        for function, entry in interpreted(application):
            ran = interpretations.of(function)
            behaviour = _behaviour(function, ran, _summaries(function, entry, modules, ran, interpretations))
            application.behaviours[function.id] = behaviour
            channels.collect(function, ran.facts)
            collected.append((function, ran.facts))
            yield behaviour
    admissions.admit(application, collected)
    for function, facts in collected:
        behaviour = application.behaviours[function.id]
        behaviour.flows = _flows(function, facts, channels)


def interpreted(application: Application) -> Iterator[tuple[Function, Entry]]:
    """The functions that `analyse` yields a Behaviour of, in this order, and where each begins."""
    for function in application.functions:
        if isinstance(function.entry, Entry) and function.entry.language in LANGUAGES:
            yield function, function.entry


def _note_unasked(behaviour: Behaviour, facts: Facts) -> None:
    """What is done for callers without a proof of who they are."""
    answers = facts.answers.values() if not facts.works_for_known else ()
    for fact in (*facts.work.values(), *answers):
        if fact.excused:
            continue
        if fact.switched:
            behaviour.switched[fact.name] = span_of(fact.place)
        elif fact.gate:
            behaviour.gated[fact.gate] = span_of(facts.gates[fact.gate])
        else:
            behaviour.unasked[fact.name] = span_of(fact.place)
            behaviour.unasked_work.append((fact.name, span_of(fact.place)))
            behaviour.unasked_handlers += [(fact.name, span_of(place)) for place in fact.handlers]
    if not (behaviour.unasked or behaviour.switched):
        behaviour.gated.update((gate, span_of(facts.gates[gate])) for gate in facts.entrances)


def _behaviour(function: Function, ran: Ran, summaries: dict[str, Summary]) -> Behaviour:
    facts = ran.facts
    behaviour = Behaviour(function, files=ran.files, truncated=ran.truncated)
    behaviour.names = frozenset().union(*(summary.names for summary in summaries.values()))
    behaviour.environment = {name: span_of(place) for name, place in facts.environment.items()}
    behaviour.literals = list(_literals(facts, summaries))
    for path, summary in summaries.items():
        behaviour.claims += [Claim(attribute, use, span_of((path, pos))) for attribute, use, pos in summary.claims]
        behaviour.rights |= {attribute for attribute, _ in summary.rights}
        behaviour.rights_in |= {path} if summary.rights else set()
        behaviour.sign_in_links += [(span_of((path, link.pos)), link.state) for link in summary.sign_in_links]
        behaviour.first_records += [span_of((path, pos)) for pos in summary.first_records[0]]
        behaviour.refuses_what_exists |= {path} if summary.refuses_what_exists else frozenset()
        behaviour.left_work += [(span_of((path, pos)), what) for pos, what in summary.requests_left]
        behaviour.unraised += [(span_of((path, pos)), what) for pos, what in summary.errors_not_raised]
        behaviour.unsettled += [(span_of((path, pos)), settles) for pos, settles in summary.unsettled_promises]
        behaviour.unasked_results += [(span_of((path, pos)), what) for pos, what in summary.results_not_asked]
        behaviour.without_key += [(span_of((path, pos)), key) for pos, key in summary.unverified_without_key]
        behaviour.without_secret += [(span_of((path, pos)), name) for pos, name in summary.passed_without_secret]
        behaviour.asked_whether_there |= {span_of((path, pos)) for pos in summary.asked_whether_there}
        behaviour.answers_to_all += [
            AnswerToAll(answer.kind, span_of((path, answer.pos)), answer.verified) for answer in summary.answers_to_all
        ]
        told = summary.comments
        behaviour.literals += [Literal(name, text, Span(path, line, at + 1), True) for name, text, line, at in told]
    if any(summary.first_records[1] for summary in summaries.values()):
        behaviour.first_records = []
    behaviour.unseen = {module: span_of(place) for module, place in facts.unseen.items()}
    behaviour.handed = {service: span_of(place) for service, place in facts.handed.items()}
    behaviour.loads = tuple(span_of(place) for place in facts.loads)
    behaviour.elsewhere = frozenset(facts.elsewhere)
    behaviour.dropped = [span_of(place) for place in facts.dropped]
    behaviour.answered_twice = [span_of(place) for place in facts.answered_twice]
    behaviour.unawaited = [Unawaited(span_of(place), *what) for place, what in facts.unawaited.items()]
    behaviour.left_work += [(span_of(place), name) for place, name in facts.left_work.items()]
    behaviour.any_origin = {span_of(place): what for place, what in facts.any_origin.items()}
    behaviour.unhandled = [(span_of(place), *what) for place, what in facts.unhandled.items()]
    behaviour.rejected = [(span_of(place), span_of((place[0], awaits))) for place, awaits in facts.rejected.items()]
    behaviour.behind_account = [span_of(place) for place in facts.behind_account]
    behaviour.escaped = [span_of(place) for place in facts.escaped]
    behaviour.swallowed = [span_of(place) for place in facts.swallowed]
    behaviour.lost_updates = [
        LostUpdate(attribute, span_of(place), span_of(read), listed, span_of(entered) if entered else None)
        for (place, entered), (attribute, listed, read) in facts.lost_updates.items()
    ]
    behaviour.compared = frozenset(map(span_of, facts.compared))
    behaviour.decides = tuple((name, span_of(place)) for name, place in facts.decides)
    behaviour.compared_fields = frozenset(facts.compared_fields)
    behaviour.goes_on = [span_of(place) for place, surely in facts.told.items() if surely or not facts.fails]
    behaviour.never_fails = facts.catches and not facts.ends_badly and not ran.truncated
    behaviour.asks_caller = facts.asks_caller
    if None not in facts.askers:
        behaviour.asking_handlers = [span_of(place) for place in facts.askers if place is not None]
    behaviour.questions = {name: span_of(place) for name, place in facts.questions.items()}
    _note_unasked(behaviour, facts)
    behaviour.aws_calls = [_aws_call(fact, facts.borrowed) for fact in facts.aws.values()]
    behaviour.accesses = accesses_of(facts)
    behaviour.calls = [
        LibraryCall(
            fact.name,
            span_of(fact.place),
            tuple(fact.arguments),
            {name: tuple(values) for name, values in fact.constants.items() if values},
            {name: tuple(values) for name, values in fact.texts.items()},
            {name: tuple(source_of(label) for label in labels) for name, labels in fact.labels.items() if labels},
            fact.in_loop,
            dict(fact.keys),
            {switch: span_of(place) for switch, place in fact.places.items()},
        )
        for fact in facts.calls.values()
    ]
    return behaviour


def _literals(facts: Facts, summaries: dict[str, Summary]) -> Iterator[Literal]:
    named = [(name, text, place) for (name, place), text in facts.literals.items()]
    for path, summary in summaries.items():
        named += [(name, text, (path, pos)) for name, text, pos in summary.literals]
    for name, text, (path, pos) in named:
        said = summaries.get(path)
        if said is None or pos not in said.for_pages:
            at_home = said is not None and pos in said.at_home
            span = span_of((path, pos))
            for_trials = said is not None and span.line in said.for_trials
            yield Literal(name, text, span, at_home=at_home, for_trials=for_trials)


def _summaries(
    function: Function, entry: Entry, modules: Modules, ran: Ran, interpretations: Interpretations
) -> dict[str, Summary]:
    """What the files say of themselves that were interpreted."""
    found = {}
    for path in ran.files:
        if path != entry.file or not entry.inline:
            found[path] = interpretations.summary(path)
        elif (module := entries.inline_module(modules, function, entry)) is not None:
            found[path] = summary_of(module)
    return found


def _aws_call(fact: AwsFact, borrowed: bool) -> AwsCall:
    return AwsCall(
        fact.service,
        fact.operation,
        span_of(fact.place),
        _texts(fact.parameters),
        frozenset(fact.tainted),
        {name: span_of(place) for name, place in fact.places.items()},
        fact.in_paging,
        tuple(_texts(form) for form in fact.forms.values()) if len(fact.forms) > 1 else (),
        by_role=False in fact.identities,
        by_others=borrowed or True in fact.identities,
    )


def _texts(parameters: dict[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(texts) for name, texts in parameters.items()}


# --- flows ---------------------------------------------------------------------------------------


def _flows(function: Function, facts: Facts, channels: Channels) -> list[Flow]:
    flows = []
    for fact in facts.flows.values():
        if fact.excused or (fact.kind == "jwt" and not tokens.is_relied_on(fact, facts)):
            continue
        if fact.kind in records.LOGGED:
            flows += [_flow(function, told) for told in records.told(function, facts, fact)]
            continue
        if fact.kind == records.RECORD_RESPONSE:
            flows += [_flow(function, told) for told in records.answered(facts, fact)]
            continue
        flow = channels.linked(function, fact) if _is_linked(fact) else _flow(function, fact)
        if flow is not None:
            flows.append(flow)
    flows = [flow for flow in flows if not _names_a_secret(flow, facts)]
    flows.sort(key=lambda f: (f.sink.path, f.sink.line, f.sink.column, f.kind, f.source.path))
    return flows


def _names_a_secret(flow: Flow, facts: Facts) -> bool:
    """Whether what is logged only says which secret it is, which a store of secrets is asked for by it."""
    return flow.kind == records.SECRET and flow.source.path.replace("[]", "") in facts.secret_names


def _is_linked(fact: FlowFact) -> bool:
    """Whether it matters what an outsider did before: sent the event, or put there what is read."""
    origin = fact.label.origin.kind
    return origin in WRITTEN and not (origin in PERHAPS_WRITTEN and counts(fact.kind, origin))


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
        handed=span_of(fact.handed) if fact.handed is not None else None,
    )
