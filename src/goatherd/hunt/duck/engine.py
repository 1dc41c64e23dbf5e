"""A hunt with DuckDB: rules -> SQL -> the records of alerts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import msgspec

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.hunt.duck.lake import is_odd, opened
from goatherd.hunt.hunting import Hunt, Touched
from goatherd.hunt.lake.columns import FILE, NUMBER, PLACE, RECORD, table_name
from goatherd.hunt.lake.mark import lake_at
from goatherd.hunt.rule import Correlation
from goatherd.hunt.sql.dialects import written
from goatherd.hunt.sql.matches import matches
from goatherd.hunt.sql.uses import judged, uses
from goatherd.hunt.sql.windows import speaking
from goatherd.hunt.stream.engine import Match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.rule import About
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.telemetry.batch import Damage
    from goatherd.hunt.telemetry.kind import Kind

    Record = tuple[int, str | None, Kind, dict[str, Any], str, int]

ROWS = 1_000
_NO_MATCHES = """
    (SELECT 0 AS use, 0::BIGINT AS record_place, NULL::TIMESTAMP AS record_time, '' AS record_file,
        0::BIGINT AS record_number, '' AS identity, '' AS grp, '' AS val LIMIT 0)
"""
_event = msgspec.json.Decoder(dict[str, Any])


def hunt(
    path: Path,
    read: ReadRules,
    *,
    baseline: Baseline | None = None,
    keep: Callable[[Damage], None] = lambda damage: None,
) -> Hunt:
    """Below `path` are logs, or it is a lake; everything else is as the stream has it."""
    with TemporaryDirectory(prefix="goatherd-") as folder:
        found, lake = Hunt(baseline=baseline), path
        made = lake_at(path)
        if made is None:
            from goatherd.hunt.lake.convert import convert  # a lake is read without pyarrow

            lake = Path(folder, "lake")

            def tell(damage: Damage) -> None:
                keep(damage)
                found.tell(damage)

            made = convert(path, lake, keep=tell)
        found.files, found.records, found.damages = made.files, made.records, made.damages
        connection, kinds = opened(lake, Path(folder, "spill"))
        with connection:
            _Hunting(connection, kinds, read, baseline).into(found)
        return found


class _Hunting:
    """Three steps: what records rules are about, which of them are alerts, and what they are."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, kinds: list[Kind], read: ReadRules, baseline: Baseline | None
    ) -> None:
        self._connection = connection
        self._kinds = kinds
        about_applications = baseline.rules if baseline else ()
        chosen = {rule.about.id for rule in about_applications}
        all_uses = uses((*read.rules, *about_applications), read.correlations)
        self._uses = [use for use in all_uses if use.rule.about.id not in chosen]
        self._of_applications = [use for use in all_uses if use.rule.about.id in chosen]

    def into(self, found: Hunt) -> None:
        odd = [kind for kind in self._kinds if is_odd(self._connection, kind)]
        try:
            self._match(odd)
        except duckdb.Error:
            self._leave_out_what_is_refused(found)
            self._match(odd)
        found.untimed = self._untimed()
        abouts = self._judge()
        for number, group, kind, event, file, in_file in self._records("speaking", "number, grp, nth"):
            evidence = kind.evidence(event, file, in_file)
            found.alerts.add(abouts[number], group or evidence.actor, [evidence])
        if found.baseline is not None:
            self._hold_against(found.baseline, found.alerts)

    def _match(self, odd: list[Kind]) -> None:
        """What rules are about is `found`; the first copies of it are `matches`, without what applications ask for."""
        query = matches([*self._uses, *self._of_applications], self._kinds, odd)
        records = f"({written(query, 'duckdb')})" if query is not None else _NO_MATCHES
        kept = "TABLE" if self._of_applications else "VIEW"  # which is asked once
        self._connection.execute(f"CREATE OR REPLACE TEMP {kept} found AS SELECT * FROM {records}")
        self._connection.execute(
            """
            CREATE TEMP TABLE matches AS SELECT * FROM found WHERE use IN (SELECT UNNEST(?))
            QUALIFY ROW_NUMBER() OVER (PARTITION BY use, identity ORDER BY record_place) = 1
            """,
            [[use.number for use in self._uses]],
        )

    def _leave_out_what_is_refused(self, found: Hunt) -> None:
        """Rules that DuckDB cannot be asked, since a field has no name say, and their correlations."""
        refused: set[str] = set()
        for use in (*self._uses, *self._of_applications):
            try:
                if (query := matches([use], self._kinds)) is not None:
                    self._connection.execute(f"EXPLAIN {written(query, 'duckdb')}")
            except duckdb.Error as error:
                about = use.judge.about if isinstance(use.judge, Correlation) else use.rule.about
                if about.id not in refused:
                    why = str(error).partition("\n")[0]
                    message = f"the rule {about.title!r} is not asked: DuckDB refuses it: {why}"
                    found.diagnoses.append(Diagnosis(Span(about.origin or about.id, 1), message))
                refused.add(about.id)
        leading = [uses for about, uses in judged(self._uses) if about.id not in refused]
        self._uses = [use for uses in leading for use in uses]
        self._of_applications = [use for use in self._of_applications if use.rule.about.id not in refused]

    def _untimed(self) -> int:
        """Matches that a correlation or a rule about what is new would have needed the time of."""
        one_a_rule = {use.rule.about.id: use.number for use in self._uses if use.judge is not None}
        query = "SELECT COUNT(*) FROM matches WHERE record_time IS NULL AND use IN (SELECT UNNEST(?))"
        (count,) = self._connection.execute(query, [list(one_a_rule.values())]).fetchone() or (0,)
        return int(count)

    def _judge(self) -> list[About]:
        """Fill `speaking` with the records of alerts, and say what the alerts are that it numbers."""
        self._connection.execute("""
            CREATE TEMP TABLE speaking (number INTEGER, grp VARCHAR, nth BIGINT, record_place BIGINT)
        """)
        abouts: list[About] = []
        for about, leading in judged(self._uses):
            use = leading[0]
            group = "grp" if isinstance(use.judge, Correlation) else "NULL"
            order = "record_place" if use.judge is None else "record_time, record_file, record_number"
            self._connection.execute(f"""
                INSERT INTO speaking
                SELECT {len(abouts)}, {group}, ROW_NUMBER() OVER (ORDER BY {order}), record_place
                FROM ({written(speaking(leading), "duckdb")})
            """)
            abouts.append(about)
        return abouts

    def _hold_against(self, baseline: Baseline, alerts: Alerts) -> None:
        rules = {use.number: use.rule for use in self._of_applications}
        self._connection.execute(
            """
            CREATE TEMP TABLE looked_at AS
            SELECT use AS number, NULL::VARCHAR AS grp, record_place FROM found WHERE use IN (SELECT UNNEST(?))
            """,
            [list(rules)],
        )
        for number, _, kind, event, file, in_file in self._records("looked_at", "record_place, number"):
            baseline.add(Match(rules[number], kind, event, file, in_file))
        baseline.judge(alerts)
        self._touched(alerts).tell(alerts, baseline)

    def _touched(self, alerts: Alerts) -> Touched:
        """By those records of alerts that rules are about."""
        told = {(each.path, each.number): None for alert in alerts.ordered for each in alert.evidence}
        self._connection.execute(
            """
            CREATE TEMP TABLE told AS
            SELECT DISTINCT 0 AS number, NULL::VARCHAR AS grp, record_place
            FROM found SEMI JOIN (SELECT UNNEST(?) AS record_file, UNNEST(?) AS record_number) AS places
                USING (record_file, record_number)
            WHERE use IN (SELECT UNNEST(?))
            """,
            [[path for path, _ in told], [number for _, number in told], [use.number for use in self._uses]],
        )
        touched = Touched()
        for _, _, _, event, file, in_file in self._records("told", "record_place"):
            touched.note(event, file, in_file)
        return touched

    def _records(self, table: str, order: str) -> Iterator[Record]:
        """Those that `table` has by their `record_place`, each with its `number` and `grp` there."""
        if not self._kinds:
            return
        tables = [
            f"SELECT {kind_number} AS kind, {table}.*, {FILE}, {NUMBER}, {RECORD} "
            f"FROM {table} JOIN {table_name(kind.telemetry)} USING ({PLACE})"
            for kind_number, kind in enumerate(self._kinds)
        ]
        records = self._connection.execute(f"""
            SELECT kind, number, grp, {FILE}, {NUMBER}, {RECORD}
            FROM ({" UNION ALL ".join(tables)}) ORDER BY {order}
        """)
        while rows := records.fetchmany(ROWS):
            for kind_number, number, group, file, in_file, record in rows:
                kind = self._kinds[kind_number]
                yield number, group, kind, kind.plain(_event.decode(record)), file, in_file
