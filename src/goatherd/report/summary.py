"""The end of the terminal report, which fits on a screen: what to do first, and what the run came to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.finding import Severity
from goatherd.core.risks import RISKS
from goatherd.core.wording import counted
from goatherd.outcome import ExitCode
from goatherd.report.age import age_of_advisories
from goatherd.report.clouds import other_clouds
from goatherd.report.drawing import Drawing
from goatherd.report.first import first_things
from goatherd.report.records import severity
from goatherd.report.safe import safe
from goatherd.report.totals import ACCEPTED_BY, left_out_by_profile, looked_at
from goatherd.report.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.events import AttackFigures, GuardTried
    from goatherd.outcome import Outcome

_FAILED = (ExitCode.FINDINGS, ExitCode.INCOMPLETE)
_OFFER = "Accept what is there: goatherd scan --write-baseline FILE, then --baseline FILE"


@frozen
class Summary(Drawing):
    outcome: Outcome

    def lines(self, *, verbose: bool) -> Iterator[str]:
        if self.outcome.findings and verbose:
            yield from self._table()
        yield from self._first()
        yield from self._totals()

    def _first(self) -> Iterator[str]:
        things = first_things(self.outcome)
        if things:
            yield self.paint("DO FIRST", "bold")
        for number, thing in enumerate(things, 1):
            finding = thing.finding
            told = f"{finding.span} {finding.message} ({finding.id})"
            yield from self._item(f"{number}.", told, severity(finding).label)
            yield from self._item("  ", thing.why, "dim")
        if things:
            yield ""

    def _item(self, lead: str, text: str, style: str) -> Iterator[str]:
        """At most two lines: all of it stands above."""
        lines = self.wrap(safe(text), self.room - len(lead) - 3)
        shown = lines if len(lines) < 3 else [lines[0], f"{lines[1]} …"]
        for line in shown:
            yield f"  {self.paint(lead, style)} {line if style != 'dim' else self.paint(line, style)}"
            lead = " " * len(lead)

    def _table(self) -> Iterator[str]:
        counts = Counter((finding.sas, severity(finding)) for finding in self.outcome.findings)
        levels = [level for level in reversed(Severity) if any(counts[number, level] for number in RISKS)]
        names = {number: f"SAS-{number:<2} {name}" for number, name in RISKS.items()}
        room = min(max(map(len, names.values())), self.room - sum(len(level.label) + 2 for level in levels))
        yield self.paint("Risk".ljust(room) + "".join(f"  {level.label}" for level in levels), "bold")
        for number, name in names.items():
            cells = (f"  {counts[number, level] or '·':>{len(level.label)}}" for level in levels)
            painted = (self.paint(cell, level.label) for cell, level in zip(cells, levels, strict=True))
            yield (name if len(name) <= room else name[: room - 1] + "…").ljust(room) + "".join(painted)

    def _totals(self) -> Iterator[str]:
        outcome = self.outcome
        read = f"{counted(outcome.files, 'file')}, {outcome.seconds:.1f} s"
        yield from self.wrap(f"{self._found()} in {looked_at(outcome)} ({read})", self.width)
        if outcome.since:
            yield from self.wrap(f"Only what was changed since {safe(outcome.since)}", self.width)
        for told in other_clouds(outcome):
            yield from self.wrap(told, self.width)
        if outcome.compared:
            yield from self.wrap(age_of_advisories(outcome), self.width)
        if outcome.attack:
            yield from self.wrap(_reached(outcome.attack), self.width)
        if outcome.guard:
            yield from self.wrap(_under_guard(outcome.guard), self.width)
        accepted = [(outcome.accepted_by(by), words) for by, words in ACCEPTED_BY.items()]
        left_out = [
            *(f"{count} accepted by {words}" for count, words in accepted if count),
            f"{counted(len(outcome.tolerated), 'place')} not read or decided, accepted" if outcome.tolerated else "",
            f"{outcome.below} below the severity or confidence asked for" if outcome.below else "",
        ]
        if any(left_out):
            yield from self.wrap("Not shown: " + ", ".join(filter(None, left_out)), self.width)
        if told := left_out_by_profile(outcome):
            yield from self.wrap(told, self.width)
        if outcome.findings:
            worst = max(outcome.findings, key=severity)
            yield from self.wrap(f"More about one: goatherd explain {worst.id}", self.width)
        if outcome.exit_code in _FAILED and not (outcome.baseline or outcome.attack or outcome.cut_short):
            yield from self.wrap(_OFFER, self.width)
        style = "good" if outcome.exit_code == ExitCode.CLEAN else "bold"
        told = safe(f"Exit {int(outcome.exit_code)}: {verdict(outcome)}")
        yield from (self.paint(line, style) for line in self.wrap(told, self.width))

    def _found(self) -> str:
        """ "5 findings (2 high, 3 low)"."""
        counts = Counter(severity(finding) for finding in self.outcome.findings)
        levels = ", ".join(f"{counts[level]} {level.label}" for level in reversed(Severity) if counts[level])
        return counted(len(self.outcome.findings), "finding") + (f" ({levels})" if counts.total() > 1 else "")


def _under_guard(guard: GuardTried) -> str:
    refused = f"; {counted(len(guard.harmed), 'harmless event')} refused: {safe('; '.join(guard.harmed[:5]))}"
    return f"With the run-time guard: {guard.stopped} stopped, {guard.possible} still possible" + (
        refused if guard.harmed else "; no harmless event refused"
    )


def _reached(attack: AttackFigures) -> str:
    return (
        f"Attacked {attack.reached} of {counted(attack.targets, 'way')} in: {counted(attack.inputs, 'field')}, "
        f"{counted(attack.attempts, 'event')}, {counted(attack.lines, 'line')} of code ran"
    )
