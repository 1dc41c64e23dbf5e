from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from goatherd.iam.effective import Grants, effective
from tests.iam.builders import allow, application, at, managed, sam

if TYPE_CHECKING:
    from goatherd.model.role import PolicyReference, Statement

TABLE = "arn:aws:dynamodb:*:*:table/${Table}"


def grants(*policies: Statement | PolicyReference, boundary: PolicyReference | None = None) -> Grants:
    app, function = application(*policies)
    assert function.role is not None
    function.role.boundary = boundary
    return effective(function.role, app)


OWN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}"


@pytest.mark.parametrize(
    "resource", ["${Table}", "${Table.Arn}", TABLE, OWN, "arn:aws:dynamodb:eu-west-1:1:table/${Table}"]
)
def test_a_resource_may_be_written_in_every_way(resource: str) -> None:
    assert grants(allow("dynamodb:GetItem", "${Table.Arn}")).allows("dynamodb:GetItem", resource) is True


@pytest.mark.parametrize(
    ("statement", "action", "resource", "answer"),
    [
        (allow("dynamodb:Get*", "${Table.Arn}"), "dynamodb:GetItem", "${Table}", True),
        (allow("dynamodb:Get*", "${Table.Arn}"), "dynamodb:PutItem", "${Table}", False),
        (allow("dynamodb:*", "${Table.Arn}"), "dynamodb:Query", "${Table.Arn}/index/byDate", False),
        (allow("dynamodb:*", "${Table.Arn}/index/*"), "dynamodb:Query", "${Table.Arn}/index/byDate", True),
        (allow("dynamodb:GetItem", "${Table.Arn}"), "dynamodb:GetItem", "${Named}", False),
        (allow("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/orders"), "dynamodb:GetItem", "${Named}", True),
        (allow("dynamodb:GetItem", "${Named.Arn}"), "dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/orders", True),
        (allow("dynamodb:GetItem", "${Table.Arn}"), "dynamodb:GetItem", "${?}", None),
        (allow("dynamodb:GetItem", "*"), "dynamodb:GetItem", "${?}", True),
        (allow("dynamodb:GetItem", "${?}"), "dynamodb:GetItem", "${Table}", None),
        (allow("${?}", "*"), "dynamodb:GetItem", "${Table}", None),
        (allow("s3:GetObject", "${Bucket.Arn}/*"), "s3:GetObject", "arn:aws:s3:::${Bucket}/in/${?}", True),
        (allow("s3:GetObject", "${Bucket.Arn}"), "s3:GetObject", "arn:aws:s3:::${Bucket}/in/${?}", False),
        (allow("s3:GetObject", "${Bucket.Arn}/out/*"), "s3:GetObject", "arn:aws:s3:::${Bucket}/${?}", None),
        (allow("sqs:SendMessage", "${Queue.Arn}"), "sqs:SendMessage", "${Queue}", True),
        (allow("sns:Publish", "${Topic}"), "sns:Publish", "${Topic}", True),
        (allow("secretsmanager:GetSecretValue", "${Password}"), "secretsmanager:GetSecretValue", "${Password}", True),
        # a condition may or may not hold
        (allow("sqs:*", "*", conditions={"StringEquals": {"a:b": ("c",)}}), "sqs:SendMessage", "${Queue}", None),
        (allow("iam:*", "*", not_action=True), "sqs:SendMessage", "${Queue}", True),
        (allow("iam:*", "*", not_action=True), "iam:PassRole", "*", False),
        (allow("sqs:*", "${Queue.Arn}", not_resource=True), "sqs:SendMessage", "${Queue}", False),
        (allow("sqs:*", "${Queue.Arn}", not_resource=True), "sqs:SendMessage", "arn:aws:sqs:*:*:jobs", True),
    ],
)
def test_what_one_statement_allows(statement: Statement, action: str, resource: str, answer: bool | None) -> None:
    assert grants(statement).allows(action, resource) is answer


def test_a_denial_wins() -> None:
    found = grants(allow("s3:*", "*"), allow("s3:Delete*", "${Bucket.Arn}/*", effect="Deny"))
    assert found.allows("s3:DeleteObject", "arn:aws:s3:::${Bucket}/k") is False
    assert found.allows("s3:GetObject", "arn:aws:s3:::${Bucket}/k") is True
    assert found.allows("s3:DeleteObject", "arn:aws:s3:::${?}/k") is None


def test_a_denial_under_a_condition_leaves_doubt() -> None:
    denial = allow("s3:*", "*", effect="Deny", conditions={"Bool": {"aws:SecureTransport": ("false",)}})
    assert grants(allow("s3:*"), denial).allows("s3:GetObject", "${?}") is None


@pytest.mark.parametrize(
    "name",
    [
        "AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ],
)
def test_managed_policies_are_spelled_out_at_the_place_that_names_them(name: str) -> None:
    found = grants(managed(name, line=33))
    assert found.allows("logs:PutLogEvents", "${?}") is True
    assert found.allows("logs:DeleteLogGroup", "${?}") is False
    assert {(g.span, g.origin) for g in found.granted()} == {(at(33), "AWSLambdaBasicExecutionRole")}


@pytest.mark.parametrize("name", ["arn:aws:iam::123456789012:policy/Own", "${?}", "NoSuchPolicy"])
def test_a_policy_that_is_not_known_leaves_everything_open(name: str) -> None:
    found = grants(managed(name))
    assert found.allows("s3:GetObject", "${?}") is None
    assert [span for span, _ in found.unknown] == [at(30)]


def test_policy_templates_take_their_arguments() -> None:
    found = grants(sam("DynamoDBReadPolicy", TableName="${Table}"))
    assert found.allows("dynamodb:GetItem", "${Table}") is True
    assert found.allows("dynamodb:Query", "${Table.Arn}/index/byDate") is True
    assert found.allows("dynamodb:GetItem", "${Named}") is False
    assert found.allows("dynamodb:PutItem", "${Table}") is False


def test_an_argument_that_is_not_known_leaves_doubt() -> None:
    assert grants(sam("DynamoDBReadPolicy", TableName="${?}")).allows("dynamodb:GetItem", "${Table}") is None
    assert grants(sam("DynamoDBReadPolicy")).allows("dynamodb:GetItem", "${Table}") is None


def test_a_boundary_limits_what_the_policies_allow() -> None:
    found = grants(allow("s3:* sqs:*"), boundary=managed("AmazonS3ReadOnlyAccess"))
    assert found.allows("s3:GetObject", "${?}") is True
    assert found.allows("s3:PutObject", "${?}") is False
    assert found.allows("sqs:SendMessage", "${Queue}") is False
    unknown = grants(allow("s3:*"), boundary=managed("arn:aws:iam::123456789012:policy/Own"))
    assert unknown.allows("s3:GetObject", "${?}") is None
    assert unknown.allows("sqs:SendMessage", "${Queue}") is False


def test_what_could_not_be_read_leaves_doubt() -> None:
    app, function = application(allow("s3:GetObject"))
    assert function.role is not None
    function.role.unreadable.append((at(40), "decided at deployment"))
    found = effective(function.role, app)
    assert found.allows("s3:GetObject", "${?}") is True
    assert found.allows("s3:PutObject", "${?}") is None


def test_implicit_policies_are_marked() -> None:
    reference = evolve(managed("AWSLambdaBasicExecutionRole"), implicit=True)
    assert [entry.implicit for entry in grants(reference).entries] == [True]
