"""SVG: the picture of each application below the other, in one file that loads nothing."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from goatherd.core.wording import counted
from goatherd.report.safe import safe
from goatherd.surface.picture.arrangement import arrange
from goatherd.surface.picture.drawing import boxes, definitions, lines, names_of
from goatherd.surface.picture.labels import shortened
from goatherd.surface.picture.layout import MARGIN, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.surface.graph import Graph

HEADING, HEADING_SIZE = 44, 16
LEGEND = 40
LEAST_WIDTH = 760

PICTURE = Markup("""\
<svg xmlns="http://www.w3.org/2000/svg" class="picture alone" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<style>
{style}</style>
{definitions}
{content}
</svg>
""")

LEGEND_ROW = Markup("""\
<g class="legend" transform="translate({x} {y})">
<rect class="box anonymous" width="14" height="14" rx="3"/><text x="20" y="11">anyone</text>
<rect class="box authenticated" x="90" width="14" height="14" rx="3"/><text x="110" y="11">signed in</text>
<rect class="box account" x="190" width="14" height="14" rx="3"/><text x="210" y="11">own account</text>
<rect class="box internal" x="305" width="14" height="14" rx="3"/><text x="325" y="11">internal</text>
<path class="line reads" d="M395 7H425"/><text x="432" y="11">only reads</text>
<path class="line unused" d="M510 7H540"/><text x="547" y="11">allowed, unused</text>
<path class="line attack" d="M672 7H702"/><text x="709" y="11">attack</text>
</g>""")


def render(graphs: Sequence[Graph]) -> str:
    parts, y, width = [], 0, LEAST_WIDTH
    for graph in [graph for graph in graphs if graph.nodes]:
        arrangement = arrange(graph)
        layout = lay_out(arrangement)
        room = max(LEAST_WIDTH, layout.width) - 2 * MARGIN
        heading = shortened(safe(f"{graph.application} · {graph.framework}"), room, HEADING_SIZE)
        parts.append(
            Markup(
                '<text class="heading" x="{}" y="{}">{}</text>\n<g transform="translate(0 {})">\n{}\n{}\n</g>'
            ).format(
                MARGIN,
                y + 28,
                heading,
                y + HEADING,
                lines(layout, names_of(arrangement)),
                boxes(arrangement, graph, layout.boxes),
            )
        )
        y += HEADING + layout.height
        width = max(width, layout.width)
    parts.append(LEGEND_ROW.format(x=MARGIN, y=y + 12))
    title = graphs[0].application if len(graphs) == 1 else counted(len(graphs), "application")
    return str(
        PICTURE.format(
            width=width,
            height=y + LEGEND,
            title=safe(f"{title}: ways in, functions and what they reach"),
            description=safe(" ".join(f"{graph.application}: {told(graph)}" for graph in graphs)),
            style=Markup(part("picture.css")),
            definitions=definitions(),
            content=Markup("\n").join(parts),
        )
    )


def told(graph: Graph) -> str:
    """The picture in a sentence, for those who do not see it."""
    kinds = Counter(node.kind for node in graph.nodes)
    exposed = sum(node.kind == "entry" and node.exposure == "anonymous" for node in graph.nodes)
    others = len(graph.nodes) - kinds["entry"] - kinds["function"]
    return (
        f"{counted(kinds['entry'], 'way')} in, {exposed:,} open to anybody, "
        f"{counted(kinds['function'], 'function')}, {counted(others, 'thing')} reached by them, "
        f"{counted(len(graph.attack_paths), 'attack path')}."
    )


def part(name: str) -> str:
    return files("goatherd.surface.picture").joinpath(name).read_text(encoding="utf-8")
