"""The map in every format: one file a format, each a function from a map to text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.surface.map import Map


def render(format: str, map: Map) -> str:
    """The map as "json", "mermaid", "dot", "svg" or "html", ending in a line break. (text.py writes to a stream.)"""
    if format in ("svg", "html"):
        picture = import_module("goatherd.surface.picture")
        text: str = picture.svg(map.graphs) if format == "svg" else picture.html(map)
        return text
    rendered: str = import_module(f"goatherd.surface.formats.{format}").render(map)
    return rendered
