"""Reports of `goatherd hunt`: one file a format, each from a hunt to text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.hunting import Hunt

FORMATS = ("text", "jsonl", "ocsf", "sarif", "html")
OF_FILES = ("jsonl", "ocsf", "sarif", "html")


def render(format: str, hunt: Hunt) -> str:
    """The hunt as one of OF_FILES, ending in a line break."""
    function: Callable[[Hunt], str] = import_module(f"goatherd.report.hunt.{format}").render
    return function(hunt)
