"""What rules in Sigma's language mean here: each is asked of a record."""

from __future__ import annotations

from textwrap import indent
from typing import Any

import pytest

from goatherd.hunt.sigma import read_sigma
from goatherd.hunt.stream.predicate import predicate

RECORD: dict[str, Any] = {
    "eventName": "PutObject",
    "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::111122223333:assumed-role/Deploy/ci"},
    "requestParameters": {
        "bucketName": "Reports",
        "size": 12,
        "public": True,
        "tags": [{"key": "owner"}, {"key": "stage"}],
        "policy": '{"Principal": "*"}',
        "nothing": None,
        "none": [],
        "inner": {"Effect": "Allow", "Action": ["s3:*"]},
    },
    "sourceIPAddress": "10.1.2.3",
    "other": "reports",
}


def asked(detection: str) -> bool:
    text = "title: t\nlogsource: {product: aws}\ndetection:\n" + indent(detection, "  ")
    read = read_sigma(text, "rule.yml")
    assert not read.diagnoses, read.diagnoses
    return predicate(read.rules[0].condition)(RECORD)


YES = {
    "capital letters are the same": "requestParameters.bucketName: REPORTS",
    "wildcards": "requestParameters.bucketName: re?o*",
    "numbers are texts": "requestParameters.size: 12",
    "truth": "requestParameters.public: true",
    "one of a list": "requestParameters.tags.key: stage",
    "contains": 'requestParameters.policy|contains: \'"Principal": "*"\'',
    "an object is its JSON": 'requestParameters.inner|contains: \'"Action":["s3:*"]\'',
    "null is no value": "requestParameters.nothing: null",
    "an empty list is no value": "requestParameters.none: null",
    "what is not there is no value": "requestParameters.missing: null",
    "exists": "requestParameters.bucketName|exists: true",
    "does not exist": "requestParameters.nothing|exists: false",
    "network": "sourceIPAddress|cidr: 10.0.0.0/8",
    "number": "requestParameters.size|gte: 12",
    "expression": "requestParameters.bucketName|re: ^Rep.*s$",
    "expression, any letters": "requestParameters.bucketName|re|i: ^rep",
    "exactly": "requestParameters.bucketName|cased: Reports",
    "another field": "requestParameters.bucketName|fieldref: other",
    "all": "userIdentity.arn|contains|all: [Deploy, ci]",
}
NO = {
    "exactly": "requestParameters.bucketName|cased: reports",
    "expressions tell letters apart": "requestParameters.bucketName|re: ^rep",
    "names of fields tell letters apart": "requestparameters.bucketName: Reports",
    "a part": "requestParameters.bucketName: eport",
    "a text is no number": "requestParameters.bucketName|gt: 1",
    "no address": "requestParameters.bucketName|cidr: 10.0.0.0/8",
    "none of a list": "requestParameters.tags.key: secret",
    "a value is there": "requestParameters.bucketName: null",
    "all": "userIdentity.arn|contains|all: [Deploy, other]",
}


@pytest.mark.parametrize("said", YES.values(), ids=YES)
def test_is_so(said):
    assert asked(f"sel:\n  {said}\ncondition: sel")
    assert not asked(f"sel:\n  {said}\ncondition: not sel")


@pytest.mark.parametrize("said", NO.values(), ids=NO)
def test_is_not_so(said):
    assert not asked(f"sel:\n  {said}\ncondition: sel")
    assert asked(f"sel:\n  {said}\ncondition: not sel")


def test_not_of_a_missing_field_is_true():
    assert asked("sel:\n  eventName: PutObject\nout:\n  requestParameters.missing: x\ncondition: sel and not out")


def test_words_are_looked_for_everywhere():
    assert asked("words: [assumed-role, nowhere]\ncondition: words")
    assert not asked("words: [nowhere]\ncondition: words")


NEW = "title: t\nlogsource: {{product: aws}}\ndetection: {{a: {{b: c}}, condition: a}}\nnew: {{fields: [a], after: {}}}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("detection: [", "this is no Sigma rule"),
        ("title: t\nlogsource: {product: aws}\ndetection: {a: {b|expand: '%x%'}, condition: a}", "placeholder"),
        (
            "title: t\nlogsource: {product: aws}\ndetection: {a: {b: c}, condition: a}\nnew: {fields: [a]}",
            "`new` needs",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(text, why):
    read = read_sigma(text, "rule.yml")
    assert not read.rules
    assert why in read.diagnoses[0].message


@pytest.mark.parametrize("length", ["300000y", f"{10**12}y", "9" * 5000 + "d"])
def test_spans_of_time_that_are_too_long_are_told(length):
    said = f"type: event_count, rules: [a], timespan: {length}, condition: {{gte: 3}}"
    read = read_sigma(f"title: t\ncorrelation: {{{said}}}", "rule.yml")
    assert not read.correlations
    assert read.diagnoses
