"""The logs of the goat: what the cloud would have written of all that was sent to it, and what a hunt tells of them.

Lines are made as `goatherd attack --telemetry` makes them, of what the sandbox has recorded.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from goatherd.attack.sent import calls_of, sent_to
from goatherd.attack.telemetry.principals import ATTACKER_ADDRESS, COMMAND_LINE, USERS, in_account, stolen
from goatherd.attack.telemetry.telling import Moment, Teller
from goatherd.attack.telemetry.writing import written
from goatherd.core.campaign import CONFIGURED
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.attack.telemetry.entry import Entry
    from goatherd.attack.trace import Trace
    from goatherd.hunt.alerts import Alert
    from goatherd.hunt.sigma import ReadRules
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

_BEGIN = datetime(2026, 1, 13, 8, tzinfo=UTC)
_APART = timedelta(seconds=15)  # between what is sent
MAX_LINES, MAX_LINE = 30, 4_000  # that are shown of what was sent once, and characters of each


@frozen
class Logged:
    """What logs have of something that was sent; `number` counts from 0."""

    number: int
    entries: tuple[Entry, ...]

    def as_data(self) -> list[dict[str, Any]]:
        """For the page and the terminal: `log`, whether it is `configured` by the template, and the `line`."""
        return [
            {"log": each.log, "configured": each.configured, "line": _shown(each.content)[:MAX_LINE]}
            for each in self.entries[:MAX_LINES]
        ]


NOT_LOGGED = Logged(-1, ())


@frozen
class Told:
    """What a hunt tells. `why` says what of the rules cannot be asked, "" where all can."""

    alerts: tuple[Alert, ...]
    why: str
    _numbers: Mapping[str, int]

    @property
    def sent(self) -> frozenset[int]:
        """The numbers of what was sent that the first 20 records of each alert are about."""
        paths = (each.path for alert in self.alerts for each in alert.evidence)
        return frozenset(self._numbers[path] for path in paths if path in self._numbers)

    @property
    def ids(self) -> frozenset[str]:
        """The logs' own ids of the records that the alerts are about."""
        return frozenset(each.id for alert in self.alerts for each in alert.evidence)


class Logbook:
    """Time passes by what is sent, so that the same calls leave the same lines on every run."""

    def __init__(self, application: Application) -> None:
        self._teller = Teller(application)
        self.clear()

    def clear(self) -> None:
        self._pages: list[Logged] = []
        self._time, self._harmless = _BEGIN, False
        self._thief = (ATTACKER_ADDRESS, COMMAND_LINE)

    def later(self, minutes: float) -> None:
        self._time += timedelta(minutes=minutes)

    @contextmanager
    def harmless(self) -> Iterator[None]:
        """What is sent meanwhile is sent by honest users, each from an address of their own."""
        self._harmless = True
        try:
            yield
        finally:
            self._harmless = False

    @contextmanager
    def elsewhere(self, address: str, program: str) -> Iterator[None]:
        """What is sent meanwhile is sent from that address; `program` is what calls of AWS name as their user agent."""
        before, self._thief = self._thief, (address, program)
        try:
            yield
        finally:
            self._thief = before

    def event(self, function: Function, trigger: Trigger, trace: Trace) -> Logged:
        return self._noted(self._teller.entries(sent_to(function, trigger, trace), self._moment()))

    def calls(self, records: Iterable[Mapping[str, Any]], thief_of: Function | None = None) -> Logged:
        """Calls of AWS: by somebody who has the credentials of a function, or by a program of the account."""
        by = in_account()
        if thief_of is not None:
            address, program = self._thief
            by = evolve(stolen(thief_of, self._teller.deployed), address=address, agent=program)
        return self._noted(self._teller.made(calls_of(records), by, self._moment()))

    def hunt(self, rules: Path | None, of: Iterable[int] | None = None) -> Told:
        """Ask the rules of a file, or goatherd's own, in the logs that the template sets up: of everything, or of what
        was sent with these numbers.
        """
        pages = self._pages if of is None else [self._pages[number] for number in of if number >= 0]
        with tempfile.TemporaryDirectory() as folder:
            place, numbers = Path(folder, CONFIGURED), {}
            place.mkdir()
            for page in pages:
                for name in written(page.entries, str(page.number), Path(folder)):
                    numbers[name.removeprefix(f"{CONFIGURED}/")] = page.number
            return hunt_in(place, rules, numbers)

    def _moment(self) -> Moment:
        number = len(self._pages)
        address = USERS[number % len(USERS)] if self._harmless else self._thief[0]
        return Moment(self._time, address, f"goat.{number}")

    def _noted(self, entries: Iterable[Entry]) -> Logged:
        page = Logged(len(self._pages), tuple(entries))
        self._pages.append(page)
        self._time += _APART
        return page


def hunt_in(logs: Path, rules: Path | None, numbers: Mapping[str, int] | None = None) -> Told:
    """The same in a file or folder of logs. `numbers` says in which of its files what was sent stands."""
    from goatherd.hunt.hunting import hunt

    try:
        read = _rules(rules) if rules else _own_rules()
    except UsageError:
        return Told((), "there is no rule in it", numbers or {})
    why = "; ".join(each.message for each in read.diagnoses)
    return Told(tuple(hunt(logs, read).alerts.ordered), why, numbers or {})


def _rules(file: Path) -> ReadRules:
    from goatherd.hunt.rules import read_rules

    return read_rules([file], own=False)


@cache
def _own_rules() -> ReadRules:
    from goatherd.hunt.rules import read_rules

    return read_rules([])


def _shown(content: dict[str, Any] | str) -> str:
    return content.rstrip("\n") if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False)
