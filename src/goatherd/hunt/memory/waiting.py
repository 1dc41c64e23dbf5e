"""The records that correlations wait with, by correlation and group, until their windows are judged."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from attrs import define, field

from goatherd.hunt.memory.evidence import read, written
from goatherd.hunt.memory.store import digest, digest_again, packed, unpacked
from goatherd.hunt.windows import firing, microseconds, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.memory.store import Store
    from goatherd.hunt.rule import Correlation
    from goatherd.hunt.telemetry.kind import Evidence

_BUFFERED = 1_000  # records,
_WEIGHT = 1 << 20  # or letters of their groups


@define
class Kept:
    _store: Store
    _buffer: list[tuple[object, ...]] = field(factory=list, init=False)
    _weight: int = field(default=0, init=False)

    def add(
        self, correlation: str, group: str, time: int, name: str, value: str, file: str, evidence: Evidence
    ) -> None:
        """`time` in microseconds; `name` is that of the record's rule, `value` what is counted of it, if
        anything. `file` tells the
        file from others that were at its path.
        """
        series, place = digest_again(correlation, group), (packed(evidence.path), evidence.number, digest_again(file))
        told = (name, digest(value) if value else 0, written(evidence))
        self._buffer.append((series, correlation, packed(group), time, *place, *told))
        self._weight += len(group)
        if len(self._buffer) >= _BUFFERED or self._weight >= _WEIGHT:
            self._flush()

    def _flush(self) -> None:
        self._store.rows.executemany("INSERT INTO fresh VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._buffer)
        self._buffer.clear()
        self._weight = 0

    def judge(self, correlations: Iterable[Correlation], alerts: Alerts) -> None:
        """The windows that hold what was added since they were judged last."""
        self._flush()
        rows = self._store.rows
        rows.execute("INSERT OR IGNORE INTO series SELECT series, correlation, grp FROM fresh")
        rows.execute(
            """
            INSERT OR IGNORE INTO waiting
            SELECT series, time, path, number, file, name, value, evidence, 0, ? FROM fresh
            ORDER BY series, time, path, number, file, name
            """,
            (self._store.today,),
        )
        by_id = {correlation.about.id: correlation for correlation in correlations}
        changed = rows.execute("SELECT correlation, series, grp, MIN(time) FROM fresh GROUP BY correlation, series")
        for correlation, series, group, since in changed:
            self._judge(by_id[correlation], series, unpacked(group), since, alerts)
        rows.execute("DELETE FROM fresh")

    def _judge(self, correlation: Correlation, series: int, group: str, since: int, alerts: Alerts) -> None:
        """Windows that end before `since` hold nothing new."""
        back = microseconds(correlation.within)
        records = self._store.rows.execute(
            "SELECT time, name, value FROM waiting WHERE series = ? AND time >= ? ORDER BY time", (series, since - back)
        )
        ends = (time for time in firing(correlation, records) if time >= since)
        for first, last in spans(ends, back):
            seen = self._untold(series, first, last)
            if (one := next(seen, None)) is not None:
                alerts.add(correlation.about, group, chain([one], seen))

    def _untold(self, series: int, first: int, last: int) -> Iterator[Evidence]:
        """The records of a span of time; one may be there for several rules."""
        span = (series, first, last)
        here = "series = ? AND time BETWEEN ? AND ? AND told = 0"
        before: tuple[int, int] | None = None
        found = self._store.rows.execute(
            f"SELECT file, number, evidence FROM waiting WHERE {here} ORDER BY time, path, number, file", span
        )
        for file, number, evidence in found:
            if (file, number) != before:
                before = (file, number)
                yield read(evidence)
        self._store.rows.execute(f"UPDATE waiting SET told = 1 WHERE {here}", span)
