"""What was there first: of rules about what is new, since when each group is known, and each value's first record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.memory.evidence import read, written
from goatherd.hunt.memory.store import digest_again, packed
from goatherd.hunt.windows import microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.rule import Rule
    from goatherd.hunt.stream.engine import Match
    from goatherd.hunt.telemetry.kind import Evidence

    Seen = tuple[int, str, int]  # time, path, number: in the order of records

_BUFFERED = 2_000
ALIKE = 20_000  # groups of records whose first one is known
_LATER = "(excluded.time, excluded.path, excluded.number) >= (time, path, number)"


@define
class Firsts:
    """`_buffer` has the first record of each group and value since it was written last, `_alike` that of records which
    are known to have the same ones.
    """

    _store: Store
    _buffer: dict[tuple[str, int, int], tuple[Seen, Evidence]] = field(factory=dict, init=False)
    _alike: dict[tuple[str, int], Seen] = field(factory=dict, init=False)
    written: int = field(default=0, init=False)  # how often

    def add(self, rule: str, group: str, value: str, time: int, match: Match) -> None:
        """`time` in microseconds."""
        self._buffer[_key(rule, group, value)] = (time, match.path, match.number), match.evidence
        if len(self._buffer) >= _BUFFERED:
            self._flush()

    def is_later(self, rule: str, group: str, value: str, time: int, match: Match) -> bool:
        """Whether a record is surely not the first one: most are not, and need no more than this."""
        known = self._buffer.get(_key(rule, group, value))
        if known is None or known[0] > (time, match.path, match.number):
            return False
        if match.alike:
            if len(self._alike) >= ALIKE:
                self._alike.clear()
            self._alike[rule, match.alike] = known[0]
        return True

    def settled(self, rules: Iterable[str], alike: int) -> Seen | None:
        """Since when records that are `alike` are surely not the first ones for any of the rules; None if that is not
        known. It holds as long as `written` is the same.
        """
        known = [self._alike.get((rule, alike)) for rule in rules]
        return max((each for each in known if each is not None), default=None) if None not in known else None

    def _flush(self) -> None:
        today, rows = self._store.today, self._store.rows
        rows.executemany(
            "INSERT OR IGNORE INTO touched VALUES (?, ?)", {(rule, series) for rule, series, _ in self._buffer}
        )
        rows.executemany(
            """
            INSERT INTO begun VALUES (?, ?, ?)
            ON CONFLICT (series) DO UPDATE SET time = MIN(time, excluded.time), day = excluded.day
            """,
            [(series, seen[0], today) for (_, series, _), (seen, _) in self._buffer.items()],
        )
        rows.executemany(
            f"""
            INSERT INTO firsts VALUES (?, ?, ?, ?, ?, ?, 0, ?)
            ON CONFLICT (series, value) DO UPDATE SET
                time = CASE WHEN {_LATER} THEN time ELSE excluded.time END,
                path = CASE WHEN {_LATER} THEN path ELSE excluded.path END,
                number = CASE WHEN {_LATER} THEN number ELSE excluded.number END,
                evidence = CASE WHEN {_LATER} THEN evidence ELSE excluded.evidence END,
                day = excluded.day
            """,
            [
                (series, value, seen[0], packed(seen[1]), seen[2], written(evidence), today)
                for (_, series, value), (seen, evidence) in self._buffer.items()
            ],
        )
        self._buffer.clear()
        self._alike.clear()
        self.written += 1

    def judge(self, rules: Iterable[Rule], alerts: Alerts) -> None:
        """Of the groups that something was added to since they were judged last."""
        self._flush()
        rows = self._store.rows
        for rule in rules:
            assert rule.new is not None
            asked = (rule.about.id, microseconds(rule.new.after))
            here = """
                series IN (SELECT series FROM touched WHERE rule = ?) AND told = 0
                AND time >= (SELECT begun.time FROM begun WHERE begun.series = firsts.series) + ?
            """
            found = rows.execute(f"SELECT evidence FROM firsts WHERE {here} ORDER BY time, path, number", asked)
            for (evidence,) in found:
                first = read(evidence)
                alerts.add(rule.about, first.principal.group, [first])
            rows.execute(f"UPDATE firsts SET told = 1 WHERE {here}", asked)
        rows.execute("DELETE FROM touched")


def _key(rule: str, group: str, value: str) -> tuple[str, int, int]:
    return rule, digest_again(rule, group), digest_again(value)
