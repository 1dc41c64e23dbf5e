"""What the guard stopped and reported, counted by function, and in each by rule and field."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

if TYPE_CHECKING:
    from goatherd.guard.records import Decision, Records

_SEVERAL = re.compile(r"multiValue(Headers|QueryStringParameters)\.(.+?)(?:\[\])?")
GUARD = "guard"  # the stage of decisions that tell of a failure of the guard's own
OFF = "guard-off"  # the rule of those that tell that it could not start


@frozen
class Cause:
    """What makes decisions of one kind: `field` is the event's, "" where it was none's."""

    stage: str
    family: str
    rule: str
    field: str


@define
class Row:
    """`example` is what the guard said of the first; times are in milliseconds since 1970, 0: not known."""

    cause: Cause
    example: str
    stopped: int = 0
    reported: int = 0
    first: int = 0
    last: int = 0
    value: str = ""

    def add(self, decision: Decision) -> None:
        if decision.verdict == "block":
            self.stopped += 1
        else:
            self.reported += 1
        if decision.time:
            self.first = min(self.first or decision.time, decision.time)
            self.last = max(self.last, decision.time)
        self.value = self.value or decision.value


@define
class OfFunction:
    name: str
    rows: dict[Cause, Row] = field(factory=dict)

    @property
    def stopped(self) -> int:
        return sum(row.stopped for row in self.rows.values())

    @property
    def reported(self) -> int:
        return sum(row.reported for row in self.rows.values())

    @property
    def ordered(self) -> list[Row]:
        """What was stopped most comes first."""
        return sorted(self.rows.values(), key=lambda row: (-row.stopped, -row.reported, str(row.cause)))


@define
class Stopped:
    """`lost` are decisions that were too many to be kept."""

    functions: list[OfFunction]
    lost: int = 0

    @property
    def stopped(self) -> int:
        return sum(each.stopped for each in self.functions)

    @property
    def reported(self) -> int:
        return sum(each.reported for each in self.functions)

    @property
    def failures(self) -> int:
        """How often the guard itself failed."""
        return self._told_of_guard("guard-failure")

    @property
    def starts_without(self) -> int:
        """How often a function started without its guard, or did not start because the guard did not."""
        return self._told_of_guard(OFF)

    def _told_of_guard(self, rule: str) -> int:
        rows = [row for each in self.functions for row in each.rows.values() if row.cause.stage == GUARD]
        return sum(row.stopped + row.reported for row in rows if row.cause.rule == rule)

    @property
    def span(self) -> tuple[str, str]:
        """When the first and the last was, in UTC; "" where no time is known."""
        rows = [row for each in self.functions for row in each.rows.values() if row.first]
        return (when(min(row.first for row in rows)), when(max(row.last for row in rows))) if rows else ("", "")


def stopped_in(records: Records) -> Stopped:
    functions: dict[str, OfFunction] = {}
    for decision in records.decisions:
        name = decision.function or "a function without a name"
        of = functions.setdefault(name, OfFunction(name))
        cause = Cause(decision.stage, decision.family, decision.rule, _parameter(decision.field))
        of.rows.setdefault(cause, Row(cause, decision.what)).add(decision)
    ordered = sorted(functions.values(), key=lambda each: (-each.stopped, -each.reported, each.name))
    return Stopped(ordered, records.lost)


def _parameter(field: str) -> str:
    """Of API Gateway's two maps of headers and parameters the one that handlers read as a rule."""
    found = _SEVERAL.fullmatch(field)
    return f"{found[1][0].lower()}{found[1][1:]}.{found[2]}" if found else field


def when(milliseconds: int) -> str:
    """ "2026-11-29 10:00:05", in UTC; "" for a time that no calendar has."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if milliseconds else ""
    except (OverflowError, ValueError, OSError):
        return ""


def as_data(told: Stopped) -> dict[str, Any]:
    """For JSON."""
    first, last = told.span
    return {
        "version": 1,
        "stopped": told.stopped,
        "reported": told.reported,
        "failures": told.failures,
        "guard_off": told.starts_without,
        "not_counted": told.lost,
        "first": first,
        "last": last,
        "functions": [_function(each) for each in told.functions],
    }


def _function(each: OfFunction) -> dict[str, Any]:
    rows = [
        {
            "stage": row.cause.stage,
            "family": row.cause.family,
            "rule": row.cause.rule,
            "field": row.cause.field,
            "stopped": row.stopped,
            "reported": row.reported,
            "first": when(row.first),
            "last": when(row.last),
            "example": row.example,
            **({"value": row.value} if row.value else {}),
        }
        for row in each.ordered
    ]
    return {"function": each.name, "stopped": each.stopped, "reported": each.reported, "causes": rows}
