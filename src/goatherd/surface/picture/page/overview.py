"""The applications of a tree at a glance: which of them to open first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.wording import counted, functions_of
from goatherd.surface.picture.drawing import SEVERITIES
from goatherd.surface.picture.page.application import worst_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.surface.graph import Graph
    from goatherd.surface.picture.page.application import ShownApplication, ShownPath


@frozen
class Row:
    """One application. `exposed`: ways in that are open to anybody; `worst`: a severity, "" without findings."""

    name: str
    framework: str
    functions: int
    ways: int
    exposed: int
    paths: int
    findings: int
    worst: str


@frozen
class FirstPath:
    """An attack path with the application that it is in, and its place among the paths there."""

    application: int
    place: int
    name: str
    severity: str
    confidence: str
    words: str
    why: str


@frozen
class Overview:
    rows: tuple[Row, ...]
    paths: tuple[FirstPath, ...]

    @property
    def told(self) -> str:
        functions = [row.functions for row in self.rows]
        told = functions_of(sum(functions), sum(map(bool, functions)), functions.count(0))
        ways, exposed = sum(row.ways for row in self.rows), sum(row.exposed for row in self.rows)
        return (
            f"{told}; {counted(ways, 'way')} in, {exposed:,} open to "
            f"anybody; {counted(len(self.paths), 'attack path')}."
        )


def rank(graph: Graph) -> tuple[int, ...]:
    """Smaller is to be seen earlier: attack paths by severity, then findings by severity, then open ways in."""
    paths, findings = ([each.severity for each in many] for many in (graph.attack_paths, graph.findings))
    counts = [-many.count(severity) for many in (paths, findings) for severity in SEVERITIES]
    return (*counts, -_exposed(graph), -len(graph.nodes))


def overview(applications: Sequence[ShownApplication]) -> Overview:
    paths = [_first(each, place, path) for each in applications for place, path in enumerate(each.attack_paths)]
    paths.sort(key=worst_first)
    return Overview(tuple(_row(each.graph) for each in applications), tuple(paths))


def _first(application: ShownApplication, place: int, path: ShownPath) -> FirstPath:
    name = application.graph.application
    return FirstPath(application.number, place, name, path.severity, path.confidence, path.words, path.why)


def _row(graph: Graph) -> Row:
    kinds = [node.kind for node in graph.nodes]
    return Row(
        graph.application,
        graph.framework,
        kinds.count("function"),
        kinds.count("entry"),
        _exposed(graph),
        len(graph.attack_paths),
        len(graph.findings),
        min((finding.severity for finding in graph.findings), key=SEVERITIES.index, default=""),
    )


def _exposed(graph: Graph) -> int:
    return sum(node.kind == "entry" and node.exposure == "anonymous" for node in graph.nodes)
