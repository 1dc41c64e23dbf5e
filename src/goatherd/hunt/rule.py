"""A detection rule: what it looks for in which telemetry, and everything it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from datetime import timedelta

    from goatherd.core.finding import Severity
    from goatherd.hunt.condition import Condition

CorrelationKind = Literal["event_count", "value_count", "temporal", "temporal_ordered"]
Order = Literal["<", "<=", ">", ">=", "==", "!="]


@frozen
class Telemetry:
    """Which records a rule is about, as Sigma names them: product "aws", service "cloudtrail"; "" is all of them."""

    product: str = ""
    service: str = ""
    category: str = ""

    def covers(self, other: Telemetry) -> bool:
        """Whether a rule about this is asked of records of `other`."""
        mine, theirs = (self.product, self.service, self.category), (other.product, other.service, other.category)
        return all(asked in ("", has) for asked, has in zip(mine, theirs, strict=True))


@frozen
class About:
    """What a rule says of itself. `techniques` are MITRE ATT&CK's ("T1098.001"), `risk` is one of the ten, 0 where
    none is named. `license` and `author` are those of the file that it comes from, which alerts name. `names` are
    those by which correlations call it.
    """

    id: str
    title: str
    severity: Severity
    description: str = ""
    remedy: str = ""
    author: str = ""
    license: str = ""
    origin: str = ""
    risk: int = 0
    techniques: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    false_positives: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@frozen
class New:
    """Only records whose `fields` together were never seen before among those that the rule is about, and of those
    none in the first `after` of the logs for the same values of `per`: nobody knows what is usual there.
    """

    fields: tuple[str, ...]
    per: tuple[str, ...]
    after: timedelta


@frozen
class Rule:
    about: About
    telemetry: Telemetry
    condition: Condition
    new: New | None = None


@frozen
class Correlation:
    """Several records of one group within a time. `rules` are names of rules, in order where the kind says so; `by`
    fields of the record that make a group. `counted` are the fields whose values a value_count counts. Of every record
    that one of the rules is about, the window ends there and reaches back by `within`, both ends included; it fires
    where the number in the window stands to `number` as `order` says. Its rules speak for themselves only where it is
    `generating`.
    """

    about: About
    kind: CorrelationKind
    rules: tuple[str, ...]
    by: tuple[str, ...]
    within: timedelta
    order: Order = ">="
    number: int = 1
    counted: tuple[str, ...] = ()
    generating: bool = False

    @property
    def together(self) -> bool:
        """Whether it takes a record of each of several rules."""
        return self.kind.startswith("temporal") and len(set(self.rules)) > 1
