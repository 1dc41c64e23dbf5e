"""A hunt: logs -> records -> rules -> alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from goatherd.hunt.alerts import Alerts
from goatherd.hunt.application.observing import functions_in
from goatherd.hunt.stateful import Waiting
from goatherd.hunt.stories import stories_of
from goatherd.hunt.stream.engine import Match, Stream
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import files_below, read_file, shown_as

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from pathlib import Path

    from goatherd.core.finding import Diagnosis
    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.stories import Story

TOLD = 100  # parts that cannot be read, of those that a report tells


@define
class Hunt:
    """What came of it. `damages` is how many parts are no record, `damaged` the first of them; every record around
    them was asked. `untimed` are records that a correlation would have needed the time of, `diagnoses` rules that the
    engine cannot ask.
    """

    alerts: Alerts = field(factory=Alerts)
    damaged: list[Damage] = field(factory=list)
    damages: int = 0
    files: int = 0
    records: int = 0
    untimed: int = 0
    diagnoses: list[Diagnosis] = field(factory=list)
    baseline: Baseline | None = None

    def tell(self, damage: Damage) -> None:
        self.damages += 1
        if len(self.damaged) < TOLD:
            self.damaged.append(evolve(damage, data=b""))

    @property
    def stories(self) -> list[Story]:
        """Of all alerts, those with the worst first."""
        return stories_of(self.alerts.ordered, self.baseline.sessions() if self.baseline else ())


def hunt(
    path: Path,
    read: ReadRules,
    *,
    baseline: Baseline | None = None,
    keep: Callable[[Damage], None] = lambda damage: None,
) -> Hunt:
    """`keep` is handed every part that is no record; `baseline` is what is normal for the applications at hand."""
    stream = stream_of(read, baseline)
    found = Hunt(baseline=baseline)

    def matches() -> Iterator[Match]:
        for match in asked(path, stream, found):
            if isinstance(match, Damage):
                keep(match)
                found.tell(match)
            else:
                yield match

    judge(matches(), read, found)
    found.records = stream.records
    return found


def stream_of(read: ReadRules, baseline: Baseline | None) -> Stream:
    return Stream((*read.rules, *(baseline.rules if baseline else ())))


def judge(matches: Iterable[Match], read: ReadRules, found: Hunt) -> None:
    """Make alerts of the records that rules are about."""
    baseline, waiting, touched = found.baseline, Waiting.of(read.correlations), Touched()
    chosen = {rule.about.id for rule in baseline.rules} if baseline else set()
    seen: set[tuple[str, str]] = set()  # trails of several regions, or copies, hold one event several times
    for match in matches:
        if baseline is not None:
            if match.rule.about.id in chosen:
                baseline.add(match)
                continue
            touched.note(match.event, match.path, match.number)
        known = (match.rule.about.id, match.identity)
        if known in seen:
            continue
        seen.add(known)
        if waiting.add(match):
            evidence = match.evidence
            found.alerts.add(match.rule.about, evidence.actor, [evidence])
    waiting.judge(read.rules, found.alerts)
    if baseline is not None:
        baseline.judge(found.alerts)
        touched.tell(found.alerts, baseline)
    found.untimed = waiting.untimed


@define
class Touched:
    """Which functions the records of rules name, by the record's place."""

    _names: dict[tuple[str, int], tuple[str, ...]] = field(factory=dict)

    def note(self, event: dict[str, Any], path: str, number: int) -> None:
        if names := tuple(dict.fromkeys(functions_in(event))):
            self._names[path, number] = names

    def tell(self, alerts: Alerts, baseline: Baseline) -> None:
        """Alerts have their functions then."""
        for alert in alerts.ordered:
            alert.functions = self._functions(alert, baseline)

    def _functions(self, alert: Alert, baseline: Baseline) -> tuple[tuple[str, str], ...]:
        context = alert.context
        found = {(context.application, context.function): None} if context and context.application else {}
        for each in alert.evidence:
            for name in self._names.get((each.path, each.number), ()):
                if owner := baseline.deployment.function(name):
                    found[owner.application, owner.id] = None
        return tuple(found)


def asked(path: Path, stream: Stream, found: Hunt, only: Container[str] | None = None) -> Iterator[Match | Damage]:
    """`only` these files are read, as they are called below `path` (None: all)."""
    for file in files_below(path):
        shown = shown_as(file, path)
        if only is not None and shown not in only:
            continue
        found.files += 1
        for batch in read_file(file, shown):
            if isinstance(batch, Damage):
                yield batch
            else:
                yield from stream.ask(batch)
