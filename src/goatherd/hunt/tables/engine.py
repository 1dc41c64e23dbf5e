"""A hunt in a lake: rules -> SQL -> the records of alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.hunt.hunting import Touched
from goatherd.hunt.lake.columns import FILE, NUMBER, ODD, PLACE, RECORD, TIME, table_name
from goatherd.hunt.rule import Correlation, New
from goatherd.hunt.sql.dialects import written
from goatherd.hunt.sql.fewer import about_most, fewer, meetings
from goatherd.hunt.sql.matches import FIRST_COPIES, matches
from goatherd.hunt.sql.uses import judged, uses
from goatherd.hunt.sql.windows import speaking
from goatherd.hunt.stream.engine import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlglot import exp

    from goatherd.hunt.alerts import Alerts
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.rule import About
    from goatherd.hunt.sigma import ReadRules
    from goatherd.hunt.sql.uses import Use
    from goatherd.hunt.tables.database import Database
    from goatherd.hunt.telemetry.kind import Kind

    Record = tuple[int, str | None, Kind, dict[str, Any], str, int]

TOGETHER = 40  # rules in one statement: each reads all files of its tables, and holds what it knows of them
_NO_GROUP = "CAST(NULL AS STRING)"
_event = msgspec.json.Decoder(dict[str, Any])


def ask(database: Database, read: ReadRules, found: Hunt) -> None:
    """All that rules and the application of `found`, where there is one, have to say of the tables."""
    _Hunting(database, read, found.baseline).into(found)


class _Hunting:
    """Three steps: what records rules are about, which of them are alerts, and what they are."""

    def __init__(self, database: Database, read: ReadRules, baseline: Baseline | None) -> None:
        self._database = database
        about_applications = baseline.rules if baseline else ()
        chosen = {rule.about.id for rule in about_applications}
        all_uses = uses((*read.rules, *about_applications), read.correlations)
        self._uses = [use for use in all_uses if use.rule.about.id not in chosen]
        self._of_applications = [use for use in all_uses if use.rule.about.id in chosen]
        self._counts: dict[int, tuple[int, int]] = {}  # of matches of each use, and of those with a time

    def into(self, found: Hunt) -> None:
        odd = self._odd()
        try:
            self._match(odd)
        except self._database.errors:
            self._leave_out_what_is_refused(found)
            self._match(odd)
        found.untimed = self._untimed()
        if abouts := self._judge():
            order = f"number, grp, nth, {TIME}, {FILE}, {NUMBER}"
            matching = [use for use in self._uses if use.number in self._counts]
            for number, group, kind, event, file, in_file in self._records("SELECT * FROM speaking", order, matching):
                seen = kind.evidence(event, file, in_file)
                of_whom = seen.principal.group if group is None else group
                found.alerts.add(abouts[number], of_whom, [seen])
        if found.baseline is not None:
            self._hold_against(found.baseline, found.alerts)

    def _odd(self) -> list[Kind]:
        """The kinds whose tables have odd records."""
        kinds = self._database.kinds
        tables = [f"SELECT {at} AS kind FROM {table_name(kind.telemetry)} WHERE {ODD}" for at, kind in enumerate(kinds)]
        if not tables:
            return []
        query = f"SELECT DISTINCT kind FROM ({' UNION ALL '.join(tables)}) AS odd"
        return [kinds[at] for (at,) in self._database.rows(query)]

    def _match(self, odd: list[Kind]) -> None:
        """What rules are about is `found`; the first copies of it are `matches`, without what applications ask for."""
        texts = [written(query, self._database.dialect) for query in self._matching(odd)]
        if not texts:
            return
        if self._of_applications or len(texts) > 1:  # applications ask once more
            self._database.keep("found", texts)
        else:
            self._database.define("found", texts[0])
        # Of the copies of a record any may be the first of its values: only others are told apart.
        new = [use for use in self._uses if isinstance(use.judge, New)]
        others = [use for use in self._uses if not isinstance(use.judge, New)]
        copied = f"{_is(others)} OR ({_is(new)} AND {TIME} IS NULL)"
        copies = FIRST_COPIES.format(found=f"(SELECT * FROM found WHERE {copied}) AS asked")
        firsts = f"SELECT *, 1 AS copy FROM found WHERE {_is(new)} AND NOT {TIME} IS NULL"
        self._database.keep("matches", [f"SELECT * FROM ({copies}) AS firsts", firsts])
        counts = self._database.rows(f"SELECT use, COUNT(*), COUNT({TIME}) FROM matches GROUP BY use")
        self._counts = {use: (count, timed) for use, count, timed in counts}

    def _matching(self, odd: list[Kind]) -> Iterator[exp.Query]:
        """Where few columns are read at a time, of what rules are about most records for only what can be an alert."""
        database = self._database
        most = [] if database.at_once else [use for use in self._uses if about_most(use, database.kinds)]
        if gathering := [written(each, database.dialect) for each in meetings(most, self._uses, database.kinds, odd)]:
            database.keep("meetings", gathering)
        numbers = {use.number for use in most}
        asking = [use for use in (*self._uses, *self._of_applications) if use.number not in numbers]
        parts = [asking[at : at + TOGETHER] for at in range(0, len(asking), TOGETHER)]
        queries = [matches(part, database.kinds, odd, at_once=database.at_once) for part in parts]
        yield from (query for query in queries if query is not None)
        yield from (fewer(use, query) for use in most if (query := matches([use], database.kinds, odd)) is not None)

    def _leave_out_what_is_refused(self, found: Hunt) -> None:
        """Rules that the engine cannot be asked, since a field has no name say, and their correlations."""
        refused: set[str] = set()
        for use in (*self._uses, *self._of_applications):
            try:
                if (query := matches([use], self._database.kinds)) is not None:
                    self._database.check(query)
            except self._database.errors as error:
                about = use.judge.about if isinstance(use.judge, Correlation) else use.rule.about
                if about.id not in refused:
                    why = str(error).partition("\n")[0]
                    message = f"the rule {about.title!r} is not asked: {self._database.name} refuses it: {why}"
                    found.diagnoses.append(Diagnosis(Span(about.origin or about.id, 1), message))
                refused.add(about.id)
        leading = [uses for about, uses in judged(self._uses) if about.id not in refused]
        self._uses = [use for uses in leading for use in uses]
        self._of_applications = [use for use in self._of_applications if use.rule.about.id not in refused]

    def _untimed(self) -> int:
        """Matches that a correlation or a rule about what is new would have needed the time of."""
        one_a_rule = {use.rule.about.id: use.number for use in self._uses if use.judge is not None}
        counts = [self._counts.get(number, (0, 0)) for number in one_a_rule.values()]
        return sum(count - timed for count, timed in counts)

    def _judge(self) -> dict[int, About]:
        """Fill `speaking` with the records of alerts, and say what the alerts are that it numbers."""
        abouts: dict[int, About] = {}
        alone: list[Use] = []
        queries: list[str] = []
        for about, leading in judged(self._uses):
            if not any(use.number in self._counts for use in leading):
                continue
            use = leading[0]
            abouts[use.number] = about
            if use.judge is None:
                alone.append(use)
            else:
                group = "grp" if isinstance(use.judge, Correlation) else _NO_GROUP
                query = written(speaking(leading), self._database.dialect)
                queries.append(
                    f"SELECT {use.number} AS number, {group} AS grp, 0 AS nth, {PLACE} FROM ({query}) AS judged"
                )
        if alone:
            queries.append(
                f"SELECT use AS number, {_NO_GROUP} AS grp, {PLACE} AS nth, {PLACE} FROM matches WHERE {_is(alone)}"
            )
        if queries:
            self._database.keep("speaking", queries)
        return abouts

    def _hold_against(self, baseline: Baseline, alerts: Alerts) -> None:
        rules = {use.number: use.rule for use in self._of_applications}
        looked_at = f"SELECT use AS number, {_NO_GROUP} AS grp, {PLACE} FROM found WHERE {_is(self._of_applications)}"
        order = f"{PLACE}, number"
        for number, _, kind, event, file, in_file in self._records(looked_at, order, self._of_applications):
            baseline.add(Match(rules[number], kind, event, file, in_file))
        baseline.judge(alerts)
        self._touched(alerts).tell(alerts, baseline)

    def _touched(self, alerts: Alerts) -> Touched:
        """By those records of alerts that rules are about."""
        told = {(each.path, each.number): None for alert in alerts.ordered for each in alert.evidence}
        touched = Touched()
        if not told:
            return touched
        self._database.place("told", told)
        chosen = f"""
            SELECT DISTINCT 0 AS number, {_NO_GROUP} AS grp, {PLACE}
            FROM found JOIN told USING ({FILE}, {NUMBER}) WHERE {_is(self._uses)}
        """
        for _, _, _, event, file, in_file in self._records(chosen, PLACE, self._uses):
            touched.note(event, file, in_file)
        return touched

    def _records(self, chosen: str, order: str, about: Sequence[Use]) -> Iterator[Record]:
        """Those that are chosen by their `record_place`, each with its `number` and `grp` there, of the kinds that the
        uses are about.
        """
        kinds = self._database.kinds
        tables = [
            f"SELECT {at} AS kind, chosen.*, {TIME}, {FILE}, {NUMBER}, {RECORD} "
            f"FROM ({chosen}) AS chosen JOIN {table_name(kind.telemetry)} USING ({PLACE})"
            for at, kind in enumerate(kinds)
            if any(use.rule.telemetry.covers(kind.telemetry) for use in about)
        ]
        if not tables:
            return
        columns = ("kind", "number", "grp", FILE, NUMBER, RECORD)
        for at, number, group, file, in_file, record in self._database.ordered(
            " UNION ALL ".join(tables), columns, order
        ):
            kind = kinds[at]
            yield number, group, kind, kind.plain(_event.decode(record)), file, in_file


def _is(uses: Iterable[Use]) -> str:
    return f"use IN ({', '.join(str(use.number) for use in uses) or 'NULL'})"
