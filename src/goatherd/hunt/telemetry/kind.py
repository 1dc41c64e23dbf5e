"""A kind of log: which rules are about its records, and what an alert shows of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.hunt.rule import Telemetry

Column = Literal["text", "number", "time", "list", "json"]


@frozen(order=True)
class Evidence:
    """One record as alerts show it. `time` is as it is written there (RFC 3339), `actor` who did it, or the function
    that it is about; `what` happened.
    """

    time: str
    actor: str
    address: str
    what: str
    region: str
    path: str
    number: int
    error: str = ""


def text_in(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


@frozen
class Kind:
    """`named` is the field by whose value rules are found, `plain_name` what of that value rules ask for. `evidence` is
    asked with an event, the file's name and the record's number there. `identity` is the field that every copy of a
    record shares.

    `columns` are the fields that a table of its records has columns for, with what their values are: "text", "number",
    "time" (RFC 3339), "list" of texts, or "json" for whatever else. They never depend on the records at hand.
    `account` and `service` are the fields by whose values a table is parted.
    """

    telemetry: Telemetry
    named: str
    plain_name: Callable[[str], str]
    evidence: Callable[[dict[str, Any], str, int], Evidence]
    identity: str = "eventID"
    columns: Mapping[str, Column] = field(factory=dict, eq=False)
    account: str = ""
    service: str = ""

    def plain(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event as rules ask for it."""
        name = event.get(self.named)
        return {**event, self.named: self.plain_name(name)} if isinstance(name, str) else event
