"""A Mermaid flowchart, as GitHub and GitLab draw it in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.surface.graph import Graph, Node
    from goatherd.surface.map import Map

_SHAPES = {"entry": ("([", "])"), "function": ("[", "]"), "table": ("[(", ")]"), "database": ("[(", ")]")}
_OTHER = ("{{", "}}")
_CLASSES = (
    "classDef anonymous stroke:#c62828,stroke-width:3px",
    "classDef authenticated stroke:#ef6c00,stroke-width:2px",
    "classDef account stroke:#1565c0",
    "classDef internal stroke:#757575",
)
_SPECIAL = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "[": "#91;", "]": "#93;"}
_LONGEST = 60


def render(map: Map) -> str:
    lines = ["flowchart LR"]
    number = 0
    attacked: list[int] = []
    for index, graph in enumerate(map.graphs):
        lines += _application(index, graph)
        attacked += [number + place for place, edge in enumerate(graph.edges) if edge.attack]
        number += len(graph.edges)
    lines += [f"  {line}" for line in _CLASSES]
    if attacked:
        lines.append(f"  linkStyle {','.join(str(one) for one in attacked)} stroke:#c62828,stroke-width:3px")
    return "\n".join(lines) + "\n"


def _application(index: int, graph: Graph) -> Iterator[str]:
    names = {node.id: f"a{index}n{place}" for place, node in enumerate(graph.nodes)}
    yield f'  subgraph a{index} ["{_text(graph.application)}"]'
    for node in graph.nodes:
        yield f"    {names[node.id]}{_box(node)}"
    yield "  end"
    for edge in graph.edges:
        arrow = "==>" if edge.attack else "-->"
        yield f"  {names[edge.source]} {arrow}|{edge.kind}| {names[edge.target]}"


def _box(node: Node) -> str:
    opening, closing = _SHAPES.get(node.kind, _OTHER)
    second = f"<br/>{_text(node.detail)}" if node.detail and node.kind in ("entry", "function") else ""
    style = f":::{node.exposure}" if node.exposure else ""
    return f'{opening}"{_text(node.label)}{second}"{closing}{style}'


def _text(text: str) -> str:
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(_SPECIAL.get(character, character) for character in safe(short))
