"""The graph of one application: ways in, functions, and what these reach."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.surface.graph import Edge, FindingRef, Graph, Node
from goatherd.surface.targets import EVERY_FUNCTION, EVERYTHING
from goatherd.surface.verbs import VERBS
from goatherd.surface.wording import LONGEST_LIST, does, listed, may_also

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.surface.attack_paths import AttackPath
    from goatherd.surface.blast import Blast
    from goatherd.surface.reach import Access, Reach, Reaches
    from goatherd.surface.targets import Target
    from goatherd.surface.ways_in import WayIn

_FEEDING = ("writes", "sends", "invokes", "triggers")  # edges after which a resource may emit an event


def graph_of(
    application: Application,
    ways: list[WayIn],
    reaches: Reaches,
    blasts: dict[str, Blast],
    paths: Sequence[AttackPath],
    findings: Sequence[Finding],
) -> Graph:
    """`findings` are those of the application, in the order in which they are shown."""
    return _Builder(application, ways, reaches, blasts, paths, findings).graph()


@define
class _Builder:
    application: Application
    ways: list[WayIn]
    reaches: Reaches
    blasts: dict[str, Blast]
    paths: Sequence[AttackPath]
    findings: Sequence[Finding]
    edges: dict[tuple[str, str], Edge] = field(factory=dict)

    def graph(self) -> Graph:
        self._connect()
        self._highlight()
        ends = {end for edge in self.edges for end in edge}
        targets = [t for t in self.reaches.targets.found.values() if t.id in ends and t.kind != "function"]
        nodes = [
            *(self._entry(way) for way in self.ways),
            *(self._function(function) for function in self.application.functions),
            *(self._target(target) for target in sorted(targets, key=lambda t: (t.outside, t.kind, t.id))),
        ]
        return Graph(
            self.application.name,
            self.application.framework,
            tuple(nodes),
            tuple(self.edges.values()),
            tuple(_reference(finding) for finding in self.findings),
            tuple(path.nodes for path in self.paths),
        )

    # --- edges ---

    def _connect(self) -> None:
        for way in self.ways:
            for target in way.targets:
                self._edge(way.id, self._end(target), "triggers", "")
        for id, reach in self.reaches.of.items():
            for access in sorted(reach.accesses, key=lambda access: VERBS.index(access.verb)):
                if access.target != id and not self._told_by_another(access, reach):
                    self._edge(id, access.target, access.verb, _shown(access))
        written = {
            edge.target for edge in self.edges.values() if edge.kind in ("writes", "sends", "invokes", "triggers")
        }
        for way in self.ways:
            if way.source in written and way.source not in way.targets:
                self._edge(way.source, way.id, "triggers", "")

    def _highlight(self) -> None:
        for path in self.paths:
            for ends in pairwise(path.nodes):
                edge = self.edges.get(ends) or Edge(*ends, "calls", "", True)
                self.edges[ends] = evolve(edge, attack=True)

    def _told_by_another(self, access: Access, reach: Reach) -> bool:
        """Whether a function is only one of those that a permission for every function covers."""
        if access.used or self.application.function(access.target) is None:
            return False
        wide = {other.target for other in reach.accesses if other.verb == access.verb or other.target == EVERYTHING}
        return not wide.isdisjoint((EVERY_FUNCTION, EVERYTHING))

    def _edge(self, source: str, target: str, kind: str, label: str) -> None:
        """One edge for two nodes: the first wins, labels of others are added."""
        there = self.edges.setdefault((source, target), Edge(source, target, kind, label, False))
        if there.kind != kind:
            self.edges[source, target] = evolve(there, label=f"{there.label}; {kind}: {label}")

    def _end(self, target: str) -> str:
        if self.reaches.targets.has(target):
            return self.reaches.targets.own(target).id
        return self.reaches.targets.service(target).id

    # --- nodes ---

    def _entry(self, way: WayIn) -> Node:
        facts = (
            ("Who may call", f"{way.exposure.label}: {way.why}"),
            ("Events", listed([door.name for door in way.doors])),
            ("The sender chooses", listed(way.controlled) or "nothing"),
            ("Firewall (WAF)", f"{way.inspection.answer}: {way.inspection.why}"),
        )
        doors = f" · {len(way.doors)} routes" if len(way.doors) > 1 else f" · {way.doors[0].name}"
        return Node(
            way.id,
            "entry",
            way.label,
            way.noun + (doors if way.doors[0].name != way.label else ""),
            way.span.path,
            way.span.line,
            way.exposure.label,
            (),
            facts,
        )

    def _function(self, function: Function) -> Node:
        reach = self.reaches.of[function.id]
        return Node(
            function.id,
            "function",
            function.id,
            known(function.runtime) or "",
            function.span.path,
            function.span.line,
            function.exposure.label if function.exposure is not None else None,
            self._about(function),
            tuple(self._facts(function, reach)),
        )

    def _facts(self, function: Function, reach: Reach) -> Iterator[tuple[str, str]]:
        if isinstance(function.entry, Entry):
            yield "Code", f"{function.entry.file}:{function.entry.line}"
        else:
            yield "Code", f"not read: {function.unresolved}"
        yield "Runtime", known(function.runtime) or "not told"
        yield "Called by", listed([way.label for way in self.ways if function.id in way.targets]) or "nothing seen"
        yield "Its code", does(reach, self.reaches.targets.found) or "acts on nothing that is seen"
        yield "Its role also allows", may_also(reach, self.reaches.targets.found) or "nothing more"
        yield "Network", reach.network
        yield "Role", function.role.id if function.role else "not part of the application"
        if reach.grants:
            actions = dict.fromkeys(grant.action for grant in reach.grants.granted())
            yield "Permissions", listed(list(actions)) or "none"
        yield from self._blast_facts(self.blasts[function.id])

    def _blast_facts(self, blast: Blast) -> Iterator[tuple[str, str]]:
        if blast.everything:
            yield "Taken over", "everything in the account is allowed"
        if blast.functions:
            yield "Taken over, it sets off", listed(list(blast.functions))
        if blast.escalations:
            yield "Taken over, it gains rights", "it can " + "; ".join(blast.escalations[:LONGEST_LIST])

    def _target(self, target: Target) -> Node:
        span = target.span
        findings = tuple(
            number for number, finding in enumerate(self.findings) if span and _inside(finding, span.path, span.line)
        )
        path, line = (span.path, span.line) if span else ("", 0)
        return Node(target.id, target.kind, target.label, target.detail, path, line, None, findings, ())

    def _about(self, function: Function) -> tuple[int, ...]:
        return tuple(
            number
            for number, finding in enumerate(self.findings)
            if function.id in (finding.functions or (finding.function,))
        )


def _inside(finding: Finding, path: str, line: int) -> bool:
    return not finding.function and (finding.span.path, finding.span.line) == (path, line)


def _shown(access: Access) -> str:
    return listed(access.actions, 3)


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
