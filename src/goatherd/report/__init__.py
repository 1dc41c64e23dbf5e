"""Reports: one file per format, each a function from an outcome to text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.outcome import Outcome

FILE_FORMATS = ("github", "gitlab", "json", "jsonl", "junit", "markdown", "sarif")
FORMATS = ("terminal", *FILE_FORMATS)


def render(format: str, outcome: Outcome) -> str:
    """The report in one of FILE_FORMATS, ending in a line break."""
    function: Callable[[Outcome], str] = import_module(f"goatherd.report.{format}").render
    return function(outcome)
