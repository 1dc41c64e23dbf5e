"""The picture of an application: one layout, drawn in a file of its own (SVG) or on a page to walk through (HTML)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.surface.graph import Graph
    from goatherd.surface.map import Map


def svg(graphs: Sequence[Graph]) -> str:
    from goatherd.surface.picture.standalone import render

    return render(graphs)


def html(map: Map) -> str:
    from goatherd.surface.picture.page import render

    return render(map)
