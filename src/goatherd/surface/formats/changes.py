"""What changed between two maps, as text for a terminal, JSON, and Markdown for a pull request."""

from __future__ import annotations

import json
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from goatherd.core.wording import counted
from goatherd.outcome import ExitCode
from goatherd.report.ink import ink_for, width_of
from goatherd.report.json import TOOL
from goatherd.report.safe import safe
from goatherd.report.terminal import encodable
from goatherd.surface.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.report.ink import Color, Ink
    from goatherd.surface.diff import Change, Diff

FORMATS = ("text", "json", "markdown")
VERSION = 1

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_MOST_LINES = 60
_MOST_MISSING = 5
_INCOMPLETE = "What could not be read or decided may be missing on either side."
_MARKDOWN_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#~"})


def write(
    diff: Diff, stream: TextIO, *, color: Color = "auto", width: int | None = None, verbose: bool = False
) -> None:
    """`verbose` leaves nothing out."""
    lines = _lines(diff, ink_for(stream, color), width_of(width), len(diff.changes) if verbose else _MOST_LINES)
    stream.write(encodable("".join(line + "\n" for line in lines), stream.encoding or "utf-8"))


def _lines(diff: Diff, ink: Ink, width: int, limit: int) -> Iterator[str]:
    shown = diff.changes[:limit]
    for widens, changes in groupby(shown, lambda change: change.widens):
        yield ink.paint("WIDENS THE SURFACE" if widens else "ALSO CHANGED", "bold")
        for application, own in groupby(changes, lambda change: change.application):
            yield ink.paint(safe(application), "path")
            for change in own:
                yield from _line(change, ink, width)
        yield ""
    if len(diff.changes) > len(shown):
        yield f"… and {len(diff.changes) - len(shown)} more (--verbose lists all)"
    yield ink.paint(_verdict(diff), "bold" if diff.widening else "good")


def _line(change: Change, ink: Ink, width: int) -> Iterator[str]:
    lead = f"  {_SIGNS[change.direction]} {change.kind.ljust(12)}"
    where = f" ({change.span})" if change.span and change.widens else ""
    for number, line in enumerate(textwrap.wrap(safe(change.text + where), max(30, width - len(lead)))):
        yield (ink.paint(lead, "high" if change.widens else "dim") if number == 0 else " " * len(lead)) + line


def _verdict(diff: Diff) -> str:
    wider, others = len(diff.widening), len(diff.changes) - len(diff.widening)
    said = f"{counted(wider, 'change')} since {safe(diff.before)} {'widens' if wider == 1 else 'widen'} the surface"
    if not wider:
        said = f"Nothing since {safe(diff.before)} widens the surface"
    more = f", {counted(others, 'other change')}" if others else ""
    return f"{said}{more}." + (f" {_INCOMPLETE}{_missing(diff)}" if diff.exit_code == ExitCode.INCOMPLETE else "")


def _missing(diff: Diff) -> str:
    if not diff.missing:
        return ""
    paths = listed([safe(one.span.path) for one in diff.missing], _MOST_MISSING)
    number = counted(len(diff.missing), "file")
    return f" {number} of {safe(diff.before)} not in this clone, which is partial (git fetch --refetch): {paths}."


def as_json(diff: Diff) -> str:
    document = {
        "version": VERSION,
        "tool": TOOL,
        "before": diff.before,
        "widens": bool(diff.widening),
        "changes": [_record(change) for change in diff.changes],
        "exit_code": int(diff.exit_code),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _record(change: Change) -> dict[str, Any]:
    place = {"path": change.span.path, "line": change.span.line} if change.span else {}
    return {
        "application": change.application,
        "kind": change.kind,
        "direction": change.direction,
        "widens": change.widens,
        "text": change.text,
        **place,
    }


def as_markdown(diff: Diff) -> str:
    lines = ["# goatherd map", "", _verdict(diff), ""]
    lines += _section("Widens the surface", diff.widening)
    lines += _section("Also changed", [change for change in diff.changes if not change.widens])
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield f"## {title}"
    yield ""
    yield "| application | what | |"
    yield "| --- | --- | --- |"
    for change in changes[:_MOST_LINES]:
        what = f"{change.kind} {change.direction}"
        yield f"| {_escaped(change.application)} | {what} | {_escaped(change.text)} |"
    if len(changes) > _MOST_LINES:
        yield f"| | | and {len(changes) - _MOST_LINES} more |"
    yield ""


def _escaped(text: str) -> str:
    return safe(text).translate(_MARKDOWN_SPECIAL)
