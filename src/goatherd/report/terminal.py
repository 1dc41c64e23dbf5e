"""The report for people: findings by severity and file, flows step by step, a table by risk."""

from __future__ import annotations

import textwrap
from collections import Counter
from itertools import chain, groupby
from typing import TYPE_CHECKING, Literal, TextIO

from attrs import frozen

from goatherd.core.finding import Severity, Step
from goatherd.core.risks import RISKS
from goatherd.core.wording import counted
from goatherd.outcome import ExitCode
from goatherd.report.age import age_of_advisories
from goatherd.report.clouds import other_clouds
from goatherd.report.doubt import doubt
from goatherd.report.excerpt import excerpt
from goatherd.report.flow import shortened
from goatherd.report.ink import ink_for, width_of
from goatherd.report.records import severity
from goatherd.report.safe import safe, visible
from goatherd.report.totals import ACCEPTED_BY, left_out_by_profile, looked_at
from goatherd.report.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.events import AttackFinished
    from goatherd.core.finding import Diagnosis, Finding, Proof
    from goatherd.core.source import Span
    from goatherd.outcome import Outcome
    from goatherd.report.excerpt import Excerpt
    from goatherd.report.ink import Color, Ink

Verbosity = Literal["quiet", "normal", "verbose"]

MAX_DIAGNOSES = 20
_FAILED = (ExitCode.FINDINGS, ExitCode.INCOMPLETE)
_OFFER = "Accept what is there: goatherd scan --write-baseline FILE, then --baseline FILE"

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
    page = _Page(outcome, ink_for(stream, color), width_of(width))
    lines = page.lines(verbosity) if verbosity == "quiet" else chain(page.lines(verbosity), page.summary())
    stream.write(encodable("".join(line + "\n" for line in lines), stream.encoding or "utf-8"))


def encodable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    return text


@frozen
class _Page:
    outcome: Outcome
    ink: Ink
    width: int

    # --- findings ---

    def lines(self, verbosity: Verbosity) -> Iterator[str]:
        if verbosity == "quiet":
            yield from (self._short(finding) for finding in self.outcome.findings)
            return
        ranked = sorted(self.outcome.findings, key=lambda f: (-severity(f), *f.sort_key))
        for level, of_level in groupby(ranked, key=severity):
            group = list(of_level)
            yield self._paint(f"{level.label.upper()} · {len(group)}", level.label)
            yield ""
            for path, of_path in groupby(group, key=lambda f: f.span.path):
                yield self._paint(safe(path), "path")
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
        return f"{where}: {self._paint(level, level)} {finding.id} {told}" + (f" ({inside})" if inside else "")

    def _finding(self, finding: Finding, level: str) -> Iterator[str]:
        yield from self._headline(finding, level)
        gutter = len(str(max([finding.span.line, *(step.span.line for step in finding.steps)])))
        steps = shortened(finding.steps) or [Step(finding.span, "")]
        yield from self._flow(steps, finding.span.path, gutter, level)
        if finding.locations:
            others = ", ".join(safe(str(span)) for span in finding.locations[:8])
            more = f" and {len(finding.locations) - 8} more" if len(finding.locations) > 8 else ""
            yield from self._wrapped("also", f"{others}{more}")
        if finding.proof:
            yield from self._proof(finding.proof)
        if finding.remedy:
            first, *more_lines = finding.remedy.splitlines()
            yield from self._wrapped("fix", safe(first))
            yield from (f"      {visible(line)}" for line in more_lines)

    def _proof(self, proof: Proof) -> Iterator[str]:
        yield from self._wrapped(proof.status, safe(proof.evidence or proof.why))
        # A command is there to be copied: it is never broken.
        yield from (
            f"  {'again' if n == 0 else '     '} {visible(x)}" for n, x in enumerate(proof.command.splitlines())
        )

    def _headline(self, finding: Finding, level: str) -> Iterator[str]:
        id = self._paint(finding.id, level)
        for number, line in enumerate(self._wrap(safe(finding.message), self._room - len(finding.id) - 3)):
            lead = f"  {id} " if number == 0 else " " * (len(finding.id) + 3)
            yield lead + self._paint(line, "bold")
        sure = "" if finding.reasons else f"confidence {finding.confidence.label}"
        facts = [finding.slug, f"line {finding.span.line}", sure, _functions(finding)]
        for told in (" · ".join(filter(None, facts)), safe(doubt(finding))):
            yield from (self._paint(f"  {line}", "dim") for line in self._wrap(told, self._room - 2) if line)

    def _flow(self, steps: Sequence[Step], path: str, gutter: int, level: str) -> Iterator[str]:
        """Source lines with a mark and a note for each step; neighbours on one line share it."""
        room = max(20, self._room - gutter - 3)
        bar = self._paint("│", "dim")
        before: tuple[Span, Excerpt | None] | None = None
        for step in steps:
            style = level if step is steps[-1] else "dim"
            if step.span.path != path:
                path = step.span.path
                yield f"  {' ' * gutter} {self._paint('┌', 'dim')} {self._paint(safe(path), 'path')}"
            beside = before[1] if before and (before[0].path, before[0].line) == (path, step.span.line) else None
            found = excerpt(self.outcome.lines, step.span, room, beside)
            before = (step.span, found)
            number = self._paint(f"{step.span.line:>{gutter}}", "dim")
            if found is None:
                yield f"  {number} {bar} {self._paint(safe(step.note), style)}".rstrip()
                continue
            if beside is None or beside.text != found.text:
                yield f"  {number} {bar} {found.text}"
            for line in self._marked(found, safe(step.note), room, style):
                yield f"  {' ' * gutter} {bar} {line}"

    def _marked(self, found: Excerpt, note: str, room: int, style: str) -> Iterator[str]:
        mark = " " * found.offset + self._paint("^" * found.width, style)
        if found.offset + found.width + 1 + len(note) <= room:
            yield f"{mark} {self._paint(note, style)}".rstrip()
            return
        yield mark
        indent = min(found.offset, max(0, room - len(note), room // 3))
        for line in self._wrap(note, room - indent):
            yield " " * indent + self._paint(line, style)

    # --- what could not be decided, and details ---

    def _diagnoses(self, verbosity: Verbosity) -> Iterator[str]:
        for incomplete, title in ((True, "NOT READ OR NOT DECIDED"), (False, "WORTH KNOWING")):
            group = [diagnosis for diagnosis in self.outcome.diagnoses if diagnosis.incomplete == incomplete]
            if not group:
                continue
            shown = group if verbosity == "verbose" else group[:MAX_DIAGNOSES]
            yield self._paint(f"{title} · {len(group)}", "bold")
            for diagnosis in shown:
                yield from self._diagnosis(diagnosis)
            if len(shown) < len(group):
                yield f"  … and {len(group) - len(shown)} more (--verbose lists all)"
            yield ""

    def _diagnosis(self, diagnosis: Diagnosis) -> Iterator[str]:
        where = self._paint(safe(str(diagnosis.span)), "path")
        kind = self._paint(f" ({diagnosis.id})", "dim") if diagnosis.incomplete and diagnosis.id else ""
        yield f"  {where}{kind}"
        for line in self._wrap(safe(diagnosis.message), self._room - 4):
            yield f"    {line}"

    def _details(self) -> Iterator[str]:
        outcome = self.outcome
        if outcome.functions:
            yield self._paint(f"FUNCTIONS · {len(outcome.functions)}", "bold")
            for application, function in outcome.functions:
                where = function.unresolved and f"no code: {function.unresolved}"
                code = where or f"{function.entry.file}"  # type: ignore[union-attr]
                yield f"  {safe(application)} {safe(function.id)} → {safe(code)}"
            yield ""
        rows = [(each.finding, each.by, each.reason) for each in outcome.accepted]
        gaps = [(each.diagnosis, each.by, each.reason) for each in outcome.tolerated]
        known: list[tuple[Finding | Diagnosis, str, str]] = [*rows, *gaps]
        if known:
            yield self._paint(f"ACCEPTED · {len(known)}", "bold")
            for subject, by, why in known:
                yield f"  {safe(str(subject.span))} {subject.id} by {by}" + (f": {safe(why)}" if why else "")
            yield ""
        if outcome.skipped:
            yield self._paint(f"LEFT OUT · {len(outcome.skipped)}", "bold")
            yield from (f"  {safe(path)} ({why})" for path, why in outcome.skipped)
            yield ""

    # --- summary ---

    def summary(self) -> Iterator[str]:
        if self.outcome.findings:
            yield from self._table()
        yield from self._totals()

    def _table(self) -> Iterator[str]:
        counts = Counter((finding.sas, severity(finding)) for finding in self.outcome.findings)
        levels = [level for level in reversed(Severity) if any(counts[number, level] for number in RISKS)]
        names = {number: f"SAS-{number:<2} {name}" for number, name in RISKS.items()}
        room = min(max(map(len, names.values())), self._room - sum(len(level.label) + 2 for level in levels))
        yield self._paint("Risk".ljust(room) + "".join(f"  {level.label}" for level in levels), "bold")
        for number, name in names.items():
            cells = (f"  {counts[number, level] or '·':>{len(level.label)}}" for level in levels)
            painted = (self._paint(cell, level.label) for cell, level in zip(cells, levels, strict=True))
            yield (name if len(name) <= room else name[: room - 1] + "…").ljust(room) + "".join(painted)

    def _totals(self) -> Iterator[str]:
        outcome = self.outcome
        read = f"{counted(outcome.files, 'file')}, {outcome.seconds:.1f} s"
        yield from self._wrap(
            f"{counted(len(outcome.findings), 'finding')} in {looked_at(outcome)} ({read})", self.width
        )
        if outcome.since:
            yield from self._wrap(f"Only what was changed since {safe(outcome.since)}", self.width)
        for told in other_clouds(outcome):
            yield from self._wrap(told, self.width)
        if outcome.compared:
            yield from self._wrap(age_of_advisories(outcome), self.width)
        if outcome.attack:
            yield from self._wrap(_reached(outcome.attack), self.width)
        accepted = [(outcome.accepted_by(by), words) for by, words in ACCEPTED_BY.items()]
        left_out = [
            *(f"{count} accepted by {words}" for count, words in accepted if count),
            f"{counted(len(outcome.tolerated), 'place')} not read or decided, accepted" if outcome.tolerated else "",
            f"{outcome.below} below the severity or confidence asked for" if outcome.below else "",
        ]
        if any(left_out):
            yield from self._wrap("Not shown: " + ", ".join(filter(None, left_out)), self.width)
        if told := left_out_by_profile(outcome):
            yield from self._wrap(told, self.width)
        if outcome.findings:
            worst = max(outcome.findings, key=severity)
            yield from self._wrap(f"More about one: goatherd explain {worst.id}", self.width)
        if outcome.exit_code in _FAILED and not (outcome.baseline or outcome.attack or outcome.cut_short):
            yield from self._wrap(_OFFER, self.width)
        style = "good" if outcome.exit_code == ExitCode.CLEAN else "bold"
        told = safe(f"Exit {int(outcome.exit_code)}: {verdict(outcome)}")
        yield from (self._paint(line, style) for line in self._wrap(told, self.width))

    # --- drawing ---

    @property
    def _room(self) -> int:
        return max(36, self.width - 2)

    def _paint(self, text: str, style: str) -> str:
        return self.ink.paint(text, style)

    def _wrap(self, text: str, room: int) -> list[str]:
        return textwrap.wrap(text, max(20, room), break_on_hyphens=False) or [""]

    def _wrapped(self, label: str, text: str) -> Iterator[str]:
        lead = f"  {self._paint(label, 'good')} "
        for line in self._wrap(text, self._room - len(label) - 3):
            yield lead + line
            lead = " " * (len(label) + 3)


def _functions(finding: Finding) -> str:
    """ "in Buy, Mail, Show and 2 more", "" for a finding of no function."""
    names = finding.functions or ((finding.function,) if finding.function else ())
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return "in " + ", ".join(safe(name) for name in names[:3]) + more if names else ""


def _reached(attack: AttackFinished) -> str:
    return (
        f"Attacked {attack.reached} of {counted(attack.targets, 'way')} in: {counted(attack.inputs, 'field')}, "
        f"{counted(attack.attempts, 'event')}, {counted(attack.lines, 'line')} of code ran"
    )
