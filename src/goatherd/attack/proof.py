"""From an opportunity to a proof: search warm, prove cold."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.attack.events import DoesNotFit, Input
from goatherd.attack.events.given import NAME, VALUE
from goatherd.attack.sent import calls_of, sending
from goatherd.attack.trace import lines_of
from goatherd.attack.trial import Attempt, attempt_in
from goatherd.model.trigger import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.attack.oracles.api import Attack, Opportunity, Oracle
    from goatherd.attack.sent import Sending
    from goatherd.attack.trace import Trace

MAX_EVENT = 20_000
MAX_KNOWN = 200  # traces, each with all that was noted and logged
MAX_DOUBTS = 3  # attacks of one oracle in one place that worked but were no proof
MAX_SENT = 12  # sendings before a proof that are kept


@frozen
class Proved:
    """What is reported; plain data, so that it can leave the pod. `where` is "file:line" below the function's folder,
    "" where no line is known; `acted` is the function in which it happened. `chain` are the functions on the way.
    `resource` is the id of the resource that it is about, "" where it is about code. `inside`: only principals of the
    account can send the event.
    """

    oracle: str
    function: str
    trigger: str
    acted: str
    where: str
    input: str
    evidence: str
    command: str
    event: str
    inside: bool
    chain: tuple[str, ...] = ()
    resource: str = ""


class Prover:
    """Sends attacks. `attempts` counts what was sent; `gaps` are calls that the simulated cloud could not answer;
    `lines` are (function, file, line) of the code that ran. With `keeping`, `sent` is what was sent for the last
    opportunity, the last of it: each with its `role`, "attempt", "proof", or "twin" for the harmless one.
    """

    def __init__(self, *, keeping: bool = False) -> None:
        self.keeping = keeping
        self.sent: deque[Sending] = deque(maxlen=MAX_SENT)
        self.attempts = 0
        self._seen: dict[str, Trace] = {}
        self.gaps: dict[str, None] = {}
        self.lines: set[tuple[str, str, int]] = set()

    def prove(self, oracle: Oracle, opportunity: Opportunity) -> Proved | None:
        """The first attack of an oracle that works, works again in a fresh process, and whose twin does not."""
        doubts = 0
        self.sent.clear()
        for attack in oracle.attacks(opportunity):
            trace = self._warm(opportunity, attack)
            if trace is None or not self._judged(opportunity, attack, trace):
                continue
            proved = None if self._twin_shows(opportunity, attack) else self._again(oracle, opportunity, attack)
            if proved:
                return proved
            doubts += 1
            if doubts == MAX_DOUBTS:
                break
        return None

    def forget(self) -> None:
        """What was sent in a warm process until now is not known any more."""
        self._seen.clear()

    def _warm(self, opportunity: Opportunity, attack: Attack) -> Trace | None:
        """Several oracles send the same odd values; from the same state the same comes of it."""
        if attack.setup or attack.identity:
            return self._send(opportunity, attack, attack.values)
        values = sorted((str(given), repr(value)) for given, value in attack.values.items())
        key = repr((opportunity.seed.attempt.target.name, values))
        if key not in self._seen:
            trace = self._send(opportunity, attack, attack.values)
            if trace is None:
                return None
            if len(self._seen) >= MAX_KNOWN:
                del self._seen[next(iter(self._seen))]
            self._seen[key] = trace
        return self._seen[key]

    def _twin_shows(self, opportunity: Opportunity, attack: Attack) -> bool:
        """Whether the harmless event shows the same already in a warm process: asked first, since it costs less."""
        if attack.alone:
            return False
        seed = opportunity.seed
        known = attack.twin is None and attack.twin_identity is None and not attack.setup
        twin = seed.trace if known else self._send_twin(opportunity, attack)
        return twin is None or not _is_harmless(attack, twin)

    def _send_twin(self, opportunity: Opportunity, attack: Attack) -> Trace | None:
        harmless = attack.twin if attack.twin is not None else opportunity.seed.attempt.values
        return self._send(opportunity, evolve(attack, identity=attack.twin_identity), harmless, "twin")

    def _again(self, oracle: Oracle, opportunity: Opportunity, attack: Attack) -> Proved | None:
        opportunity.pod.restore(cold=True)
        again = self._send(opportunity, attack, attack.values, "proof")
        evidence = self._judged(opportunity, attack, again) if again else ""
        if again is None or not evidence:
            return None
        if attack.alone:
            self._keep("twin", opportunity.seed.attempt, opportunity.seed.trace)
            return _proved(oracle, opportunity, attack, again, evidence)
        opportunity.pod.restore(cold=True)
        twin = self._send_twin(opportunity, attack)
        if twin is None or not _is_harmless(attack, twin):
            return None
        return _proved(oracle, opportunity, attack, again, evidence)

    def _send(
        self, opportunity: Opportunity, attack: Attack, values: Mapping[Input, object], role: str = "attempt"
    ) -> Trace | None:
        pod, target = opportunity.pod, opportunity.seed.attempt.target
        pod.restore()
        self.attempts += 1
        try:
            for before in attack.setup:
                earlier = Attempt(target, before, attack.identity)
                self._keep("attempt", earlier, attempt_in(pod, earlier))
            attempt = Attempt(target, values, attack.identity)
            trace = attempt_in(pod, attempt)
            self._keep(role, attempt, trace)
        except DoesNotFit:
            return None
        self.gaps |= dict.fromkeys(trace.gaps())
        self.lines |= set(lines_of(trace))
        return trace

    def _keep(self, role: str, attempt: Attempt, trace: Trace) -> None:
        if self.keeping:
            self.sent.append({"role": role, **sending(attempt, trace)})

    def _judged(self, opportunity: Opportunity, attack: Attack, trace: Trace) -> str:
        """A judge may look around from outside, which is part of the attack."""
        if not self.keeping:
            return attack.judge(trace)
        with opportunity.pod.overhearing() as outside:
            evidence = attack.judge(trace)
        if self.sent:
            self.sent[-1]["outside"] += calls_of(outside)
        return evidence


def _is_harmless(attack: Attack, twin: Trace) -> bool:
    return not attack.judge(twin) and (attack.harmless is None or attack.harmless(twin))


def _proved(oracle: Oracle, opportunity: Opportunity, attack: Attack, trace: Trace, evidence: str) -> Proved:
    target = opportunity.seed.attempt.target
    link = opportunity.link
    place = attack.where(trace) if attack.where else None
    event = json.dumps(trace.first.event, default=str)
    return Proved(
        oracle.id,
        target.function.id,
        target.name,
        place.function if place else link.function if link else target.function.id,
        place.where if place else "" if attack.where else str(opportunity.note.get("where", "")),
        _input_name(opportunity.input),
        evidence,
        attack.command or target.shape.command(attack.values),
        event if len(event) <= MAX_EVENT else "",
        target.trigger.exposure <= Exposure.ACCOUNT,
        tuple(f"{each.function}{f' ({each.via})' if each.via else ''}" for each in (link.chain() if link else [])),
        str(opportunity.note.get("resource", "")),
    )


def _input_name(given: Input | None) -> str:
    if given is None:
        return ""
    if not given.steps or given.steps[-1] not in (NAME, VALUE):
        return str(given)
    around = str(Input.of(given.place, given.steps[:-1]))
    return f"the name of a field of {around}" if given.steps[-1] == NAME else f"a field of any name in {around}"


def as_message(proved: Proved) -> dict[str, Any]:
    from attrs import asdict

    return {"kind": "proof", **asdict(proved)}
