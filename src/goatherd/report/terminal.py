"""The report for people: findings by severity and file, flows step by step, and a summary."""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING, Literal, TextIO

from attrs import frozen

from goatherd.checks.wording import listed
from goatherd.core.finding import Step
from goatherd.report.doubt import doubt
from goatherd.report.drawing import Drawing
from goatherd.report.excerpt import excerpt
from goatherd.report.flow import shortened
from goatherd.report.functions import functions_named
from goatherd.report.ink import ink_for, width_of
from goatherd.report.records import severity
from goatherd.report.safe import safe, visible
from goatherd.report.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.finding import Diagnosis, Finding, Proof
    from goatherd.core.source import Span
    from goatherd.outcome import Outcome
    from goatherd.report.excerpt import Excerpt
    from goatherd.report.ink import Color

Verbosity = Literal["quiet", "normal", "verbose"]

MAX_DIAGNOSES = 20
MAX_PLACES = 8

_TO_ACCEPT = (
    "Mend what is wrong there, or accept a place once you have looked at it: by a comment with its kind "
    "(# goatherd: ignore[unread] why), or in the baseline"
)
_ASCII = str.maketrans({"│": "|", "┌": "+", "·": "-", "…": "...", "→": "->", "—": "-"})


def write(
    outcome: Outcome,
    stream: TextIO,
    *,
    color: Color = "auto",
    width: int | None = None,
    verbosity: Verbosity = "normal",
) -> None:
    """Write the report to a stream. Colours follow `color`, else NO_COLOR, FORCE_COLOR and the terminal.

    Where the stream's encoding lacks a character, lines are drawn in ASCII and the rest becomes "?".
    """
    ink, columns = ink_for(stream, color), width_of(width)
    lines = _Page(ink, columns, outcome).lines(verbosity)
    if verbosity != "quiet":
        lines = chain(lines, Summary(ink, columns, outcome).lines(verbose=verbosity == "verbose"))
    stream.write(encodable("".join(line + "\n" for line in lines), stream.encoding or "utf-8"))


def encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text


@frozen
class _Page(Drawing):
    outcome: Outcome

    # --- findings ---

    def lines(self, verbosity: Verbosity) -> Iterator[str]:
        if verbosity == "quiet":
            yield from (self._short(finding) for finding in self.outcome.findings)
            return
        ranked = sorted(self.outcome.findings, key=lambda f: (-severity(f), *f.sort_key))
        for level, of_level in groupby(ranked, key=severity):
            group = list(of_level)
            yield self.paint(f"{level.label.upper()} · {len(group)}", level.label)
            yield ""
            for path, of_path in groupby(group, key=lambda f: f.span.path):
                yield self.paint(safe(path), "path")
                for finding in of_path:
                    yield from self._finding(finding, level.label)
                    yield ""
        yield from self._diagnoses(verbosity)
        if verbosity == "verbose":
            yield from self._details()

    def _short(self, finding: Finding) -> str:
        where = f"{safe(finding.span.path)}:{finding.span.line}:{finding.span.column}"
        level = severity(finding).label
        told = safe(finding.message)
        # Most messages name the function; the same one about two functions would be two equal lines.
        inside = "" if finding.function and finding.function in finding.message else _functions(finding)
        return f"{where}: {self.paint(level, level)} {finding.id} {told}" + (f" ({inside})" if inside else "")

    def _finding(self, finding: Finding, level: str) -> Iterator[str]:
        yield from self._headline(finding, level)
        gutter = len(str(max([finding.span.line, *(step.span.line for step in finding.steps)])))
        steps = shortened(finding.steps) or [Step(finding.span, "")]
        yield from self._flow(steps, finding.span.path, gutter, level)
        if finding.locations:
            yield from self.wrapped("also", _places(finding.locations))
        if finding.proof:
            yield from self._proof(finding.proof)
        if finding.remedy:
            first, *more_lines = finding.remedy.splitlines()
            yield from self.wrapped("fix", safe(first))
            yield from (f"      {visible(line)}" for line in more_lines)

    def _proof(self, proof: Proof) -> Iterator[str]:
        yield from self.wrapped(proof.status, safe(proof.evidence or proof.why))
        if proof.guarded:
            yield from self.wrapped("guard", f"{proof.guarded} with the run-time guard")
        # A command is there to be copied: it is never broken.
        yield from (
            f"  {'again' if n == 0 else '     '} {visible(x)}" for n, x in enumerate(proof.command.splitlines())
        )

    def _headline(self, finding: Finding, level: str) -> Iterator[str]:
        id = self.paint(finding.id, level)
        for number, line in enumerate(self.wrap(safe(finding.message), self.room - len(finding.id) - 3)):
            lead = f"  {id} " if number == 0 else " " * (len(finding.id) + 3)
            yield lead + self.paint(line, "bold")
        sure = "" if finding.reasons else f"confidence {finding.confidence.label}"
        facts = [finding.slug, f"line {finding.span.line}", sure, _functions(finding)]
        for told in (" · ".join(filter(None, facts)), safe(doubt(finding))):
            yield from (self.paint(f"  {line}", "dim") for line in self.wrap(told, self.room - 2) if line)

    def _flow(self, steps: Sequence[Step], path: str, gutter: int, level: str) -> Iterator[str]:
        """Source lines with a mark and a note for each step; neighbours on one line share it."""
        room = max(20, self.room - gutter - 3)
        bar = self.paint("│", "dim")
        before: tuple[Span, Excerpt | None] | None = None
        for step in steps:
            style = level if step is steps[-1] else "dim"
            if step.span.path != path:
                path = step.span.path
                yield f"  {' ' * gutter} {self.paint('┌', 'dim')} {self.paint(safe(path), 'path')}"
            beside = before[1] if before and (before[0].path, before[0].line) == (path, step.span.line) else None
            found = excerpt(self.outcome.lines, step.span, room, beside)
            before = (step.span, found)
            number = self.paint(f"{step.span.line:>{gutter}}", "dim")
            if found is None:
                yield f"  {number} {bar} {self.paint(safe(step.note), style)}".rstrip()
                continue
            if beside is None or beside.text != found.text:
                yield f"  {number} {bar} {found.text}"
            for line in self._marked(found, safe(step.note), room, style):
                yield f"  {' ' * gutter} {bar} {line}"

    def _marked(self, found: Excerpt, note: str, room: int, style: str) -> Iterator[str]:
        mark = " " * found.offset + self.paint("^" * found.width, style)
        if found.offset + found.width + 1 + len(note) <= room:
            yield f"{mark} {self.paint(note, style)}".rstrip()
            return
        yield mark
        indent = min(found.offset, max(0, room - len(note), room // 3))
        for line in self.wrap(note, room - indent):
            yield " " * indent + self.paint(line, style)

    # --- what could not be decided, and details ---

    def _diagnoses(self, verbosity: Verbosity) -> Iterator[str]:
        for incomplete, title in ((True, "NOT READ OR NOT DECIDED"), (False, "WORTH KNOWING")):
            group = [diagnosis for diagnosis in self.outcome.diagnoses if diagnosis.incomplete == incomplete]
            if not group:
                continue
            shown = group if verbosity == "verbose" else group[:MAX_DIAGNOSES]
            yield self.paint(f"{title} · {len(group)}", "bold")
            for diagnosis in shown:
                yield from self._diagnosis(diagnosis)
            if len(shown) < len(group):
                yield f"  … and {len(group) - len(shown)} more (--verbose lists all)"
            if incomplete and any(diagnosis.id for diagnosis in group):
                yield from (self.paint(f"  {line}", "dim") for line in self.wrap(_TO_ACCEPT, self.room - 2))
            yield ""

    def _diagnosis(self, diagnosis: Diagnosis) -> Iterator[str]:
        where = self.paint(safe(str(diagnosis.span)), "path")
        kind = self.paint(f" ({diagnosis.id})", "dim") if diagnosis.incomplete and diagnosis.id else ""
        yield f"  {where}{kind}"
        for line in self.wrap(safe(diagnosis.message), self.room - 4):
            yield f"    {line}"

    def _details(self) -> Iterator[str]:
        outcome = self.outcome
        if outcome.functions:
            yield self.paint(f"FUNCTIONS · {len(outcome.functions)}", "bold")
            for application, function in outcome.functions:
                where = function.unresolved and f"no code: {function.unresolved}"
                code = where or f"{function.entry.file}"  # type: ignore[union-attr]
                yield f"  {safe(application)} {safe(function.id)} → {safe(code)}"
            yield ""
        rows = [(each.finding, each.by, each.reason) for each in outcome.accepted]
        gaps = [(each.diagnosis, each.by, each.reason) for each in outcome.tolerated]
        known: list[tuple[Finding | Diagnosis, str, str]] = [*rows, *gaps]
        if known:
            yield self.paint(f"ACCEPTED · {len(known)}", "bold")
            for subject, by, why in known:
                yield f"  {safe(str(subject.span))} {subject.id} by {by}" + (f": {safe(why)}" if why else "")
            yield ""
        if outcome.skipped:
            yield self.paint(f"LEFT OUT · {len(outcome.skipped)}", "bold")
            yield from (f"  {safe(path)} ({why})" for path, why in outcome.skipped)
            yield ""


def _places(spans: Sequence[Span]) -> str:
    """ "app.py:3, 7 and 9, b.py:1 and 4 more": each file is named once, and what is not is counted once."""
    by_file = groupby(spans[:MAX_PLACES], key=lambda span: span.path)
    lines = [(safe(path), list(dict.fromkeys(str(span.line) for span in of_file))) for path, of_file in by_file]
    left = len(spans) - MAX_PLACES
    if left <= 0:
        return ", ".join(f"{path}:{listed(numbers)}" for path, numbers in lines)
    return ", ".join(f"{path}:{', '.join(numbers)}" for path, numbers in lines) + f" and {left:,} more"


def _functions(finding: Finding) -> str:
    """ "in Buy, Mail, Show and 2 more", "" for a finding of no function."""
    names, more = functions_named(finding)
    return f"in {safe(names)}{more}" if names else ""
