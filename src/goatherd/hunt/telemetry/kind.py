"""A kind of log: which rules are about its records, what its records hold, and what an alert shows of one."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from attrs import evolve, field, frozen

from goatherd.hunt.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.hunt.rule import Telemetry

Column = Literal["text", "number", "time", "list", "json"]


@frozen(order=True)
class Evidence:
    """One record as alerts show it. `time` is as it is written there (RFC 3339), `actor` who did it, or the function
    that it is about; `what` happened, to which `resource`. `account` is the actor's, else the one acted in, and `id`
    what the log itself calls the record.
    """

    time: str
    actor: str
    address: str
    what: str
    region: str
    path: str
    number: int
    error: str = ""
    resource: str = ""
    account: str = ""
    id: str = ""

    @property
    def principal(self) -> Principal:
        return Principal(self.account, self.actor)


@frozen(order=True)
class Principal:
    """Who acts: accounts have principals of the same name. `account` is "" where the log does not say it."""

    account: str
    name: str

    @property
    def group(self) -> str:
        """By which alerts of one rule are told apart."""
        return f"{self.account}\x1f{self.name}"

    def __str__(self) -> str:
        return f"{self.name} of {self.account}" if self.account else self.name


LONG = 2_000  # letters of what is shown
_TEXTS = ("time", "actor", "address", "what", "region", "error", "resource", "account", "id")
_texts_of = attrgetter(*_TEXTS)


def shortened(seen: Evidence) -> Evidence:
    """With texts that are fit to be shown and kept; records may hold megabytes."""
    texts = _texts_of(seen)
    if max(map(len, texts)) <= LONG + 1:
        return seen
    long: dict[str, Any] = {
        name: f"{text[:LONG]}…" for name, text in zip(_TEXTS, texts, strict=True) if len(text) > LONG + 1
    }
    return evolve(seen, **long)


def text_in(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _as_it_is(name: str) -> str:
    return name


@frozen
class Kind:
    """`named` is the field by whose value rules are found, `plain_name` what of that value rules ask for. `evidence` is
    asked with an event, the file's name and the record's number there. `identity` is the field that every copy of a
    record shares.

    `columns` are the fields that a table of its records has columns for, with what their values are: "text", "number",
    "time" (RFC 3339), "list" of texts, or "json" for whatever else. They never depend on the records at hand.
    `account` and `service` are the fields by whose values a table is parted.

    `shown` are the fields that `evidence` reads; where none are named it may read any.

    `called` says what a field that rules ask for is called in the records.
    """

    telemetry: Telemetry
    named: str
    plain_name: Callable[[str], str]
    evidence: Callable[[dict[str, Any], str, int], Evidence]
    identity: str = "eventID"
    columns: Mapping[str, Column] = field(factory=dict, eq=False)
    account: str = ""
    service: str = ""
    called: Callable[[str], str] = _as_it_is
    shown: tuple[str, ...] = ()

    def row(self, record: Mapping[str, Any]) -> tuple[Kind, bytes]:
        """A record as JSON, without what has no value. Raises ValueError where a column's value cannot be one."""
        fitted = {}
        for name, value in record.items():
            if value is None or value == "":
                continue
            column = self.columns.get(name, "json")
            if column == "json" or (type(value) is str and column in ("text", "time")):
                fitted[name] = value
            else:
                fitted[name] = _fitted(name, value, column)
        return self, msgspec.json.encode(fitted)

    def plain(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event as rules ask for it."""
        name = event.get(self.named)
        return {**event, self.named: self.plain_name(name)} if isinstance(name, str) else event


def _fitted(name: str, value: Any, column: Column) -> Any:
    if column == "number":
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{name} is no number")
        return value
    if column == "time":
        raise ValueError(f"{name} is no time")
    if column == "list":
        return [_text(each) for each in (value if isinstance(value, list) else [value]) if each is not None]
    return _text(value)


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, list) else text_of(value)
