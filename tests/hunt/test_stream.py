"""The stream finds what asking every rule of every record finds, whatever shape the records have."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.stream.engine import Match, Stream
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.telemetry.batch import Batch
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL

ASKED = [
    "{eventName: PutObject}",
    "{eventName: UpdateFunctionCode, userIdentity.type: Root}",
    "{userIdentity.type: root}",
    "{userIdentity|contains: Root}",
    "{userIdentity.session.name: null}",
    "{userIdentity.session.name|startswith: ro}",
    "{requestParameters.tags.key: Root}",
    "{errorCode|exists: true, eventName|endswith: Code}",
    "[root]",
]
RULES = [
    rule
    for number, said in enumerate(ASKED)
    for rule in read_sigma(
        f"title: t\nname: r{number}\nlogsource: {{product: aws, service: cloudtrail}}\n"
        f"detection: {{sel: {said}, condition: sel}}",
        "rule.yml",
    ).rules
]
TEXTS = st.sampled_from(["Root", "root", "PutObject", "UpdateFunctionCode20150331v2", "x", ""])
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "session", "name", "tags", "key"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["eventName", "userIdentity", "requestParameters", "errorCode", "other"])
RECORDS = st.lists(st.dictionaries(NAMES, VALUES, max_size=4), max_size=6)


@given(RECORDS)
def test_as_if_every_rule_was_asked(records):
    assert len(RULES) == len(ASKED)
    rows = [json.dumps(record).encode() for record in records]
    found = list(Stream(RULES).ask(Batch(CLOUDTRAIL, "file", range(1, len(rows) + 1), rows)))
    assert all(isinstance(each, Match) for each in found)
    assert {(each.number, each.rule.about.id) for each in found} == {
        (number, rule.about.id)
        for number, record in enumerate(records, 1)
        for rule in RULES
        if predicate(rule.condition)(CLOUDTRAIL.plain(record))
    }
