"""A campaign: every way into the application is searched with harmless texts, then attacked where these arrived.

Runs inside the pod and yields plain data: "targets" says how many ways in there are, and how many are lost since their
functions cannot run, "target" that the next one begins, "sending" how many events it has been attacked with so far,
"attacked" that it is done with, the figures of it and the lines of code that ran for the first time; "proof",
"harmless" for events without any attack that went well, "unreachable" for what could not be attacked and why,
"problem", "broken" where attacking a function broke off by a mistake of goatherd's, "harmed" for harmless events that
the run-time guard refused, "gap" for what the cloud does not simulate.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from goatherd.attack.events import shape_of
from goatherd.attack.marks import Marks
from goatherd.attack.opportunities import opportunities
from goatherd.attack.oracles.registry import all_oracles
from goatherd.attack.proof import Prover, as_message
from goatherd.attack.search import Search
from goatherd.attack.sent import sending, went_well
from goatherd.attack.trial import Target
from goatherd.attack.vocabulary import Words
from goatherd.core.value import known
from goatherd.sandbox.guarding import blocks
from goatherd.sandbox.pod import Options, Pod

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from goatherd.attack.oracles.api import Opportunity, Oracle
    from goatherd.attack.sent import Sending
    from goatherd.attack.work import Work
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.dependencies import Dependencies
    from goatherd.sandbox.guarding import Guarding
    from goatherd.sandbox.isolation import Isolation

Message = dict[str, Any]
_OFTEN = 50  # attacks between two words on how many there were
MAX_HARMLESS = 4  # harmless events of one way in that are kept
_GONE = frozenset({"asynchat", "asyncore", "cgi", "crypt", "distutils", "imp", "imghdr", "pipes", "smtpd", "telnetlib"})


@frozen
class Plan:
    """What to attack. `functions` limits it to some ids (empty: all); `oracles` are the ids of those to ask.

    `words` maps a function to those of its own files. `guarding` puts the run-time guard in front of all functions.
    With `keeping`, proofs have what was `sent` for them (see sent.py).
    """

    application: Application
    root: str
    dependencies: Dependencies
    isolation: Isolation
    seed: int = 0
    functions: tuple[str, ...] = ()
    oracles: tuple[str, ...] = ()
    words: Mapping[str, Words] = field(factory=dict)
    guarding: Guarding | None = None
    keeping: bool = False

    def wants(self, function: Function) -> bool:
        return not self.functions or function.id in self.functions

    def is_about(self, opportunity: Opportunity) -> bool:
        """Whether it is one of a function that is wanted: of the buckets, those that these know."""
        bucket = str(opportunity.note.get("resource"))
        if not self.functions or opportunity.place != "bucket":
            return True
        wanted = [function for function in self.application.functions if self.wants(function)]
        named = [str(value) for function in wanted for value in function.environment.values()]
        return any(trigger.source == bucket for function in wanted for trigger in function.triggers) or any(
            f"${{{bucket}}}" in value for value in named
        )


@define
class _Figures:
    """What is known of all ways in that were attacked from this pod."""

    prover: Prover = field(factory=Prover)
    lines: set[tuple[str, str, int]] = field(factory=set)
    _attempts: int = 0

    def of(self, search: Search) -> Message:
        """What the last way in adds."""
        before = set(self.lines)
        self.lines |= search.lines | self.prover.lines
        attempts, self._attempts = self.prover.attempts - self._attempts, self.prover.attempts
        return {
            "reached": any(seed.trace.first.ended in ("response", "error") for seed in search.seeds),
            "inputs": len(search.inputs),
            "attempts": attempts,
            "lines": sorted(self.lines - before),
        }

    @property
    def sent(self) -> int:
        """Attacks of the way in that is not done with."""
        return self.prover.attempts - self._attempts


def campaign(plan: Plan, folder: Path, work: Work) -> Iterator[Message]:
    """Attack functions of the plan for as long as there is work, from inside a pod."""
    options = Options(plan.seed, Marks(plan.seed).run, isolation=plan.isolation, guarding=plan.guarding)
    pod = Pod(plan.application, plan.root, folder, plan.dependencies, options)
    pod.start()
    if work.first:
        yield from _beforehand(pod, plan)
    figures = _Figures(Prover(keeping=plan.keeping))
    targets = _targets(pod, plan)
    functions = list(dict.fromkeys(target.function.id for target in targets))
    for number in work:
        if number < len(functions):
            mine = [target for target in targets if target.function.id == functions[number]]
            yield from ({"number": number, **message} for message in _unbroken(pod, plan, mine, figures))
    yield from ({"kind": "problem", "text": text} for text in pod.suspicious)
    yield from ({"kind": "gap", "text": text} for text in figures.prover.gaps)


def _unbroken(pod: Pod, plan: Plan, targets: list[Target], figures: _Figures) -> Iterator[Message]:
    """Attack one function; whatever it made goatherd stumble over, those after it are attacked."""
    try:
        yield from _function(pod, plan, targets, figures)
    except Exception as error:
        figures.prover.forget()
        pod.restore(cold=True)
        yield _broken(targets[0].function.id, "attacking it", error)


def _broken(function: str, what: str, error: Exception) -> Message:
    why = f"{what} broke off ({type(error).__name__}: {str(error)[:200]})"
    return {"kind": "broken", "function": function, "text": f"{function}: {why}; this is a bug in goatherd"}


def _function(pod: Pod, plan: Plan, targets: list[Target], figures: _Figures) -> Iterator[Message]:
    """Attack one function by all its triggers."""
    name, prover = targets[0].function.id, figures.prover
    marks, words = Marks(plan.seed, name), plan.words.get(name, Words())
    proved: set[tuple[str, ...]] = set()
    for target in targets:
        yield {"kind": "target", "name": target.name}
        search = Search(target, pod, marks, words)
        search.run()
        prover.gaps |= dict.fromkeys(gap for seed in search.seeds for gap in seed.trace.gaps())
        yield from _unreached(search, plan)
        yield from ({"kind": "harmed", "text": text} for text in _harmed(search))
        if plan.keeping:
            yield {"kind": "harmless", "sent": list(islice(_harmless(search), MAX_HARMLESS))}
        told = 0
        for oracle, opportunity in _chances(search, plan):
            key = _key(oracle, opportunity)
            if key in proved:
                continue
            if figures.sent - told >= _OFTEN:
                told = figures.sent
                yield {"kind": "sending", "name": target.name, "attempts": told}
            try:
                found = prover.prove(oracle, opportunity)
            except Exception as error:
                proved.add(key)  # said once
                yield _broken(name, f"{oracle.id}, {oracle.slug},", error)
                continue
            if found:
                # An attack may find the line only when it is carried out.
                there = (oracle.id, found.acted, found.where, found.resource)
                if there not in proved:
                    yield {**as_message(found), "sent": list(prover.sent)}
                proved |= {key, there}
        prover.forget()
        pod.restore(cold=True)
        yield {"kind": "attacked", **figures.of(search)}


def _beforehand(pod: Pod, plan: Plan) -> Iterator[Message]:
    """What is known before anything is sent, said once."""
    yield from ({"kind": "problem", "text": text} for text in pod.problems)
    for function in plan.application.functions:
        if plan.wants(function) and function.id in pod.undeployable:
            yield {"kind": "unreachable", "function": function.id, "why": pod.undeployable[function.id]}
    lost = sum(plan.wants(function) and function.id in pod.undeployable for function, _ in plan.application.triggers())
    yield {"kind": "targets", "of": len(_targets(pod, plan)), "lost": lost}


def _targets(pod: Pod, plan: Plan) -> list[Target]:
    """The most exposed first."""
    found = [
        Target(function, trigger, shape_of(function, trigger, pod.application, pod.naming))
        for function, trigger in pod.application.triggers()
        if plan.wants(function) and function.id not in pod.undeployable
    ]
    return sorted(found, key=lambda target: -target.trigger.exposure)


def _chances(search: Search, plan: Plan) -> Iterator[tuple[Oracle, Opportunity]]:
    oracles = [o for o in all_oracles() if o.id in plan.oracles]
    for opportunity in opportunities(search):
        for oracle in oracles:
            if opportunity.place in oracle.places and plan.is_about(opportunity):
                yield oracle, opportunity


def _key(oracle: Oracle, opportunity: Opportunity) -> tuple[str, ...]:
    """Where a second proof would say nothing new: the same line of code, or the same function where none is known."""
    function = opportunity.link.function if opportunity.link else ""
    return oracle.id, function, *(str(opportunity.note.get(name, "")) for name in ("where", "resource"))


def _harmless(search: Search) -> Iterator[Sending]:
    """What was sent without any attack, and went well."""
    sent = (sending(seed.attempt, seed.trace) for seed in search.seeds)
    return filter(went_well, sent)


def _harmed(search: Search) -> Iterator[str]:
    """What the run-time guard refused of harmless events."""
    links = [link for seed in search.seeds for link in seed.trace.links]
    told = (
        f"{link.function}: {each['message']}" for link in links for each in link.invocation.decisions if blocks(each)
    )
    yield from dict.fromkeys(told)


def _lacking(module: str, search: Search, *, installed: bool) -> str:
    """Modules that Python had once are in none of its packages."""
    wanted, here = known(search.target.function.runtime) or "", f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if module in _GONE and wanted != here:
        return f"the module {module} is missing: it is written for {wanted}, and goatherd runs on {here}"
    return f"the module {module} is missing" + ("" if installed else "; --install fetches what manifests name")


def _unreached(search: Search, plan: Plan) -> Iterator[Message]:
    """Why a target showed nothing."""
    function = search.target.function.id
    if not search.seeds:
        why = search.problems[0] if search.problems else "no event could be made for it"
        yield {"kind": "unreachable", "function": function, "why": why}
        return
    first = search.seeds[0].trace.first
    missing = [note["name"] for note in first.notes if note.get("kind") == "missing-module"]
    if missing:
        why = _lacking(str(missing[0]), search, installed=plan.dependencies.installed)
        yield {"kind": "unreachable", "function": function, "why": why}
    elif first.ended == "init-error":
        said = (first.error or {}).get("errorMessage", first.why)
        yield {"kind": "unreachable", "function": function, "why": f"it does not start: {said}"}
    elif all(seed.trace.first.ended in ("exit", "timeout") for seed in search.seeds):
        yield {"kind": "unreachable", "function": function, "why": f"it answers no event: {first.why}"}
