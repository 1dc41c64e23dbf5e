"""What was stopped, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.wording import counted
from goatherd.report.safe import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.report.guard.stopped import OfFunction, Row, Stopped
    from goatherd.report.ink import Ink

SHOWN = 25  # rows of a function, unless all are asked for: whoever attacks chooses how many there are
_LONGEST = 200


def lines(told: Stopped, ink: Ink, *, all: bool = False) -> Iterator[str]:
    first, last = told.span
    between = f", from {first} to {last} UTC" if first else ""
    functions = counted(len(told.functions), "function")
    yield f"{told.stopped:,} stopped, {told.reported:,} only reported in {functions}{between}"
    if told.failures:
        yield ink.paint(f"the guard itself failed {counted(told.failures, 'time')}", "high")
    if told.starts_without:
        yield ink.paint(f"the guard was off at {counted(told.starts_without, 'start')}", "high")
    if told.lost:
        yield f"{told.lost:,} more are not counted: the logs hold too many"
    for each in told.functions:
        yield ""
        yield from _function(each, ink, all=all)


def _function(each: OfFunction, ink: Ink, *, all: bool) -> Iterator[str]:
    yield f"{ink.paint(safe(each.name), 'bold')}: {each.stopped:,} stopped, {each.reported:,} only reported"
    rows = each.ordered
    shown = rows if all else rows[:SHOWN]
    for row in shown:
        yield f"  {_counts(row, ink)}  {_where(row)}"
        yield ink.paint(f"      {_cut(safe(row.example))}", "dim")
    if len(rows) > len(shown):
        yield f"  … and {len(rows) - len(shown):,} more causes; -v shows them"


def _counts(row: Row, ink: Ink) -> str:
    parts = [ink.paint(f"{row.stopped:,} stopped", "good")] if row.stopped else []
    parts += [ink.paint(f"{row.reported:,} reported", "medium")] if row.reported else []
    return ", ".join(parts)


def _where(row: Row) -> str:
    cause = row.cause
    of = f" of {cause.field}" if cause.field else ""
    return _cut(safe(f"{cause.stage} · {cause.family} · {cause.rule}{of}"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
