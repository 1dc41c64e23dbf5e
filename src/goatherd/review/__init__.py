"""From events to an outcome: suppressions, merging, fingerprints, baseline, thresholds, exit code."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.events import (
    ApplicationRead,
    AttackFinished,
    CutShort,
    Diagnosed,
    FileRead,
    FindingFound,
    FunctionAnalysed,
    NotAttacked,
    PackagesCompared,
    ScanFinished,
    ScanStarted,
    Skipped,
)
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.core.worktree import work_tree_root
from goatherd.outcome import Accepted, Lines, Outcome
from goatherd.review.baseline import read_baseline, write_baseline
from goatherd.review.environments import with_environments
from goatherd.review.fingerprint import with_fingerprints
from goatherd.review.merge import merge, twins
from goatherd.review.policy import above_thresholds, exit_code
from goatherd.review.scope import narrow
from goatherd.review.suppress import Suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.core.finding import Finding
    from goatherd.rules.rule import Rule


def review(events: Iterable[Event], config: Config, *, only: str = "", today: date | None = None) -> Outcome:
    """Consume a scan. `only` is a path of the tree: leave what concerns it.

    `today` decides what has expired; raises ConfigError for an unreadable baseline.
    """
    today = today or date.today()
    baseline = read_baseline(config.baseline) if config.baseline else None
    collected = _Collected(events)
    outcome = collected.outcome
    suppressions = Suppressions(
        collected.read if config.honour_comments else (), outcome.lines, collected.known_checks, today=today
    )
    outcome.findings = [finding for finding in outcome.findings if not _ignored(finding, config)]
    kept, accepted = suppressions.apply(outcome.findings, require_reason=config.require_reason)
    if baseline is not None:
        kept, of_advisories = baseline.apply_advisories(kept, today=today)
        accepted += of_advisories
    homes = {(function.id, function.span.path) for _, function in outcome.functions}
    merged = with_environments(merge(kept, twins(outcome.applications)), outcome.applications)
    marked = with_fingerprints(merged, outcome.lines, homes)
    outcome.accepted = accepted
    outcome.diagnoses += [*suppressions.diagnoses, *suppressions.unused(outcome.checks)]
    if baseline is not None:
        outcome.diagnoses += baseline.notes(
            marked, {check.id for check in outcome.checks}, today=today, root=outcome.root
        )
        marked, by_baseline = baseline.apply(marked, today=today)
        outcome.accepted = [*accepted, *by_baseline]
    outcome.findings = marked
    if only:
        narrow(outcome, only)
    shown = above_thresholds(outcome.findings, config)
    outcome.below = len(outcome.findings) - len(shown)
    outcome.findings = shown
    outcome.diagnoses = sorted(set(outcome.diagnoses), key=lambda d: (d.consequence, d.span, d.message))
    outcome.exit_code = exit_code(outcome, config)
    return outcome


def accept_all(outcome: Outcome, path: str, config: Config, *, today: date | None = None) -> int:
    """Write every finding into the baseline at `path` and take it out of the outcome; the number written.

    Entries of checks that did not run stay in it.
    """
    today = today or date.today()
    previous = read_baseline(path) if os.path.exists(path) else None
    earlier = [accepted.finding for accepted in outcome.accepted if accepted.by == "baseline"]
    ran = {check.id for check in outcome.checks}
    written = write_baseline(path, [*outcome.findings, *earlier], today=today, previous=previous, ran=ran)
    outcome.accepted += [Accepted(finding, "baseline") for finding in outcome.findings]
    outcome.findings = []
    outcome.exit_code = exit_code(outcome, config)
    return written


def _ignored(finding: Finding, config: Config) -> bool:
    """Whether --ignore or the configuration names the advisory that it tells of; checks that they name do not run."""
    names = {name.lower() for each in finding.advisories for name in each}
    return not names.isdisjoint(name.lower() for name in config.ignore)


def _prefix(root: Path) -> str:
    top = work_tree_root(root)
    relative = root.relative_to(top).as_posix() if top else "."
    return "" if relative == "." else relative + "/"


class _Collected:
    """What the events of one scan said."""

    def __init__(self, events: Iterable[Event]) -> None:
        iterator = iter(events)
        started = next(iterator)
        assert isinstance(started, ScanStarted)
        root = started.tree.root
        self.outcome = Outcome(root, Lines(started.tree), _prefix(Path(root)), checks=list(started.checks))
        self.known_checks: tuple[Rule, ...] = started.known_checks
        self.read: set[str] = set()
        for event in iterator:
            self._take(event)

    def _take(self, event: Event) -> None:
        outcome = self.outcome
        match event:
            case FindingFound(finding):
                outcome.findings.append(finding)
                self.read.add(finding.span.path)
            case Diagnosed(diagnosis):
                outcome.diagnoses.append(diagnosis)
            case FunctionAnalysed(application, function):
                outcome.functions.append((application, function))
            case ApplicationRead(application):
                outcome.applications.append(application)
            case FileRead(path):
                self.read.add(path)
            case Skipped(path, why):
                outcome.skipped.append((path, why))
            case ScanFinished(seconds, files):
                outcome.seconds, outcome.files = seconds, files
            case NotAttacked(function, why, span, _):
                outcome.diagnoses.append(Diagnosis(span, f"{function} was not attacked: {why}"))
            case CutShort(why):
                outcome.cut_short = why
                outcome.diagnoses.append(Diagnosis(Span(".", 1), f"cut short {why}"))
            case PackagesCompared():
                outcome.compared.append(event)
            case AttackFinished():
                outcome.attack = event + outcome.attack if outcome.attack else event
            case _:
                pass


__all__ = ["accept_all", "review"]
