"""Paths from the outside through a function to what is reached: only where a finding or the role opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, frozen

from goatherd.core.confidence import Confidence
from goatherd.core.finding import Severity
from goatherd.model.trigger import Exposure
from goatherd.surface.verbs import VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.flow import Flow
    from goatherd.model.function import Function
    from goatherd.surface.blast import Blast
    from goatherd.surface.reach import Reach, Reaches
    from goatherd.surface.ways_in import WayIn

# Sinks where the sender's text runs as a program: everything that the role allows is theirs.
_RUNS = frozenset({"shell", "command", "code", "deserialization", "template"})
# What else a sink opens, by the kinds of targets.
_OPENS = {
    "sql": ("database",),
    "partiql": ("table",),
    "nosql": ("table", "database"),
    "expression": ("table",),
    "ssrf": ("internet",),
}
_MOST_TARGETS = 5


@frozen
class AttackPath:
    """There is one for a way in, a function and a finding. `nodes` are ids from the way in to the function in the
    order of the attack, `ends` those of the targets that it opens; `finding` is an index into the findings, None where
    only the role is too wide. `why` says in a sentence what opens it.
    """

    nodes: tuple[str, ...]
    ends: tuple[str, ...]
    exposure: Exposure
    severity: Severity
    confidence: Confidence
    finding: int | None
    why: str


@define
class _Search:
    application: Application
    ways: list[WayIn]
    reaches: Reaches
    blasts: dict[str, Blast]
    findings: Sequence[Finding]

    def found(self) -> Iterator[AttackPath]:
        numbers: dict[tuple[object, ...], int] = {}
        for index, finding in enumerate(self.findings):
            if finding.steps:
                numbers.setdefault((finding.span, finding.steps[-1].note), index)
        ways = {id(trigger): way for way in self.ways for trigger in way.triggers}
        for function in self.application.functions:
            for flow in self.application.behaviour(function).flows:
                number = numbers.get((flow.sink, flow.steps[-1].note)) if flow.steps else None
                way = ways.get(id(flow.source.trigger))
                if number is not None and way is not None and self._leads_somewhere(way, number):
                    yield self._by_flow(function, flow, way, number)
            yield from self._by_role(function)

    def _leads_somewhere(self, way: WayIn, number: int) -> bool:
        return way.exposure >= Exposure.AUTHENTICATED and _severity(self.findings[number]) >= Severity.MEDIUM

    def _by_flow(self, function: Function, flow: Flow, way: WayIn, number: int) -> AttackPath:
        finding = self.findings[number]
        known = self.reaches.targets
        via = [id for id in dict.fromkeys(flow.via) if known.has(id) and id != function.id]
        for channel in via:
            known.own(channel)
        nodes, ends = (way.id, *via, function.id), tuple(self._targets(function, flow))
        return AttackPath(nodes, ends, way.exposure, _severity(finding), finding.confidence, number, finding.message)

    def _targets(self, function: Function, flow: Flow) -> list[str]:
        reach = self.reaches.of[function.id]
        if flow.kind in _RUNS:
            return _worth_most(reach, self.reaches)[:_MOST_TARGETS]
        kinds = _OPENS.get(flow.kind, ())
        found = self.reaches.targets.found
        return list(
            dict.fromkeys(
                access.target
                for access in reach.accesses
                if access.used and (flow.kind == "aws-parameter" or found[access.target].kind in kinds)
            )
        )[:_MOST_TARGETS]

    def _by_role(self, function: Function) -> Iterator[AttackPath]:
        """Whoever finds any hole in an exposed function has the account."""
        blast = self.blasts[function.id]
        if not (blast.everything or blast.escalations):
            return
        how = "everything in the account is allowed" if blast.everything else f"it can {blast.escalations[0]}"
        for way in self.ways:
            if way.exposure >= Exposure.AUTHENTICATED and function.id in way.targets:
                why = f"any hole in {function.id} gives away more than the application: {how}"
                nodes = (way.id, function.id)
                yield AttackPath(
                    nodes, tuple(blast.account[:1]), way.exposure, Severity.MEDIUM, Confidence.HIGH, None, why
                )


def attack_paths(
    application: Application,
    ways: list[WayIn],
    reaches: Reaches,
    blasts: dict[str, Blast],
    findings: Sequence[Finding],
) -> tuple[AttackPath, ...]:
    """The most severe first, then the surest, then the widest exposure."""
    paths = list(_Search(application, ways, reaches, blasts, findings).found())
    paths.sort(key=_rank)
    distinct: dict[tuple[str, str, int | None], AttackPath] = {}
    for path in paths:
        there = distinct.setdefault((path.nodes[0], path.nodes[-1], path.finding), path)
        ends = tuple(dict.fromkeys((*there.ends, *path.ends)))
        distinct[path.nodes[0], path.nodes[-1], path.finding] = evolve(there, ends=ends)
    return tuple(distinct.values())


def _rank(path: AttackPath) -> tuple[object, ...]:
    return (-path.severity, -path.confidence, -path.exposure, path.finding is None, path.nodes)


def _severity(finding: Finding) -> Severity:
    return finding.severity if finding.severity is not None else Severity.MEDIUM


def _worth_most(reach: Reach, reaches: Reaches) -> list[str]:
    """What code of an attacker's own could do most harm to: own data first, what all of the account has next."""
    found = reaches.targets.found
    worth = {"secret": 0, "database": 1, "table": 2, "bucket": 3, "account": 5, "internet": 9, "function": 8}
    ranked = sorted(reach.accesses, key=lambda a: (worth.get(found[a.target].kind, 4), VERBS.index(a.verb), a.target))
    return list(dict.fromkeys(access.target for access in ranked if found[access.target].kind != "internet"))
