"""The graph of one application: ways in, functions, and what these reach."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.confidence import Confidence
from goatherd.core.frameworks import framework_named
from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.trigger import Kind
from goatherd.report.doubt import doubt
from goatherd.surface.account_wide import AccountBoxes
from goatherd.surface.facts import Facts
from goatherd.surface.graph import Edge, FindingRef, Graph, Node, Path
from goatherd.surface.verbs import VERBS
from goatherd.surface.wording import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goatherd.core.finding import Finding
    from goatherd.core.source import Span
    from goatherd.guard.protection import Protection
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.surface.attack_paths import AttackPath
    from goatherd.surface.blast import Blast
    from goatherd.surface.reach import Reaches
    from goatherd.surface.targets import Target
    from goatherd.surface.ways_in import WayIn

_FEEDING = ("writes", "sends", "invokes", "triggers")  # edges after which a resource may emit an event
_ORIGINS = {Kind.DIRECT: "from within the account", Kind.UNKNOWN: "no template tells who calls"}
_MERGED = frozenset({Kind.S3, Kind.SQS, Kind.SNS, Kind.DYNAMODB, Kind.KINESIS, Kind.EVENTBRIDGE, Kind.COGNITO})
"""Ways in of which the resource that emits the events is the same thing for people."""


def graph_of(
    application: Application,
    ways: list[WayIn],
    reaches: Reaches,
    blasts: dict[str, Blast],
    paths: Sequence[AttackPath],
    findings: Sequence[Finding],
    guards: Mapping[str, Protection],
) -> Graph:
    """`findings` are those of the application, in the order in which they are shown; `guards`: function id -> guard."""
    return _Builder(application, ways, reaches, blasts, paths, findings, guards).graph()


@define
class _Builder:
    application: Application
    ways: list[WayIn]
    reaches: Reaches
    blasts: dict[str, Blast]
    paths: Sequence[AttackPath]
    findings: Sequence[Finding]
    guards: Mapping[str, Protection]
    edges: dict[tuple[str, str], Edge] = field(factory=dict)
    boxes: AccountBoxes = field(init=False)
    merged: dict[str, WayIn] = field(init=False)
    attacks: list[Path] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.boxes = AccountBoxes(self.reaches)
        self.merged = _merged(self.ways)
        self.attacks = [self._path(path) for path in self.paths]

    def graph(self) -> Graph:
        self._connect()
        ends = {end for edge in self.edges for end in edge}
        found = [*self.reaches.targets.found.values(), *(box.target for box in self.boxes.boxes.values())]
        targets = {target.id: target for target in found if target.id in ends and target.kind != "function"}
        facts = Facts(self.application, self.ways, self.reaches, self.blasts, self.boxes, self.guards)
        nodes = [
            *(self._entry(way, facts) for way in self.ways),
            *(self._function(function, facts) for function in self.application.functions),
            *(
                self._target(target, facts)
                for target in sorted(targets.values(), key=lambda t: (t.outside, t.kind, t.id))
            ),
        ]
        return Graph(
            self.application.name,
            framework_named(self.application.framework).name,
            tuple(nodes),
            tuple(self.edges.values()),
            tuple(_reference(finding) for finding in self.findings),
            tuple(self.attacks),
        )

    # --- edges ---

    def _connect(self) -> None:
        attacked = dict.fromkeys(step for path in self.attacks for step in path.steps)
        for way in self.ways:
            for target in way.targets:
                self._edge(way.id, self._end(target), "triggers", "")
        for id, reach in self.reaches.of.items():
            for access in sorted(reach.accesses, key=lambda access: VERBS.index(access.verb)):
                end = self._shown(id, access.target)
                if end != id and ((id, end) in attacked or not self.boxes.covers(access, reach)):
                    unused = not access.used and isinstance(reach.function.entry, Entry)
                    self._edge(id, end, access.verb, listed(access.actions, 3), unused=unused)
        written = {edge.target for edge in self.edges.values() if edge.kind in _FEEDING}
        for way in self.ways:
            if way.source in written and way.source not in way.targets:
                self._edge(way.source, way.id, "triggers", "")
        for ends in attacked:
            edge = self.edges.get(ends) or Edge(*ends, "calls", "", True)
            self.edges[ends] = evolve(edge, attack=True, unused=False)

    def _path(self, path: AttackPath) -> Path:
        function = path.nodes[-1]
        nodes = tuple(dict.fromkeys(self._shown(function, id) for id in path.nodes))
        ends = dict.fromkeys(self._shown(function, id) for id in path.ends)
        finding = self.findings[path.finding] if path.finding is not None else None
        opened_by = finding.id if finding else ""
        unsure = doubt(finding) if finding and path.confidence is Confidence.LOW else ""
        ends_only = tuple(end for end in ends if end not in nodes)
        return Path(nodes, ends_only, opened_by, path.severity.label, path.confidence.label, path.why, unsure)

    def _shown(self, function: str, target: str) -> str:
        """The id of the node that stands for what a function reaches."""
        way = self.merged.get(target)
        return way.id if way else self.boxes.end(function, target)

    def _edge(self, source: str, target: str, kind: str, label: str, *, unused: bool = False) -> None:
        """One edge for two nodes: the first wins, labels of others are added."""
        there = self.edges.setdefault((source, target), Edge(source, target, kind, label, False, unused))
        told = there.label if there.kind == kind else f"{there.label}; {kind}: {label}"
        self.edges[source, target] = evolve(there, label=told, unused=there.unused and unused)

    def _end(self, target: str) -> str:
        if self.reaches.targets.has(target):
            return self.reaches.targets.own(target).id
        return self.reaches.targets.service(target).id

    # --- nodes ---

    def _entry(self, way: WayIn, facts: Facts) -> Node:
        doors = f" · {len(way.doors)} routes" if len(way.doors) > 1 else f" · {way.doors[0].name}"
        source = self.reaches.targets.resource(way.source) if way.source in self.merged else None
        findings = self._declared_at(source.span) if source else ()
        return Node(
            way.id,
            "entry",
            way.label,
            _ORIGINS.get(way.kind) or way.noun + (doors if way.doors[0].name != way.label else ""),
            way.span.path,
            way.span.line,
            way.exposure.label,
            findings,
            tuple(facts.of_way(way, source)),
        )

    def _function(self, function: Function, facts: Facts) -> Node:
        return Node(
            function.id,
            "function",
            self.reaches.targets.label(function.id),
            known(function.runtime) or "",
            function.span.path,
            function.span.line,
            function.exposure.label if function.exposure is not None else None,
            self._about(function),
            tuple(facts.of_function(function)),
        )

    def _target(self, target: Target, facts: Facts) -> Node:
        span = target.span
        path, line = (span.path, span.line) if span else ("", 0)
        told = tuple(facts.of_target(target))
        return Node(
            target.id, target.kind, target.label, target.detail, path, line, None, self._declared_at(span), told
        )

    def _declared_at(self, span: Span | None) -> tuple[int, ...]:
        return tuple(number for number, finding in enumerate(self.findings) if span and _inside(finding, span))

    def _about(self, function: Function) -> tuple[int, ...]:
        return tuple(
            number
            for number, finding in enumerate(self.findings)
            if function.id in (finding.functions or (finding.function,))
        )


def _merged(ways: Sequence[WayIn]) -> dict[str, WayIn]:
    """Resources for which their way in stands: a queue is drawn once, not as a queue and as its events."""
    counts = Counter(way.source for way in ways)
    return {way.source: way for way in ways if way.source and way.kind in _MERGED and counts[way.source] == 1}


def _inside(finding: Finding, span: Span) -> bool:
    return not finding.function and (finding.span.path, finding.span.line) == (span.path, span.line)


def _reference(finding: Finding) -> FindingRef:
    return FindingRef(
        finding.id,
        finding.slug.replace("-", " "),
        finding.message,
        finding.severity.label if finding.severity is not None else "medium",
        finding.span.path,
        finding.span.line,
        f"SAS-{finding.sas}",
        finding.function,
    )
