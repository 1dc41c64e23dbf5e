"""Which matches are alerts, as SELECTs over `matches`: what `goatherd.hunt.windows` says of a group of records.

Only windows without DISTINCT, and with bounds by time, since not every engine has more. A record that has the same
time as another stands in the other's window, as RANGE has it. Each statement gives `grp`, `record_place`,
`record_time`, `record_file` and `record_number` of the records that take part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from goatherd.hunt.rule import New

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from goatherd.hunt.rule import Correlation
    from goatherd.hunt.sql.uses import Use

_RECORD = "grp, record_place, record_time, record_file, record_number"
_BEFORE = "PARTITION BY grp ORDER BY record_time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
_ORDERS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
Named = dict[str, list[int]]  # numbers of uses by the name of their rule


def speaking(judged: Sequence[Use]) -> exp.Query:
    """The records of alerts, by uses that lead to the same ones."""
    judge = judged[0].judge
    if judge is None:
        return _parsed(f"SELECT {_RECORD} FROM matches WHERE {_is([judged[0].number])}")
    if isinstance(judge, New):
        return _firsts(judge, judged[0].number)
    named: Named = {name: [] for name in judge.rules}
    for use in judged:
        named[use.name].append(use.number)
    return _taking_part(judge, named)


def _taking_part(correlation: Correlation, named: Named) -> exp.Query:
    length = _length(correlation.within)
    ctes, fires = _fires(correlation, named, length)
    return _parsed(
        f"""
        WITH seen AS (SELECT * FROM matches WHERE {_is(_all(named))} AND NOT record_time IS NULL),
        {ctes}
        taking AS (
          SELECT {_RECORD}, MAX(CASE WHEN {fires} THEN 1 ELSE 0 END) OVER (
            PARTITION BY grp ORDER BY record_time RANGE BETWEEN CURRENT ROW AND {length} FOLLOWING
          ) AS takes
          FROM counted
        )
        SELECT {_RECORD} FROM taking WHERE takes = 1 GROUP BY {_RECORD}
        """
    )


def _firsts(new: New, use: int) -> exp.Query:
    """The first records of their values, where the group was known for long enough before them."""
    return _parsed(
        f"""
        WITH ranked AS (
          SELECT *,
            ROW_NUMBER() OVER (PARTITION BY grp, val ORDER BY record_time, record_file, record_number) AS nth,
            MIN(record_time) OVER (PARTITION BY grp) AS begun
          FROM matches WHERE {_is([use])} AND NOT record_time IS NULL
        )
        SELECT {_RECORD} FROM ranked WHERE nth = 1 AND record_time >= begun + {_length(new.after)}
        """
    )


def _fires(correlation: Correlation, named: Named, length: str) -> tuple[str, str]:
    """Common table expressions, of which the last is `counted`, and when a row of it fires."""
    fires = f"number {_ORDERS[correlation.order]} {correlation.number}"
    window = f"PARTITION BY grp ORDER BY record_time RANGE BETWEEN {length} PRECEDING AND CURRENT ROW"
    if correlation.kind == "temporal_ordered":
        return _in_order(correlation.rules, named, length)
    if correlation.kind == "temporal":
        each = [f"MAX(CASE WHEN {_is(uses)} THEN 1 ELSE 0 END) OVER ({window})" for uses in named.values()]
        return f"counted AS (SELECT *, {' + '.join(each)} AS number FROM seen),", fires
    if correlation.kind == "event_count" and not correlation.counted and len(_all(named)) == 1:
        return f"counted AS (SELECT *, COUNT(*) OVER ({window}) AS number FROM seen),", fires
    return _distinct("val" if correlation.counted else "identity", length), fires


def _in_order(rules: Sequence[str], named: Mapping[str, list[int]], length: str) -> tuple[str, str]:
    """`begunN` is the latest time at which a chain of the first N rules began that has come this far."""
    ctes, source = [], "seen"
    for place, rule in enumerate(rules, 1):
        begun = f"begun{place - 1}" if place > 1 else "record_time"
        latest = f"MAX(CASE WHEN {_is(named[rule])} THEN {begun} END) OVER ({_BEFORE})"
        name = "counted" if place == len(rules) else f"chain{place}"
        ctes.append(f"{name} AS (SELECT *, {latest} AS begun{place} FROM {source}),")
        source = name
    return " ".join(ctes), f"{_is(named[rules[-1]])} AND begun{len(rules)} >= record_time - {length}"


def _distinct(value: str, length: str) -> str:
    """How many different values a window holds: a value begins to count at its first record, and ends to behind the
    window of one that has no other after it.
    """
    one_value = f"PARTITION BY grp, {value} ORDER BY record_time"
    last = f"again IS NULL OR again > record_time + {length}"
    return f"""
        neighbours AS (
          SELECT *, LAG(record_time) OVER ({one_value}) AS earlier, LEAD(record_time) OVER ({one_value}) AS again
          FROM seen
        ),
        steps AS (
          SELECT {_RECORD}, 0 AS ends,
            CASE WHEN earlier IS NULL OR earlier < record_time - {length} THEN 1 ELSE 0 END AS step
          FROM neighbours
          UNION ALL
          SELECT grp, NULL, record_time + {length}, NULL, NULL, 1, -1 FROM neighbours WHERE {last}
        ),
        summed AS (
          SELECT *, SUM(step) OVER (
            PARTITION BY grp ORDER BY record_time, ends RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          ) AS number
          FROM steps
        ),
        counted AS (SELECT * FROM summed WHERE ends = 0),
        """


def _all(named: Named) -> list[int]:
    return [number for numbers in named.values() for number in numbers]


def _is(uses: Sequence[int]) -> str:
    return f"use IN ({', '.join(map(str, uses)) or 'NULL'})"


def _length(length: timedelta) -> str:
    return f"INTERVAL '{int(length.total_seconds())}' SECOND"


def _parsed(text: str) -> exp.Query:
    found = parse_one(text, read="trino")
    assert isinstance(found, exp.Query)
    return found
