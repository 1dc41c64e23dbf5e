"""What is read of bodies of HTTP. guard/node/test/bodies.test.cjs asks the same."""

import json
from pathlib import Path

import pytest
from goatherd_guard.events.ground import Fields
from goatherd_guard.events.kinds import Kinds
from goatherd_guard.events.leaves import Limits, Walk
from goatherd_guard.events.texts import as_graphql
from goatherd_guard.firewall.wall import Wall
from goatherd_guard.policy import Policy

GUARD = Path(__file__).parents[2]
KINDS = Kinds(json.loads((GUARD / "kinds.json").read_text(encoding="utf-8")))
CASES = json.loads((GUARD / "cases" / "bodies.json").read_text(encoding="utf-8"))


def texts(event, limits=None):
    walk = Walk(KINDS, KINDS.of(event), Fields({"body": ["sql"]}), limits or Limits()).run(event)
    return sorted([spot.place, text] for text, spot in walk.leaves), walk.excess


def http(headers, body):
    return {"version": "2.0", "rawPath": "/", "requestContext": {"http": {}}, "headers": headers, "body": body}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_a_body_is_read_as_it_says(case):
    found, _ = texts(http(case["headers"], case["body"]))
    assert found == sorted(case["texts"])


def test_an_event_within_its_limits_is_read_whatever_is_decoded_of_it():
    """The body counts once as it came, and what is read of it as much again."""
    body = json.dumps({"a": "x" * 3000, "b": json.dumps(["y" * 800])})
    found, excess = texts(http({"content-type": "application/json"}, body), Limits(bytes=5000))
    assert not excess
    assert ["value", "y" * 800] in found
    found, excess = texts(http({"content-type": "application/json"}, body), Limits(bytes=1500))
    assert [what for what, _, _ in excess] == ["size"]


LONG = {
    "a letter": "a" * 400_000,
    "blanks within base64": "a" * 16 + " " * 400_000 + "!",
    "a token without an end": "a" * 8 + "." * 400_000 + "!",
    "parts of XML that never end": "<?xml?>" + "<![CDATA[" * 50_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_a_long_text_holds_is_told_in_linear_time(text):
    """With the square of its length it would take minutes."""
    found, excess = texts(http({"content-type": "application/json"}, json.dumps({"a": text})))
    assert ["name", "a"] in found
    assert not excess


def test_a_key_that_comes_again_and_again_is_asked_about_once():
    found, _ = texts(http({"content-type": "application/json"}, json.dumps([{"$where": "1"}, {"$where": "2"}])))
    assert found == [["name", "$where"], ["value", "1"], ["value", "2"]]


def test_a_dot_in_a_key_does_not_make_it_another_field_s():
    """Else who writes both chooses which of them is asked about."""
    for body in ({"a.b": "1", "a": {"b": "2"}}, {"a": {"b": "2"}, "a.b": "1"}):
        found, _ = texts(http({"content-type": "application/json"}, json.dumps({"x": body})))
        assert [text for place, text in found if place == "name"] == ["a", "a.b", "b", "x"]


def test_a_query_of_graphql_whose_quotes_never_end_is_read_in_linear_time():
    literals = as_graphql('{"' + '\\"' * 400_000)[1:]
    assert [len(each) for each in literals] == [800_000]


def test_bytes_that_are_no_text_are_asked_for_what_they_say():
    event = {"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "AAECAycgb3IgMT0xIC0tAAAAAAA="}}]}
    walk = Walk(KINDS, KINDS.of(event), Fields({}, ["sql", "header", "deserialization"]), Limits()).run(event)
    assert [(text, sorted(spot.families)) for text, spot in walk.leaves] == [
        ("\0\1\2\3' or 1=1 --\0\0\0\0\0", ["deserialization"]),
        ("    ' or 1=1 --     ", ["header", "sql"]),
    ]


def test_headers_stand_in_headers_whatever_kind_of_event_has_them():
    event = {"arguments": {"id": "1"}, "info": {}, "request": {"headers": {"Accept": "gzip"}}}
    walk = Walk(KINDS, KINDS.of(event), Fields({}, ["shell"]), Limits()).run(event)
    assert ("header:accept", "gzip") in [(spot.place, text) for text, spot in walk.leaves]


@pytest.mark.usefixtures("own_expressions")
def test_a_text_that_patterns_try_for_ever_is_refused_in_time_and_said():
    """The pattern is of the shape that a rule of the Core Rule Set has: Python would try for centuries."""
    test = {"on": ["value"], "operator": "rx", "argument": r"(?:\w+=(?:[^\s]*|\$.*)\s+)*;\s*id\b"}
    rule = {"id": "G1", "family": "sql", "paranoia": 1, "score": 5, "message": "a command", "tests": [test]}
    table = {"kinds": json.loads((GUARD / "kinds.json").read_text(encoding="utf-8")), "pipelines": [], "rules": [rule]}
    policy = Policy({"version": 1, "mode": "block", "events": {"others": ["sql"]}})
    reading = Wall(table, policy).read({"text": "a=$ " * 200})
    assert [(each.rule, each.verdict) for each in reading.decisions] == [("GXt", "block")]


@pytest.mark.usefixtures("expressions")
def test_what_a_pattern_takes_to_be_compiled_is_not_the_texts_fault():
    """It is compiled when the first text needs it; this one takes longer than a text may."""
    words = "|".join(f"{number:05d}(?:[a-f]+|[g-k]*)x" for number in range(3000))
    test = {"on": ["value"], "operator": "rx", "argument": f"(?:{words});", "literals": [";"]}
    rule = {"id": "G1", "family": "sql", "paranoia": 1, "score": 5, "message": "a word", "tests": [test]}
    table = {"kinds": json.loads((GUARD / "kinds.json").read_text(encoding="utf-8")), "pipelines": [], "rules": [rule]}
    policy = Policy({"version": 1, "mode": "block", "events": {"others": ["sql"]}})
    assert Wall(table, policy).read({"text": "a;"}).decisions == []
