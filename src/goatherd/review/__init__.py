"""From events to an outcome: suppressions, merging, fingerprints, baseline, thresholds, exit code."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.errors import ConfigError
from goatherd.core.events import (
    ApplicationRead,
    AttackFigures,
    CutShort,
    Diagnosed,
    FileRead,
    FindingFound,
    FunctionAnalysed,
    GuardTried,
    NotAttacked,
    PackagesCompared,
    ScanFinished,
    ScanStarted,
    Skipped,
)
from goatherd.core.finding import Diagnosis
from goatherd.core.incomplete import MEANINGS, NOT_ATTACKED
from goatherd.core.source import Span
from goatherd.core.worktree import work_tree_root
from goatherd.outcome import Accepted, Lines, Outcome, Tolerated
from goatherd.review.baseline import read_baseline, write_baseline
from goatherd.review.configured import Configured
from goatherd.review.environments import with_environments
from goatherd.review.fingerprint import with_fingerprints, with_identities
from goatherd.review.gaps import split
from goatherd.review.merge import merge, twins
from goatherd.review.nested import Nested
from goatherd.review.policy import exit_code, is_above
from goatherd.review.profiles import belongs
from goatherd.review.scope import narrow
from goatherd.review.suppress import Suppressions
from goatherd.review.weighing import weighed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.core.finding import Finding
    from goatherd.rules.rule import Rule


def review(
    events: Iterable[Event],
    config: Config,
    *,
    only: tuple[str, ...] | None = None,
    since: str = "",
    today: date | None = None,
) -> Outcome:
    """Consume a scan. `only` are paths of the tree: leave what concerns them. `since` is a revision of git, where these
    are what was changed after it.

    `today` decides what has expired; raises ConfigError for an unreadable baseline.
    """
    today = today or date.today()
    baseline = read_baseline(config.baseline) if config.baseline else None
    collected = _Collected(events)
    outcome = collected.outcome
    outcome.baseline = baseline is not None
    outcome.since = since
    suppressions = Suppressions(
        collected.read if config.honour_comments else (), outcome.lines, collected.known_checks, today=today
    )
    configured = Configured(config, outcome.root, collected.known_checks, today=today)
    nested = Nested(config, outcome.root, collected.files, collected.known_checks)
    within = [Configured(each, outcome.root, collected.known_checks, today=today) for each in nested.configurations]
    outcome.findings = [
        weighed(finding)
        for finding in outcome.findings
        if not _ignored(finding, nested.of(finding.span.path)) and not nested.leaves_out(finding)
    ]
    kept, accepted = suppressions.apply(outcome.findings, require_reason=config.require_reason)
    for each in (configured, *within):
        kept, by_configuration = each.apply(kept)
        accepted += by_configuration
    if baseline is not None:
        kept, of_advisories = baseline.apply_advisories(kept, today=today, prefix=outcome.prefix)
        accepted += of_advisories
    homes = {(function.id, function.span.path) for _, function in outcome.functions}
    merged = with_environments(merge(kept, twins(outcome.applications)), outcome.applications)
    marked = with_fingerprints(merged, outcome.lines, homes, outcome.prefix)
    gaps = with_identities(_in_order(outcome.diagnoses), outcome.lines, outcome.prefix)
    if baseline is not None and baseline.by_folder:
        by_folder = with_fingerprints(merged, outcome.lines, homes, "")
        renamed = {old.fingerprint: new.fingerprint for old, new in zip(by_folder, marked, strict=True)}
        baseline = baseline.moved(outcome.prefix, renamed)
    outcome.diagnoses, outcome.tolerated = split(
        gaps, suppressions, (configured, *within), baseline, require_reason=config.require_reason, today=today
    )
    outcome.accepted = accepted
    outcome.diagnoses += [*suppressions.diagnoses, *suppressions.unused(outcome.checks), *configured.notes]
    outcome.diagnoses += [note for each in within for note in each.notes]
    if baseline is not None:
        present = {finding.fingerprint for finding in marked} | {gap.fingerprint for gap in gaps}
        ran = _ran(outcome)
        outcome.diagnoses += baseline.notes(present, ran, today=today, root=outcome.root, prefix=outcome.prefix)
        marked, by_baseline = baseline.apply(marked, today=today)
        outcome.accepted += by_baseline
    outcome.findings = marked
    if only is not None:
        narrow(outcome, only)
    _choose(outcome, nested, {check.id for check in collected.known_checks if not check.shipped})
    outcome.diagnoses = _in_order(outcome.diagnoses)
    outcome.exit_code = exit_code(outcome, config, nested.of)
    return outcome


def accept_all(outcome: Outcome, path: str, config: Config, *, today: date | None = None) -> int:
    """Write every finding, and what was not read, into the baseline at `path` and take it out of the outcome; the
    number of its entries.

    Entries of checks that did not run, and of findings that are not shown, stay in it.
    """
    today = today or date.today()
    previous = read_baseline(path) if os.path.exists(path) else None
    if previous is not None and previous.by_folder and outcome.prefix:
        message = "this baseline is of version 1, whose entries are not known again from the root of the work tree"
        raise ConfigError(message, span=Span(path, 1), help="write another file, and copy the reasons")
    earlier = [accepted.finding for accepted in outcome.accepted if accepted.by == "baseline"]
    gaps = [diagnosis for diagnosis in outcome.diagnoses if diagnosis.incomplete and diagnosis.id]
    known = [tolerated.diagnosis for tolerated in outcome.tolerated if tolerated.by == "baseline"]
    beside = [each for each in outcome.left_out if previous is not None and each.fingerprint in previous.entries]
    subjects: list[Finding | Diagnosis] = [*outcome.findings, *earlier, *beside, *gaps, *known]
    written = write_baseline(path, subjects, today=today, previous=previous, ran=_ran(outcome), prefix=outcome.prefix)
    outcome.accepted += [Accepted(finding, "baseline") for finding in outcome.findings]
    outcome.tolerated += [Tolerated(diagnosis, "baseline") for diagnosis in gaps]
    outcome.baseline = True
    outcome.findings = []
    outcome.diagnoses = [diagnosis for diagnosis in outcome.diagnoses if diagnosis not in set(gaps)]
    outcome.exit_code = exit_code(outcome, config)
    return written


def _ignored(finding: Finding, config: Config) -> bool:
    """Whether --ignore or the configuration names the advisory that it tells of; checks that they name do not run."""
    names = {name.lower() for each in finding.advisories for name in each}
    return not names.isdisjoint(name.lower() for name in config.ignore)


def _choose(outcome: Outcome, nested: Nested, own: set[str]) -> None:
    """Leave of the findings what profile and thresholds ask for, those of the file that is nearest."""
    outcome.profile = nested.of("").profile
    wanted = [finding for finding in outcome.findings if belongs(finding, nested.of(finding.span.path).profile, own)]
    shown = [finding for finding in wanted if is_above(finding, nested.of(finding.span.path))]
    outcome.beside = len(outcome.findings) - len(wanted)
    outcome.below = len(wanted) - len(shown)
    kept = set(map(id, shown))
    outcome.left_out = [finding for finding in outcome.findings if id(finding) not in kept]
    outcome.findings = shown


def _in_order(diagnoses: Iterable[Diagnosis]) -> list[Diagnosis]:
    return sorted(set(diagnoses), key=lambda d: (d.consequence, d.span, d.message))


def _ran(outcome: Outcome) -> set[str]:
    """Ids of everything that this run would have told again."""
    kinds = set(MEANINGS) if outcome.attack else set(MEANINGS) - {NOT_ATTACKED}
    return {check.id for check in outcome.checks} | kinds


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
        self.files = started.tree.files
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
                self.read |= {diagnosis.span.path} if diagnosis.incomplete else set()
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
                message = f"{function} was not attacked: {why}"
                outcome.diagnoses.append(Diagnosis(span, message, id=NOT_ATTACKED))
                self.read.add(span.path)
            case CutShort(why):
                outcome.cut_short = why
                outcome.diagnoses.append(Diagnosis(Span(".", 1), f"cut short {why}", id=""))
            case PackagesCompared():
                outcome.compared.append(event)
            case GuardTried() | AttackFigures():
                _add(outcome, event)
            case _:
                pass


def _add(outcome: Outcome, event: GuardTried | AttackFigures) -> None:
    """One application's beside those of the others."""
    if isinstance(event, GuardTried):
        outcome.guard = outcome.guard + event if outcome.guard else event
    else:
        outcome.attack = event + outcome.attack if outcome.attack else event


__all__ = ["accept_all", "review"]
