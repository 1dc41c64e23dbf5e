"""A scan whose findings are attacked: what was read is shown by running it, or it is said why that was not done."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.attack.oracles.registry import all_oracles
from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.errors import UsageError
from goatherd.core.events import (
    AttackFigures,
    Diagnosed,
    Doing,
    FindingFound,
    LinesRan,
    NotAttacked,
    ScanFinished,
    TargetAttacked,
)
from goatherd.core.finding import Diagnosis, Finding, Proof
from goatherd.core.stopping import Stopped
from goatherd.sandbox.enclosure import require
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.oracles.api import Oracle
    from goatherd.core.events import Event

# CWE of an oracle -> weaknesses that it shows as well as its own
_SHOWN_TOO = {
    78: {77},
    95: {470},
    643: {90},
    526: {200, 201, 798},
    306: {284},
    347: {345},
    250: {269},
    674: {835},
    248: {755},
}
_OF_ATTACKS = FindingFound | NotAttacked | Diagnosed | Doing | LinesRan | TargetAttacked | AttackFigures
_CUT_SHORT = "the run was cut short before it was attacked to the end"
_NOTHING_RUNS = "nothing that runs shows this kind of weakness"
_NOT_RUN = "no event reached its line; that does not mean that none does"
_NOT_HERE = "no attack showed it; that does not mean that there is none"


def prove(root: str, config: Config, settings: Settings | None = None) -> Iterator[Event]:
    """The events of a scan, with every finding attacked; findings of attacks that no check had come last.

    Raises UsageError where functions cannot be enclosed.
    """
    settings = settings or Settings()
    require(settings.isolation)
    seen = _Seen()
    stopped: Stopped | None = None
    try:
        yield from seen.of_scan(scan(root, config))
        yield from seen.of_attacks(_attacks(root, config, seen.findings, settings))
    except Stopped as caught:
        stopped = caught
    yield from seen.marked(cut_short=stopped is not None)
    if seen.finished:
        yield seen.finished
    if stopped is not None:
        raise stopped


@define
class _Seen:
    """What a scan found, and what attacks showed: `unreached` maps functions, as (application, function), to
    why they were not attacked.
    """

    findings: list[Finding] = field(factory=list)
    proved: list[Finding] = field(factory=list)
    unreached: dict[tuple[str, str], str] = field(factory=dict)
    ran: set[tuple[str, int]] = field(factory=set)
    finished: ScanFinished | None = None

    def of_scan(self, events: Iterator[Event]) -> Iterator[Event]:
        """Keep what a scan found, and pass on the rest."""
        for event in events:
            if isinstance(event, FindingFound):
                self.findings.append(event.finding)
            elif isinstance(event, ScanFinished):
                self.finished = event
            else:
                yield event

    def of_attacks(self, events: Iterator[Event], *, of_one: bool = False) -> Iterator[Event]:
        """The same for attacks. Of many findings, each tells itself that it was not attacked."""
        for event in events:
            if isinstance(event, FindingFound):
                self.proved.append(event.finding)
            elif isinstance(event, NotAttacked):
                self.unreached[event.application, event.function] = event.why
                if of_one:
                    yield event
            elif isinstance(event, LinesRan):
                self.ran |= event.lines
            else:
                yield event

    def marked(self, *, cut_short: bool) -> Iterator[Event]:
        """Every finding with what became of it; proofs of what no check had found come last."""
        used: set[int] = set()
        for finding in self.findings:
            shown = [(n, each) for n, each in enumerate(self.proved) if _shows(each, finding)]
            used |= {n for n, _ in shown}
            proof = shown[0][1].proof if shown else self._no_proof(finding, cut_short)
            yield FindingFound(_proved(finding, proof) if shown else evolve(finding, proof=proof))
        yield from (FindingFound(each) for n, each in enumerate(self.proved) if n not in used)

    def _no_proof(self, finding: Finding, cut_short: bool) -> Proof:
        if not _oracles(finding) or not _functions(finding):
            return Proof("not attempted", why=_NOTHING_RUNS)
        own = list(product(finding.applications, _functions(finding)))
        reasons = [self.unreached[each] for each in own if each in self.unreached]
        if reasons and len(reasons) == len(own):
            return Proof("not attempted", why=reasons[0])
        if cut_short:
            return Proof("not attempted", why=_CUT_SHORT)
        return Proof("not reproduced", why=_why(finding, self.ran))


def prove_one(root: str, config: Config, finding: Finding, settings: Settings) -> Iterator[Event]:
    """The events of an attack that is after one finding of a scan: the finding if it was proved, else why not."""
    functions, oracles = _functions(finding), [oracle.id for oracle in _oracles(finding)]
    if not functions or not oracles:
        raise UsageError(f"{finding.id} at {finding.span} cannot be attacked: {_NOTHING_RUNS}")
    limited = Config(exclude=config.exclude, select=tuple(oracles))
    seen = _Seen()
    stopped: Stopped | None = None
    try:
        yield from seen.of_attacks(attack(root, limited, evolve(settings, functions=functions)), of_one=True)
    except Stopped as caught:
        stopped = caught
    shown = next((each for each in seen.proved if _shows(each, finding)), None)
    if shown:
        yield FindingFound(_proved(finding, shown.proof))
    elif stopped is None:
        message = f"{finding.id} in {', '.join(_functions(finding))} was not reproduced: {_why(finding, seen.ran)}"
        yield Diagnosed(Diagnosis(finding.span, message, incomplete=False))
    if stopped is not None:
        raise stopped


def _attacks(root: str, config: Config, findings: list[Finding], settings: Settings) -> Iterator[Event]:
    """Only the functions with findings, and only the oracles that could show one of these."""
    functions = {name for finding in findings if _oracles(finding) for name in _functions(finding)}
    oracles = {oracle.id for finding in findings for oracle in _oracles(finding)}
    if not functions or not oracles:
        return
    limited = Config(exclude=config.exclude, select=tuple(sorted(oracles)))
    for event in attack(root, limited, evolve(settings, functions=tuple(sorted(functions)))):
        if isinstance(event, _OF_ATTACKS):
            yield event


def _proved(finding: Finding, proof: Proof | None) -> Finding:
    """What has been seen at its line is no longer in doubt."""
    settled = proof is not None and proof.located
    return evolve(finding, proof=proof, reasons=() if settled else finding.reasons)


def _why(finding: Finding, ran: set[tuple[str, int]]) -> str:
    lines = range(finding.span.line, finding.span.last_line + 1)
    reached = not finding.steps or any((finding.span.path, line) in ran for line in lines)
    return _NOT_HERE if reached else _NOT_RUN


def _shows(proved: Finding, finding: Finding) -> bool:
    """Whether a proof is of this finding: the same weakness, in the same function, and at its line where it has one."""
    if finding.cwe not in _weaknesses(proved.cwe):
        return False
    acted = {proved.function, *(proved.proof.chain if proved.proof else ())}
    if not set(proved.applications) & set(finding.applications) or not acted & set(_functions(finding)):
        return proved.span == finding.span
    if not finding.steps or (proved.proof and not proved.proof.located):
        return True
    places = {(span.path, span.line) for span in (finding.span, *finding.locations)}
    places |= {(step.span.path, step.span.line) for step in finding.steps}
    return (proved.span.path, proved.span.line) in places


def _oracles(finding: Finding) -> list[Oracle]:
    return [oracle for oracle in all_oracles() if finding.cwe in _weaknesses(oracle.cwe)]


def _weaknesses(cwe: int) -> set[int]:
    return {cwe} | _SHOWN_TOO.get(cwe, set())


def _functions(finding: Finding) -> tuple[str, ...]:
    return finding.functions or ((finding.function,) if finding.function else ())
