"""What rules find where records say nothing, say it twice, in lists, in other letters or in another time zone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.duck.engine import hunt as hunt_with_duckdb
from goatherd.hunt.hunting import hunt
from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.spark.engine import hunt as hunt_with_spark

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.hunt.hunting import Hunt

RECORDS: list[dict[str, Any]] = [
    {"eventID": "1", "eventName": "PutObject", "errorCode": None, "requestParameters": {"tags": ["A", "b"], "n": 12}},
    {"eventID": "1", "eventName": "PutObject", "errorCode": None, "requestParameters": {"tags": ["A", "b"], "n": 12}},
    {"eventID": "3", "eventName": "putobject", "requestParameters": {"tags": [], "n": "12"}},
    {
        "eventID": "4",
        "errorCode": "",
        "eventName": "PutObject",
        "requestParameters": {"tags": [{"key": "a"}], "n": 12.0},
    },
    {"eventID": "5", "eventName": "PutObject", "requestParameters": {"tags": {"key": ["x", ["A"]]}, "n": 12345678.9}},
    {"eventID": "6", "eventName": "PutObject", "requestParameters": '{"tags": ["a"]}'},
    {"eventID": "7", "eventName": "PutObject", "requestParameters": [{"tags": "größe"}, {"tags": None}]},
    {"eventID": "8", "eventName": "PutObject", "requestParameters": None, "sourceIPAddress": "10.0.0.1\n"},
    {"eventID": "9", "eventName": ["PutObject"], "requestParameters": {"n": "12\n"}, "sourceIPAddress": "10.0.0.1"},
    {"eventName": "PutObject", "userAgent": 'say "a"', "requestParameters": {"tags": {"b": 'c"d', "a": 1}}},
    {"eventName": "PutObject", "userAgent": 'say "a"', "requestParameters": {"tags": {"b": 'c"d', "a": 1}}},
]
ALL = [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]  # the second says that it is the first
ASKED: dict[str, list[int]] = {
    "{errorCode: null}": [each for each in ALL if each != 4],
    "{errorCode|exists: true}": [4],
    "{errorCode: ''}": [4],
    "{requestParameters.tags: null}": [3, 6, 8, 9],
    "{requestParameters.tags: a}": [1],
    "{requestParameters.tags|cased: A}": [1],
    "{requestParameters.tags|cased: a}": [],
    "{requestParameters.tags: GRÖSSE}": [],
    "{requestParameters.tags: GRÖßE}": [7],
    "{requestParameters.tags.key: a}": [4, 5],
    "{requestParameters.tags.key|cased: A}": [5],
    "{requestParameters.tags.key|re: ^A$}": [5],
    "{requestParameters.tags|contains: 'c\"d'}": [10, 11],
    "{requestParameters.n: 12}": [1, 3, 4],
    "{requestParameters.n|gte: 12}": [1, 3, 4, 5],
    "{requestParameters.n: 12345678.9}": [5],
    "{requestParameters: '*tags*'}": [1, 3, 4, 5, 6, 7, 10, 11],
    "{sourceIPAddress|cidr: 10.0.0.0/8}": [9],
    "{eventName: PUTOBJECT, userAgent: 'SAY \"A\"'}": [10, 11],
}
TIMES = [
    *("2026-03-29T00:59:00Z", "2026-03-29T01:01:00Z"),  # around the hour that Europe leaves out
    *("2026-03-29T03:04:00+02:00", "2026-03-28T20:06:00-05:00"),  # four and six minutes past one in UTC
    *("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"),  # an hour apart
    "2026-11-01T01:30:00",  # which nobody can say
]
ENGINES = {"stream": hunt, "duckdb": hunt_with_duckdb, "spark": hunt_with_spark}
SOURCE = "logsource: {product: aws, service: cloudtrail}"
SEVERAL = f"""
title: t
name: timed
{SOURCE}
detection: {{timed: {{eventName: Timed}}, condition: timed}}
---
title: t
name: near
correlation: {{type: event_count, rules: [timed], timespan: 6m, condition: {{gte: 3}}}}
---
title: t
name: new
{SOURCE}
detection: {{timed: {{eventName: Timed}}, condition: timed}}
new: {{fields: [eventID], after: 1h}}
"""


def rule(name: str, question: str, condition: str) -> str:
    asked = f"{{put: {{eventName: PutObject}}, asked: {question}, condition: {condition}}}"
    return f"title: t\nname: {name}\n{SOURCE}\ndetection: {asked}\n"


def told(found: Hunt) -> dict[str, list[int]]:
    """The numbers of each rule's records."""
    numbers: dict[str, list[int]] = {}
    for alert in found.alerts.ordered:
        numbers.setdefault(alert.about.id, []).extend(each.number for each in alert.evidence)
    return {id: sorted(each) for id, each in numbers.items()}


@pytest.mark.parametrize("engine", ["stream", "duckdb", "spark"])
def test_edge_cases(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> None:
    timed = [{"eventID": time, "eventName": "Timed", "eventTime": time} for time in TIMES]
    (tmp_path / "trail.json").write_text(json.dumps({"Records": RECORDS + timed}))
    rules = [rule(f"is{number}", question, "put and asked") for number, question in enumerate(ASKED)]
    rules += [rule(f"not{number}", question, "put and not asked") for number, question in enumerate(ASKED)]
    read = read_sigma("\n---\n".join([*rules, SEVERAL]), "rules.yml")
    assert not read.diagnoses
    if engine == "spark":
        request.getfixturevalue("spark")
    found = ENGINES[engine](tmp_path, read)
    expected = {}
    for number, fitting in enumerate(ASKED.values()):
        expected |= {f"is{number}": fitting, f"not{number}": [each for each in ALL if each not in fitting]}
    first = len(RECORDS) + 1
    expected |= {"near": [first, first + 1, first + 2, first + 3], "new": [first + 4, first + 5]}
    assert told(found) == {id: numbers for id, numbers in expected.items() if numbers}
    assert (found.records, found.untimed, found.damages) == (len(RECORDS) + len(TIMES), 2, 0)
