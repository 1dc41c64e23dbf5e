"""Reports: one file per format, each a function from an outcome to text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from goatherd.core.formats import FILE_FORMATS
from goatherd.report.placed import in_repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.outcome import Outcome

FORMATS = ("terminal", *FILE_FORMATS)


def render(format: str, outcome: Outcome) -> str:
    """The report in one of FILE_FORMATS, ending in a line break. Paths begin at the root of the git work tree."""
    function: Callable[[Outcome], str] = import_module(f"goatherd.report.{format}").render
    return function(in_repository(outcome))


__all__ = ["FILE_FORMATS", "FORMATS", "render"]
