"""A hunt: logs -> records -> rules -> alerts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from goatherd.hunt.alerts import Alerts
from goatherd.hunt.application.observing import functions_in
from goatherd.hunt.memory.files import ReadFiles
from goatherd.hunt.memory.named import Named
from goatherd.hunt.memory.parts import NewParts, all_parts
from goatherd.hunt.memory.store import opened
from goatherd.hunt.stateful import Waiting, grouping
from goatherd.hunt.stories import stories_of
from goatherd.hunt.stream.engine import Match, Stream
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from goatherd.core.finding import Diagnosis
    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.memory.parts import Part
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.stories import Story

TOLD = 100  # parts that cannot be read, of those that a report tells
REASONS = 50
OTHER_REASONS = "for other reasons"


@define
class Hunt:
    """What came of it. `damages` is how many parts are no record, `damaged` the first of them, `reasons` why they are
    none; every record around them was asked. `untimed` are records that a correlation would have needed the time of,
    `diagnoses` rules that the engine cannot ask. `followed` says that it goes on where earlier runs over the same logs
    ended.
    """

    alerts: Alerts = field(factory=Alerts)
    damaged: list[Damage] = field(factory=list)
    damages: int = 0
    reasons: Counter[str] = field(factory=Counter)
    files: int = 0
    records: int = 0
    untimed: int = 0
    diagnoses: list[Diagnosis] = field(factory=list)
    baseline: Baseline | None = None
    followed: bool = False

    def tell(self, damage: Damage) -> None:
        self.damages += 1
        reason = damage.reason
        self.reasons[reason if reason in self.reasons or len(self.reasons) < REASONS else OTHER_REASONS] += 1
        if len(self.damaged) < TOLD:
            self.damaged.append(evolve(damage, data=b""))

    def merge(self, later: Hunt) -> None:
        """What a later look has found."""
        self.alerts.merge(later.alerts)
        self.damaged += later.damaged[: TOLD - len(self.damaged)]
        self.damages += later.damages
        self.reasons += later.reasons
        self.files += later.files
        self.records += later.records
        self.untimed += later.untimed

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
    with opened() as store:
        return Hunting(path, read, store, baseline).look(keep)


class Hunting:
    """A hunt that may be one of many over the same logs. Where the store is `lasting`, only what no run before has read
    is read, and only what none has told is told.
    """

    def __init__(self, path: Path, read: ReadRules, store: Store, baseline: Baseline | None = None) -> None:
        self._path, self._store, self._baseline = path, store, baseline
        self._rules = read.rules
        about_applications = baseline.rules if baseline else ()
        self._chosen = {rule.about.id for rule in about_applications}
        self._stream = Stream((*read.rules, *about_applications), None if baseline else grouping(read.correlations))
        self._waiting = Waiting.of(read.correlations, store)
        self._touched = Touched(Named(store))
        self._files = ReadFiles(store, path) if store.lasting else None
        self._new_parts = NewParts(self._files, path) if self._files is not None else None
        self._looked = False
        if baseline is not None and store.lasting:
            baseline.remember(store)

    def look(
        self,
        keep: Callable[[Damage], None] = lambda damage: None,
        *,
        parts: Callable[[NewParts], Iterator[Part]] = NewParts.all,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Hunt:
        """What came since the last look. Of a store that is not lasting everything is read, else `parts`. What is not
        read to its end when it is `stopped` is read again by the next run.
        """
        found = Hunt(baseline=self._baseline, followed=self._files is not None and self._files.any)
        records, untimed = self._stream.records, self._waiting.untimed
        for match in self._asked(found, parts, stopped):
            if isinstance(match, Damage):
                keep(match)
                found.tell(match)
            else:
                self._take(match, found)
        self._judge(found)
        found.records, found.untimed = self._stream.records - records, self._waiting.untimed - untimed
        self._looked = True
        return found

    def of(self, matches: Iterable[Match]) -> Hunt:
        """What records come to that rules were asked of already."""
        found = Hunt(baseline=self._baseline)
        for match in matches:
            self._take(match, found)
        self._judge(found)
        return found

    def _judge(self, found: Hunt) -> None:
        self._waiting.judge(self._rules, found.alerts)
        if self._baseline is not None:
            self._baseline.judge(found.alerts)
            self._touched.tell(found.alerts, self._baseline)

    def _asked(
        self, found: Hunt, parts: Callable[[NewParts], Iterator[Part]], stopped: Callable[[], bool]
    ) -> Iterator[Match | Damage]:
        for file, shown, at in all_parts(self._path) if self._new_parts is None else parts(self._new_parts):
            found.files += not (self._looked and at.again)  # a file that grows is one
            for batch in read_file(file, shown, at, self._stream.readers):
                if stopped():
                    return
                if isinstance(batch, Damage):
                    yield batch
                else:
                    yield from self._stream.ask(batch, self._waiting.unsettled)

    def _take(self, match: Match, found: Hunt) -> None:
        if self._waiting.is_known(match):
            return
        if self._baseline is not None:
            if match.rule.about.id in self._chosen:
                # Other looks may meet copies of what this one has read.
                if not self._store.lasting or self._store.is_new(match.rule.about.id, match.identity):
                    self._baseline.add(match)
                return
            self._touched.note(match.event, match.path, match.number)
        if self._waiting.add(match):
            evidence = match.evidence
            found.alerts.add(match.rule.about, evidence.principal.group, [evidence])


@define
class Touched:
    """Which functions the records of rules name, by the record's place."""

    _names: Named | dict[tuple[str, int], tuple[str, ...]] = field(factory=dict)

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
