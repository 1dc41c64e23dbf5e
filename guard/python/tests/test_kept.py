"""What the firewall keeps of an event for the next one: it changes no answer, and does not grow."""

import json
import tracemalloc
from pathlib import Path

import pytest
from goatherd_guard.firewall.wall import Wall
from goatherd_guard.policy import Policy

CASES = Path(__file__).parents[2] / "cases"
TABLE = json.loads((CASES / "table.json").read_text(encoding="utf-8"))
TABLE["kinds"] = json.loads((CASES.parent / "kinds.json").read_text(encoding="utf-8"))
NUMBERED = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(CASES.glob("[0-9]*.json"))]
EVENTS = [case["event"] for case in NUMBERED if "event" in case]
POLICY = {
    "version": 1,
    "mode": "block",
    "events": {
        "others": ["shell", "sql", "nosql", "path", "prototype", "redirect", "header"],
        "fields": [
            {"path": "body.name", "families": ["sql"]},
            {"path": "headers.accept", "families": []},
            {"path": "Records[].body", "families": ["shell"]},
        ],
    },
}


def wall():
    return Wall(TABLE, Policy(POLICY))


def answers(wall, event):
    reading = wall.read(event)
    found = {(each.rule, each.family, each.field, each.value, each.record) for each in reading.decisions}
    return reading.kind.name, found, reading.refused


def test_an_event_is_answered_as_if_it_was_the_first():
    old, expected = wall(), [answers(wall(), event) for event in EVENTS]
    for _ in range(2):
        assert [answers(old, event) for event in EVENTS] == expected


@pytest.mark.parametrize("other", ["text", ["text"], {"x": {"y": "a; cat /etc/passwd"}}, None, 1])
def test_a_field_that_holds_something_else_in_the_next_event_is_read_as_that(other):
    event = {"version": "2.0", "rawPath": "/", "requestContext": {"http": {}}, "body": '{"a": "b; cat /etc/passwd"}'}
    changed = {**event, "headers": other, "cookies": other, "queryStringParameters": other, "body": other}
    old = wall()
    for each in (event, changed, {**event, "headers": {"Accept": "*/*"}}, event, changed):
        assert answers(old, each) == answers(wall(), each)


def test_names_of_which_every_event_has_others_take_no_more_memory():
    old = wall()
    tracemalloc.start()
    try:
        for number in range(100):
            old.read({"body": {f"{number} {place} {'x' * 200}": "text" for place in range(50)}})
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 4 << 20
