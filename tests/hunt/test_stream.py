"""The stream finds what asking every rule of every record finds, whatever shape the records have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.stream.engine import Match, Stream
from goatherd.hunt.stream.predicate import predicate
from goatherd.hunt.telemetry.batch import Batch, Damage
from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL
from goatherd.hunt.telemetry.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

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


SHOWN = st.fixed_dictionaries(
    {},
    optional={
        "eventName": TEXTS,
        "eventTime": TEXTS | st.integers(),
        "sourceIPAddress": VALUES,
        "resources": st.lists(st.fixed_dictionaries({"ARN": TEXTS, "type": TEXTS}), max_size=2) | VALUES,
        "requestParameters": st.fixed_dictionaries({"bucketName": TEXTS}) | VALUES,
        "userIdentity": st.fixed_dictionaries(
            {}, optional={"arn": TEXTS, "userName": TEXTS, "accountId": TEXTS, "type": VALUES, "session": VALUES}
        )
        | VALUES,
        "größe": TEXTS,
    },
)


@given(st.lists(SHOWN, max_size=4))
def test_evidence_is_that_of_the_whole_record(records):
    """Of which no more is read than rules and evidence need."""
    rows = [json.dumps(record, ensure_ascii=False).encode() for record in records]
    batch = Batch(CLOUDTRAIL, "file", range(len(rows)), rows)
    quiet = [rule for rule in RULES if rule.about.id != f"r{len(ASKED) - 1}"]  # which reads all of every record
    for match in Stream(quiet, ()).ask(batch):
        assert isinstance(match, Match)
        assert match.evidence == CLOUDTRAIL.evidence(CLOUDTRAIL.plain(records[match.number]), "file", match.number)


WHOLE = '{"eventVersion":"1","eventName":"PutObject"}'


@pytest.mark.parametrize(
    ("lines", "damaged"),
    [
        ([WHOLE, WHOLE], []),
        ([WHOLE, WHOLE + WHOLE, WHOLE], [3]),
        ([WHOLE + " " + WHOLE, '{"eventVersion":[{}', '{"eventVersion":"1"}]}'], [2, 3, 4]),
        ([WHOLE, WHOLE[:-1], WHOLE], [3]),
        ([WHOLE, "", WHOLE.replace("1", "\\ud800"), WHOLE + "\r"], [4]),
        ([WHOLE.replace(":", ":\n", 1)], [2, 3]),
    ],
)
def test_each_line_is_a_record_of_its_own(tmp_path: Path, lines: list[str], damaged: list[int]):
    (tmp_path / "log").write_text("\n".join([WHOLE, *lines]) + "\n", newline="")
    stream = Stream(RULES)
    found: list[Match | Damage] = []
    for part in read_file(tmp_path / "log", "log", readers=stream.readers):
        found += [part] if isinstance(part, Damage) else stream.ask(part)
    assert sorted(each.number for each in found if isinstance(each, Damage)) == damaged
    whole = sum(line.rstrip("\r") == WHOLE for line in lines) + 1
    assert len([each for each in found if isinstance(each, Match) and each.rule.about.id == "r0"]) == whole
