"""Where scripts and pipelines put code into functions that exist already, whatever the templates say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.model.flow import CodeUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator

_UPDATES = regex(r"[^#]*\baws\s+lambda\s+update-function-code\b|[^#]*\buses\s*:\s*[\"']?aws-actions/aws-lambda-deploy@")
_NAMED = regex(r"--function-name[\s=]+[\"']?([\w-]+)(?![\w$-])|\bfunction-name\s*:\s*[\"']?([\w-]+)[\"']?\s*(?:#.*)?$")
_MAX_LINES = 12  # of one command, or of one step


def code_updates(path: str, text: str) -> Iterator[CodeUpdate]:
    """In order of lines; the name is "" where it is computed."""
    if "update-function-code" not in text and "aws-lambda-deploy" not in text:
        return
    lines = [line[:1000] for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if _UPDATES.match(line):
            named = filter(None, map(_NAMED.search, lines[number - 1 : number - 1 + _MAX_LINES]))
            found = next(named, None)
            yield CodeUpdate((found[1] or found[2]) if found else "", Span(path, number))
