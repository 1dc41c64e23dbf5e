"""What goatherd adds to Sigma's language, or fills in: by what a rule says of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from goatherd.hunt.sigma import ReadRules, read_sigma
from goatherd.hunt.stream.predicate import predicate

if TYPE_CHECKING:
    from collections.abc import Mapping


def rules(detection: str) -> ReadRules:
    return read_sigma(
        f"title: A rule\nlogsource: {{product: aws, service: cloudtrail}}\n"
        f"detection:\n  asked: {detection}\n  condition: asked\n",
        "rule.yml",
    )


def says(detection: str, record: Mapping[str, Any]) -> bool:
    read = rules(detection)
    assert not read.diagnoses
    return predicate(read.rules[0].condition)(dict(record))


@pytest.mark.parametrize(
    ("modifier", "fitting"),
    [
        ("fieldref", ["111122223333"]),
        ("fieldref|startswith", ["111122223333", "111122223333.dkr.ecr"]),
        ("fieldref|endswith", ["111122223333", "role-111122223333"]),
        (
            "fieldref|contains",
            ["111122223333", "111122223333.dkr.ecr", "role-111122223333", "arn:aws:iam::111122223333:root"],
        ),
    ],
)
def test_a_field_is_compared_with_another(modifier: str, fitting: list[str]) -> None:
    values = ["111122223333", "111122223333.dkr.ecr", "role-111122223333", "arn:aws:iam::111122223333:root", "*"]
    rule = f"{{principal|{modifier}: recipientAccountId}}"
    found = [each for each in values if says(rule, {"principal": each, "recipientAccountId": "111122223333"})]
    assert found == fitting


def test_a_placeholder_stands_for_each_of_its_values() -> None:
    rule = '{userAgent|contains|expand: "%deployers%"}'
    assert says(rule, {"userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.11.0"})
    assert says(rule, {"userAgent": "cloudformation.amazonaws.com"})
    assert not says(rule, {"userAgent": "aws-cli/2.17.0"})


def test_a_placeholder_that_nobody_knows_is_told() -> None:
    read = rules('{userName|expand: "%administrators%"}')
    assert not read.rules
    assert "%administrators%" in read.diagnoses[0].message


EVERYBODY = '{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}'


@pytest.mark.parametrize(
    ("policy", "open_to_everybody"),
    [
        ({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": "b"}]}, True),
        ({"Statement": [{"Sid": "a", "Principal": {"AWS": "*"}, "Effect": "Allow", "Action": "s3:*"}]}, True),
        ({"Statement": {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "NotAction": "s3:*"}}, True),
        (f'{{"Version":"2012-10-17","Statement":[{EVERYBODY}]}}', True),
        (
            '{\n  "Statement": [ {\r\n\t"Effect" : "Allow",\n "Principal" : { "AWS" : "*" }, "Action" : "kms:*" } ] }',
            True,
        ),
        ({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "b"}]}, False),
        ({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:*"}]}, False),
        (
            {
                "Statement": [
                    {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:x": "true"}}}
                ]
            },
            False,
        ),
        (
            {
                "Statement": [
                    {"Effect": "Deny", "Principal": "*", "Action": "s3:*"},
                    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": "s3:*"},
                ]
            },
            False,
        ),
    ],
)
def test_a_statement_for_everybody_is_found_in_whatever_form(policy: Any, open_to_everybody: bool) -> None:
    rule = '{requestParameters|re|expand: "%statement_for_everybody%"}'
    assert says(rule, {"requestParameters": {"name": "a", "policy": policy}}) is open_to_everybody
