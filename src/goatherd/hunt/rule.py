"""A detection rule: what it looks for in which telemetry, and everything it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

if TYPE_CHECKING:
    from datetime import timedelta

    from goatherd.core.finding import Severity
    from goatherd.hunt.condition import Condition

CorrelationKind = Literal["event_count", "value_count", "temporal", "temporal_ordered"]


@frozen
class Telemetry:
    """Which records a rule is about, as Sigma names them: product "aws", service "cloudtrail"; "" is all of them."""

    product: str = ""
    service: str = ""
    category: str = ""


@frozen
class Rule:
    """`techniques` are MITRE ATT&CK's ("T1098.001"), `risks` numbers of the ten. `license` and `author` are those of
    the file that it comes from, which alerts name.
    """

    id: str
    title: str
    severity: Severity
    telemetry: Telemetry
    condition: Condition
    description: str = ""
    author: str = ""
    license: str = ""
    origin: str = ""
    techniques: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    false_positives: tuple[str, ...] = ()
    silent: bool = False  # only correlations speak of it


@frozen
class Correlation:
    """Several records of one group within a time. `rules` are ids, in order where the kind says so; `by` fields of the
    record that make a group. `field` is what a value_count counts. It fires where the number stands to `number` as
    `order` says.
    """

    id: str
    title: str
    severity: Severity
    kind: CorrelationKind
    rules: tuple[str, ...]
    by: tuple[str, ...]
    within: timedelta
    order: Literal["<", "<=", ">", ">=", "==", "!="] = ">="
    number: int = 1
    field: str = ""
    description: str = ""
    author: str = ""
    license: str = ""
    origin: str = ""
    techniques: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    false_positives: tuple[str, ...] = ()
