from __future__ import annotations

import pytest

from goatherd.iam.actions import Access, describe, expanded, matching, seen_in_code
from goatherd.iam.excess import smaller_templates
from goatherd.iam.operations import client_service, method_names, requirements, service_prefix
from goatherd.iam.policy import managed_name
from goatherd.iam.tables import header, row, rows
from goatherd.iam.use import is_wide


@pytest.mark.parametrize(
    ("action", "access", "limitable"),
    [
        ("dynamodb:getitem", Access.READ, True),
        ("s3:PutObject", Access.WRITE, True),
        ("iam:PassRole", Access.PERMISSIONS, True),
        ("s3:ListAllMyBuckets", Access.LIST, False),
        ("cloudwatch:PutMetricData", Access.WRITE, False),
        ("rekognition:DetectFaces", Access.READ, False),
        ("lambda:InvokeWebFunctionEndpoint", Access.WRITE, True),
        ("lambda:PutResourcePolicy", Access.PERMISSIONS, True),
        ("bedrock-agentcore:InvokeHarness", Access.WRITE, True),
    ],
)
def test_actions_are_described(action: str, access: Access, limitable: bool) -> None:
    described = describe(action)
    assert described is not None
    assert (described.access, described.resource_level) == (access, limitable)


def test_what_is_no_action_is_not_described() -> None:
    assert describe("s3:HeadObject") is None
    assert describe("nosuchservice:Get") is None
    assert describe("") is None


def test_patterns_are_expanded() -> None:
    assert matching("sqs:Send*") == ("sqs:SendMessage",)
    assert "dynamodb:DeleteTable" in matching("DynamoDB:*")
    assert matching("*") == ()
    assert expanded(["sqs:send*", "sqs:SendMessage", "own:Thing", "${?}"]) == ("sqs:SendMessage", "own:Thing")


def test_actions_without_a_call_in_an_sdk_are_known() -> None:
    assert not seen_in_code("es:ESHttpPost")
    assert not seen_in_code("appsync:GraphQL")
    assert seen_in_code("s3:GetObject")


@pytest.mark.parametrize(
    ("service", "prefix"),
    [
        ("stepfunctions", "states"),
        ("dynamodbstreams", "dynamodb"),
        ("sesv2", "ses"),
        ("apigatewaymanagementapi", "execute-api"),
        ("cognito-idp", "cognito-idp"),
        ("logs", "logs"),
        ("events", "events"),
        ("eventbridge", "events"),
        ("efs", "elasticfilesystem"),
        ("cloudwatch", "cloudwatch"),
        ("iot-data", "iot"),
        ("bedrock-runtime", "bedrock"),
        ("nosuchservice", None),
    ],
)
def test_services_have_an_iam_prefix(service: str, prefix: str | None) -> None:
    assert service_prefix(service) == prefix


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("@aws-sdk/client-sfn", "stepfunctions"),
        ("@aws-sdk/lib-dynamodb", "dynamodb"),
        ("aws-sdk/clients/sqs", "sqs"),
        ("DocumentClient", "dynamodb"),
        ("SecretsManager", "secretsmanager"),
        ("sqs", None),
        ("Handler", None),
    ],
)
def test_clients_are_known_by_name(name: str, service: str | None) -> None:
    assert client_service(name) == service


def test_operations_need_actions_of_other_names() -> None:
    assert [r.action for r in requirements("lambda", "Invoke") or ()] == ["lambda:InvokeFunction"]
    assert [r.action for r in requirements("s3", "ListBuckets") or ()] == ["s3:ListAllMyBuckets"]
    assert [r.action for r in requirements("bedrock-runtime", "Converse") or () if not r.when] == [
        "bedrock:InvokeModel"
    ]


def test_methods_are_found_by_action() -> None:
    assert {"invoke", "InvokeCommand"} <= method_names("lambda:InvokeFunction")
    assert {"list_objects_v2", "listObjectsV2"} <= method_names("s3:ListBucket")
    assert {"run_task", "runTask", "RunTaskCommand"} == method_names("ecs:RunTask")
    assert "start_db_instance" in method_names("rds:StartDBInstance")


def test_every_action_that_an_operation_needs_exists() -> None:
    from goatherd.iam.tables import rows

    missing = {
        requirement.action
        for service, row in rows("operations").items()
        for operation in row["operations"]
        for requirement in requirements(service, operation) or ()
        if requirement.action != "*" and describe(requirement.action) is None
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("AmazonS3FullAccess", "AmazonS3FullAccess"),
        ("arn:aws:iam::aws:policy/AmazonS3FullAccess", "AmazonS3FullAccess"),
        ("arn:aws-cn:iam::aws:policy/service-role/X", "X"),
        ("arn:aws:iam::123456789012:policy/AmazonS3FullAccess", ""),
    ],
)
def test_managed_policies_are_found_by_arn_or_name(name: str, bare: str) -> None:
    assert managed_name(name) == bare


@pytest.mark.parametrize(
    ("resource", "wide"),
    [
        ("*", True),
        ("", False),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:s3:::bucket/*", False),
        ("arn:aws:dynamodb:*:*:table/*", True),
        ("arn:aws:dynamodb:*:*:table/orders*", False),
        ("arn:aws:dynamodb:*:*:table/${Table}/index/*", False),
        ("arn:aws:dynamodb:*", True),
        ("arn:aws:lambda:*:*:function:*", True),
        ("arn:aws:sqs:*:*:*", True),
        ("arn:aws:sqs:*:*:${Queue}", False),
        ("${?}", False),
    ],
)
def test_resources_that_are_all_of_a_kind(resource: str, wide: bool) -> None:
    assert is_wide(resource) is wide


def test_smaller_policy_templates() -> None:
    assert smaller_templates("DynamoDBCrudPolicy", ("dynamodb:GetItem",)) == ["DynamoDBReadPolicy"]
    assert smaller_templates("DynamoDBCrudPolicy", ("dynamodb:GetItem", "dynamodb:PutItem")) == []
    assert smaller_templates("S3CrudPolicy", ("s3:PutObject",)) == ["S3WritePolicy"]


@pytest.mark.parametrize("table", ["actions", "operations", "indirect", "managed", "sam_templates", "waiters"])
def test_tables_say_where_they_come_from(table: str) -> None:
    found = header(table)
    assert found["sources"] and found["generated"] and found["by"].startswith("gen_")


@pytest.mark.parametrize("table", ["actions", "indirect", "managed", "operations", "sam_templates", "waiters"])
def test_every_row_of_a_table_is_found(table: str) -> None:
    everything = rows(table)
    assert everything
    assert {key: row(table, key) for key in everything} == everything
    assert row(table, "") is None
    assert row(table, "~") is None


@pytest.mark.parametrize("operation", ["SignUp", "InitiateAuth", "GetUser", "GlobalSignOut", "ConfirmForgotPassword"])
def test_what_nobody_signs_needs_no_permission_for_certain(operation: str) -> None:
    [need] = requirements("cognito-idp", operation) or ()
    assert need.maybe
    [signed] = requirements("cognito-idp", "AdminInitiateAuth") or ()
    assert not signed.maybe
