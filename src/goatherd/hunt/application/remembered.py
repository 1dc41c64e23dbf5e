"""What runs over parts of the logs leave each other about an application: what happened there, and what was told of it.

What happened is kept as the logs say it, not as it was judged: a later run may know better whose a name is, and what is
usual.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import asdict, define

from goatherd.hunt.application.facts import Assumed, Call, Change, Invocation, Named, Ran, Seen, Session
from goatherd.hunt.application.invocations import Hour
from goatherd.hunt.memory.evidence import read, written
from goatherd.hunt.memory.store import digest, packed, unpacked
from goatherd.hunt.telemetry.kind import Principal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.hunt.application.facts import Fact, Facts
    from goatherd.hunt.application.invocations import Invocations
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.telemetry.kind import Evidence

_FACTS = {kind.__name__: kind for kind in (Call, Invocation, Change, Ran, Named, Assumed)}


@define
class Remembered:
    _store: Store

    def load(self, facts: Facts, invocations: Invocations, people: dict[str, str]) -> None:
        """In the order in which it was met."""
        rows = self._store.rows
        for fact, count, last, evidence in rows.execute("SELECT fact, count, last, evidence FROM facts ORDER BY rowid"):
            listed = [read(each) for each in json.loads(evidence)]
            facts.put(fact_in(fact), Seen(listed, count, unpacked(last), len(listed)))
        for name, number, evidence, *sums in rows.execute(
            "SELECT function, hour, evidence, invocations, log, used, cost, failed FROM hours ORDER BY rowid"
        ):
            hour = Hour(read(evidence), *sums)
            hour.fresh = False
            invocations.put(unpacked(name), number, hour)
        people.update(
            {address: unpacked(actor) for address, actor in rows.execute("SELECT address, actor FROM people")}
        )

    def save(self, facts: Facts, invocations: Invocations, people: dict[str, str]) -> None:
        """What came since the last time."""
        today, rows = self._store.today, self._store.rows
        rows.executemany(
            """
            INSERT INTO facts VALUES (?, ?, ?, ?, ?) ON CONFLICT (fact) DO UPDATE
            SET count = excluded.count, last = excluded.last, evidence = excluded.evidence, day = excluded.day
            """,
            (
                (written_fact(fact), seen.count, packed(seen.last), _listed(seen.evidence), today)
                for fact, seen in facts.settled()
            ),
        )
        rows.executemany(
            """
            INSERT INTO hours VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (function, hour) DO UPDATE
            SET invocations = excluded.invocations, log = excluded.log, used = excluded.used, cost = excluded.cost,
            failed = excluded.failed, day = excluded.day
            """,
            (
                (
                    *(packed(name), number, written(hour.evidence), hour.invocations),
                    *(hour.log, hour.used, hour.cost, hour.failed, today),
                )
                for name, number, hour in invocations.settled()
            ),
        )
        rows.executemany(
            "INSERT INTO people VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET day = excluded.day",
            ((address, packed(actor), today) for address, actor in people.items()),
        )

    def untold(self, alert: str, seen: Iterable[Evidence], count: int) -> tuple[list[Evidence], int]:
        """Of the records that an alert has, those that no run has told, and how many that are; they count as told now.
        `seen` are the first of `count`.
        """
        today, rows, about = self._store.today, self._store.rows, digest(alert)
        untold = []
        for each in seen:
            row = (about, digest(written(each)))
            if rows.execute("SELECT 1 FROM told WHERE alert = ? AND record = ?", row).fetchone() is None:
                untold.append(each)
            rows.execute(
                "INSERT INTO told VALUES (?, ?, ?) ON CONFLICT (alert, record) DO UPDATE SET day = excluded.day",
                (*row, today),
            )
        told = rows.execute("SELECT count FROM counted WHERE alert = ?", (about,)).fetchone()
        rows.execute("INSERT OR REPLACE INTO counted VALUES (?, ?, ?)", (about, count, today))
        return untold, max(count - (told[0] if told else 0), len(untold))


def written_fact(fact: Fact) -> str:
    return json.dumps([type(fact).__name__, asdict(fact)])


def fact_in(text: str) -> Fact:
    name, values = json.loads(text)
    return _FACTS[name](**{key: _value(value) for key, value in values.items()})


def _listed(evidence: Sequence[Evidence]) -> str:
    return json.dumps(list(map(written, evidence)))


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return (Session if "role" in value else Principal)(**value)
    return tuple(value) if isinstance(value, list) else value
