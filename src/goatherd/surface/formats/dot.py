"""A Graphviz digraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.surface.graph import Graph, Node
    from goatherd.surface.map import Map

_SHAPES = {"entry": "cds", "function": "box", "table": "cylinder", "database": "cylinder", "bucket": "cylinder"}
_COLORS = {"anonymous": "#c62828", "authenticated": "#ef6c00", "account": "#1565c0", "internal": "#757575"}


def render(map: Map) -> str:
    lines = ["digraph map {", "  rankdir=LR", '  node [fontname="sans-serif"]', '  edge [fontname="sans-serif"]']
    for index, graph in enumerate(map.graphs):
        lines += _application(index, graph)
    return "\n".join([*lines, "}"]) + "\n"


def _application(index: int, graph: Graph) -> Iterator[str]:
    names = {node.id: f"a{index}n{place}" for place, node in enumerate(graph.nodes)}
    yield f"  subgraph cluster_{index} {{"
    yield f"    label={_quoted(graph.application)}"
    for node in graph.nodes:
        yield f"    {names[node.id]} [{_attributes(node)}]"
    yield "  }"
    for edge in graph.edges:
        style = ' color="#c62828" penwidth=3' if edge.attack else ""
        yield f"  {names[edge.source]} -> {names[edge.target]} [label={_quoted(edge.kind)}{style}]"


def _attributes(node: Node) -> str:
    label = f"{node.label}\n{node.detail}" if node.detail and node.kind in ("entry", "function") else node.label
    color = f" color={_quoted(_COLORS[node.exposure])}" if node.exposure in _COLORS else ""
    return f"label={_quoted(label)} shape={_SHAPES.get(node.kind, 'hexagon')}{color}"


def _quoted(text: str) -> str:
    escaped = "\\n".join(safe(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n"))
    return f'"{escaped}"'
