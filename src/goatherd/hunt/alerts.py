"""What a hunt found: records that a rule is about, put together by rule and by who did it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

if TYPE_CHECKING:
    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.engine import Match

EVIDENCE = 20  # records of an alert that are kept; the others are counted


@frozen
class Evidence:
    """One record. `time` is as it is written there (RFC 3339), `actor` who did it: a principal's name."""

    time: str
    actor: str
    address: str
    what: str
    region: str
    path: str
    number: int
    error: str = ""


@define
class Alert:
    """What one actor did that one rule is about, in the order of time."""

    rule: Rule
    actor: str
    evidence: list[Evidence] = field(factory=list)
    count: int = 0
    first: str = ""
    last: str = ""

    def add(self, seen: Evidence) -> None:
        self.count += 1
        self.first = min(self.first or seen.time, seen.time)
        self.last = max(self.last, seen.time)
        if len(self.evidence) < EVIDENCE:
            self.evidence.append(seen)


@define
class Alerts:
    _found: dict[tuple[str, str], Alert] = field(factory=dict)

    def add(self, match: Match) -> None:
        seen = evidence_of(match.event, match.path, match.number)
        alert = self._found.get((match.rule.id, seen.actor))
        if alert is None:
            alert = self._found[match.rule.id, seen.actor] = Alert(match.rule, seen.actor)
        alert.add(seen)

    @property
    def ordered(self) -> list[Alert]:
        """The worst first, then the earliest."""
        for alert in self._found.values():
            alert.evidence.sort(key=lambda each: (each.time, each.path, each.number))
        return sorted(
            self._found.values(), key=lambda each: (-each.rule.severity, each.first, each.rule.id, each.actor)
        )


def evidence_of(event: dict[str, Any], path: str, number: int) -> Evidence:
    """Of an event of CloudTrail."""
    return Evidence(
        time=_text(event.get("eventTime")),
        actor=actor_of(event),
        address=_text(event.get("sourceIPAddress")),
        what=_text(event.get("eventName")),
        region=_text(event.get("awsRegion")),
        path=path,
        number=number,
        error=_text(event.get("errorCode")),
    )


def actor_of(event: dict[str, Any]) -> str:
    """The name of the principal: a role's session is the role's and its own ("Deploy/ci-7"), a service its host."""
    identity = event.get("userIdentity")
    if not isinstance(identity, dict):
        return "unknown"
    arn = _text(identity.get("arn"))
    if arn:
        return arn.partition("/")[2] if "/" in arn else arn.rpartition(":")[2]
    for name in ("userName", "invokedBy", "principalId", "type"):
        if said := _text(identity.get(name)):
            return said
    return "unknown"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
