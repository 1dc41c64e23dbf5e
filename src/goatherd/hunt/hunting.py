"""A hunt: logs -> records -> rules -> alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.hunt.alerts import Alerts
from goatherd.hunt.stateful import Waiting
from goatherd.hunt.stream.engine import Match, Stream
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.files import files_below, read_file, shown_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.core.finding import Diagnosis
    from goatherd.hunt.sigma import ReadRules

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

    def tell(self, damage: Damage) -> None:
        self.damages += 1
        if len(self.damaged) < TOLD:
            self.damaged.append(evolve(damage, data=b""))


def hunt(path: Path, read: ReadRules, *, keep: Callable[[Damage], None] = lambda damage: None) -> Hunt:
    """`keep` is handed every part that is no record."""
    stream, waiting, found = Stream(read.rules), Waiting.of(read.correlations), Hunt()
    seen: set[tuple[str, str]] = set()  # trails of several regions, or copies, hold one event several times
    for match in _asked(path, stream, found):
        if isinstance(match, Damage):
            keep(match)
            found.tell(match)
            continue
        known = (match.rule.about.id, match.identity)
        if known in seen:
            continue
        seen.add(known)
        if waiting.add(match):
            evidence = match.evidence
            found.alerts.add(match.rule.about, evidence.actor, [evidence])
    waiting.judge(read.rules, found.alerts)
    found.records, found.untimed = stream.records, waiting.untimed
    return found


def _asked(path: Path, stream: Stream, found: Hunt) -> Iterator[Match | Damage]:
    for file in files_below(path):
        found.files += 1
        for batch in read_file(file, shown_as(file, path)):
            if isinstance(batch, Damage):
                yield batch
            else:
                yield from stream.ask(batch)
