"""What could be seen in which logs: of each rule the logs that it is asked of, held against those at hand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.hunt.application.catalogue import all_deviations
from goatherd.hunt.condition import literals_of
from goatherd.hunt.memory.parts import all_parts
from goatherd.hunt.rule import Telemetry
from goatherd.hunt.telemetry.batch import Damage
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL
from goatherd.hunt.telemetry.dataevents import SERVICES, service_of_data
from goatherd.hunt.telemetry.files import read_file
from goatherd.hunt.telemetry.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from goatherd.hunt.rule import About, Rule
    from goatherd.hunt.sigma import ReadRules

_REPORTS = Telemetry("aws", "lambda")
_ANY_RULE = ("event_count", "value_count")  # correlations that one of their rules may fire alone


@frozen
class Need:
    """Records of one of `kinds`; where that is CloudTrail, data events of one of the services `data`, if there are any
    named.
    """

    kinds: tuple[Telemetry, ...]
    data: tuple[str, ...] = ()


_DEVIATIONS = {
    "GOAT0890": Need((_REPORTS,)),
    "GOAT0990": Need((CLOUDTRAIL.telemetry,), ("lambda",)),
    "GOAT1090": Need((_REPORTS,)),
}


@define
class Logs:
    """What is at hand: how many records of each kind, and how many data events of each service."""

    records: Counter[Telemetry] = field(factory=Counter)
    data: Counter[str] = field(factory=Counter)
    files: int = 0
    damages: int = 0

    def have(self, need: Need) -> bool:
        return any(
            self.records[kind] and (kind != CLOUDTRAIL.telemetry or not need.data or any(map(self.data.get, need.data)))
            for kind in need.kinds
        )


@frozen
class Seeing:
    """A rule, and what it needs: one of `needs` where it is `any_of` them, all of them otherwise. `missing` are those
    that the logs at hand lack; `seen` says whether it can fire at all. `with_app`: it is asked with `--app` alone.
    """

    about: About
    needs: tuple[Need, ...]
    any_of: bool = False
    missing: tuple[Need, ...] = ()
    with_app: bool = False

    @property
    def seen(self) -> bool:
        return len(self.missing) < len(self.needs) if self.any_of else not self.missing


def logs_at(path: Path) -> Logs:
    found = Logs()
    for file, shown, at in all_parts(path):
        found.files += 1
        for batch in read_file(file, shown, at):
            if isinstance(batch, Damage):
                found.damages += 1
                continue
            found.records[batch.kind.telemetry] += len(batch.rows)
            if batch.kind is CLOUDTRAIL:
                found.data.update(filter(None, map(service_of_data, batch.rows)))
    return found


def coverage(read: ReadRules, logs: Logs | None = None, *, own: bool = True) -> list[Seeing]:
    """Of all rules that speak, by id, and with `own` of what `--app` adds; without `logs` nothing is missing."""
    found = [*_rules(read), *(_deviations() if own else ())]
    return [
        evolve(each, missing=tuple(need for need in each.needs if logs is not None and not logs.have(need)))
        for each in sorted(found, key=lambda each: each.about.id)
    ]


def _deviations() -> Iterator[Seeing]:
    """What the application at hand adds."""
    for each in all_deviations():
        yield Seeing(each.about, (_DEVIATIONS.get(each.id, Need((CLOUDTRAIL.telemetry,))),), with_app=True)


def _rules(read: ReadRules) -> Iterator[Seeing]:
    silent = {name for each in read.correlations if not each.generating for name in each.rules}
    rules = {name: rule for rule in read.rules for name in rule.about.names}
    for rule in read.rules:
        if not silent.intersection(rule.about.names):
            yield Seeing(rule.about, (_need(rule),))
    for each in read.correlations:
        needs = dict.fromkeys(_need(rules[name]) for name in each.rules)
        yield Seeing(each.about, tuple(needs), each.kind in _ANY_RULE)


def _need(rule: Rule) -> Need:
    kinds = tuple(kind.telemetry for kind in KINDS if rule.telemetry.covers(kind.telemetry))
    return Need(kinds, _data_of(rule) if CLOUDTRAIL.telemetry in kinds else ())


def _data_of(rule: Rule) -> tuple[str, ...]:
    """The services of which a rule asks for data events, and for nothing else."""
    names = literals_of(rule.condition, "eventName")
    sources = literals_of(rule.condition, "eventSource")
    if not names:
        return ()
    services = SERVICES if sources is None else [source.partition(".")[0] for source in sources]
    found = {service for service in services if names & SERVICES.get(service, frozenset())}
    known = _all_names(found)
    return tuple(sorted(found)) if found and names <= known else ()


def _all_names(services: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(SERVICES[service] for service in services))
