from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from goatherd.iam.arn import Names
from goatherd.iam.resources import needs
from tests.iam.builders import application, call

if TYPE_CHECKING:
    from goatherd.model.flow import AwsCall

NAMES = Names(application()[0])
TABLE = "arn:aws:dynamodb:*:*:table/${Table}"
BUCKET = "arn:aws:s3:::${Bucket}"

# the call -> "action resource …" for every need; a leading ~ marks what it may need
CASES: list[tuple[AwsCall, list[str]]] = [
    (call("dynamodb", "GetItem", TableName="${Table}"), [f"dynamodb:GetItem {TABLE}"]),
    (call("dynamodb", "GetItem", TableName="${Table.Arn}"), [f"dynamodb:GetItem {TABLE}"]),
    (call("dynamodb", "GetItem", TableName="${Named}"), ["dynamodb:GetItem arn:aws:dynamodb:*:*:table/orders"]),
    (call("dynamodb", "GetItem", TableName="orders"), ["dynamodb:GetItem arn:aws:dynamodb:*:*:table/orders"]),
    (call("dynamodb", "GetItem", TableName="${?}"), ["dynamodb:GetItem arn:aws:dynamodb:*:*:table/${?}"]),
    (call("dynamodb", "GetItem", TableName=("a", "b")), [
        "dynamodb:GetItem arn:aws:dynamodb:*:*:table/a arn:aws:dynamodb:*:*:table/b",
    ]),
    (call("dynamodb", "Query", TableName="${Table}", IndexName="byDate"), [f"dynamodb:Query {TABLE}/index/byDate"]),
    (call("dynamodb", "BatchWriteItem", RequestItems="${Table}"), [f"dynamodb:BatchWriteItem {TABLE}"]),
    (call("dynamodb", "TransactWriteItems", TransactItems__Put__TableName="${Table}"), [f"dynamodb:PutItem {TABLE}"]),
    (call("dynamodb", "TransactWriteItems", TransactItems=("Put", "Delete")), [
        "dynamodb:PutItem arn:aws:dynamodb:*:*:table/${?}",
        "dynamodb:DeleteItem arn:aws:dynamodb:*:*:table/${?}",
    ]),
    (call("events", "PutEvents", Entries=("Source", "EventBusName")), [
        "events:PutEvents arn:aws:events:*:*:event-bus/${?}",
    ]),
    (call("events", "PutEvents", Entries=("Source", "Detail")), [
        "events:PutEvents arn:aws:events:*:*:event-bus/default",
    ]),
    (call("dynamodb", "ExecuteStatement", Statement="${?}"), [
        "~dynamodb:PartiQLSelect ${?}",
        "~dynamodb:PartiQLInsert ${?}",
        "~dynamodb:PartiQLUpdate ${?}",
        "~dynamodb:PartiQLDelete ${?}",
    ]),
    (call("s3", "PutObject", Bucket="${Bucket}", Key="${?}"), [f"s3:PutObject {BUCKET}/${{?}}"]),
    (call("s3", "PutObject", Bucket="${Bucket}", Key="in/${?}", ACL="public-read"), [
        f"s3:PutObject {BUCKET}/in/${{?}}",
        f"s3:PutObjectAcl {BUCKET}/in/${{?}}",
    ]),
    (call("s3", "HeadObject", Bucket="${Bucket}", Key="k"), [f"s3:GetObject {BUCKET}/k", f"~s3:ListBucket {BUCKET}"]),
    (call("s3", "DeleteObject", Bucket="${Bucket}"), [
        f"s3:DeleteObject {BUCKET}/${{?}}",
        f"~s3:DeleteBucket {BUCKET}",
        f"~s3:ListBucket {BUCKET}",
    ]),
    (call("s3", "DeleteObject", Bucket="${Bucket}", Key="k"), [f"s3:DeleteObject {BUCKET}/k"]),
    (call("s3", "ListObjectsV2", Bucket="${Bucket}"), [f"s3:ListBucket {BUCKET}"]),
    (call("s3", "UploadFile", Bucket="${Bucket}", Key="k"), [
        f"s3:PutObject {BUCKET}/k",
        f"~s3:AbortMultipartUpload {BUCKET}/k",
    ]),
    (call("s3", "GeneratePresignedUrl", ClientMethod="put_object", Params__Bucket="${Bucket}", Params__Key="k"), [
        f"s3:PutObject {BUCKET}/k",
    ]),
    (call("sqs", "SendMessage", QueueUrl="${Queue}"), ["sqs:SendMessage arn:aws:sqs:*:*:${Queue}"]),
    (call("sqs", "SendMessageBatch", QueueUrl="https://sqs.eu-west-1.amazonaws.com/123456789012/jobs"), [
        "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:jobs",
    ]),
    (call("sqs", "SendMessage", QueueUrl="https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/jobs"), [
        "sqs:SendMessage arn:aws:sqs:*:*:jobs",
    ]),
    (call("sqs", "SendMessage", QueueUrl="https://sqs.${?}.amazonaws.com/${Partner}/jobs"), [
        "sqs:SendMessage arn:aws:sqs:${?}:${Partner}:jobs",
    ]),
    (call("sqs", "SendMessage", QueueUrl="http://localhost:4566/000000000000/jobs"), [
        "sqs:SendMessage arn:aws:sqs:*:*:jobs",
    ]),
    (call("sns", "Publish", TopicArn="${Topic}"), ["sns:Publish arn:aws:sns:*:*:${Topic}"]),
    (call("sns", "Publish", PhoneNumber="${?}"), ["sns:Publish *"]),
    (call("sns", "Publish", TopicArn="${AlarmTopicArn}"), ["sns:Publish ${AlarmTopicArn}"]),
    (call("lambda", "Invoke", FunctionName="${Worker}"), [
        "lambda:InvokeFunction arn:aws:lambda:*:*:function:${Worker}",
    ]),
    (call("lambda", "Invoke", FunctionName="${Other.Arn}"), ["lambda:InvokeFunction ${Other.Arn}"]),
    (call("lambda", "Invoke", FunctionName="123456789012:function:pay:live"), [
        "lambda:InvokeFunction arn:aws:lambda:*:123456789012:function:pay arn:aws:lambda:*:123456789012:function:pay:*",
    ]),
    (call("secretsmanager", "GetSecretValue", SecretId="${Password}"), [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:*:*:secret:prod/db-*",
    ]),
    (call("secretsmanager", "GetSecretValue", SecretId="prod/db"), [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:*:*:secret:prod/db-*",
    ]),
    (call("secretsmanager", "GetSecretValue", SecretId="${?}/db"), [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:*:*:secret:${?}/db-*",
    ]),
    (call("ssm", "GetParameters", Names=("/a/b", "c")), [
        "ssm:GetParameters arn:aws:ssm:*:*:parameter/a/b arn:aws:ssm:*:*:parameter/c",
    ]),
    (call("kms", "Encrypt", KeyId="alias/app"), ["kms:Encrypt arn:aws:kms:*:*:key/${?}"]),
    (call("kms", "Decrypt", CiphertextBlob="${?}"), ["kms:Decrypt ${?}"]),
    (call("stepfunctions", "StartExecution", stateMachineArn="${Flow}"), [
        "states:StartExecution arn:aws:states:*:*:stateMachine:${Flow}",
    ]),
    (call("sfn", "StartExecution", stateMachineArn="${Flow.Arn}"), [
        "states:StartExecution arn:aws:states:*:*:stateMachine:${Flow}",
    ]),
    (call("sfn", "StartExecution", stateMachineArn="${Flow}:live"), [
        "states:StartExecution arn:aws:states:*:*:stateMachine:${Flow}",
    ]),
    (call("sfn", "StartExecution", stateMachineArn="${FlowAliaslive}"), [
        "states:StartExecution arn:aws:states:*:*:stateMachine:${Flow}",
    ]),
    (call("sfn", "StartExecution", stateMachineArn="${FlowArn}"), ["states:StartExecution ${FlowArn}"]),
    (call("sfn", "StartExecution", stateMachineArn="${FlowArn}:live"), ["states:StartExecution ${?}"]),
    (call("logs", "FilterLogEvents", logGroupName="/aws/lambda/${?}"), [
        "logs:FilterLogEvents arn:aws:logs:*:*:log-group:/aws/lambda/${?}"
        " arn:aws:logs:*:*:log-group:/aws/lambda/${?}:*",
    ]),
    (call("secretsmanager", "GetSecretValue", SecretId="arn:aws:secretsmanager:eu-west-1:1:secret:db-abcdef"), [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:1:secret:db-abcdef"
        " arn:aws:secretsmanager:eu-west-1:1:secret:db-abcdef-*",
    ]),
    (call("secretsmanager", "GetSecretValue", SecretId="arn:aws:secretsmanager:eu-west-1:1:secret:db-${?}"), [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:1:secret:db-${?}",
    ]),
    (call("events", "PutEvents", Entries__EventBusName="${Bus}"), [
        "events:PutEvents arn:aws:events:*:*:event-bus/${Bus}",
    ]),
    (call("events", "PutEvents", Entries__Detail="${?}"), ["events:PutEvents arn:aws:events:*:*:event-bus/default"]),
    (call("events", "PutEvents", Entries="${?}"), ["events:PutEvents arn:aws:events:*:*:event-bus/${?}"]),
    (call("ses", "SendEmail", Source="a@example.com"), ["ses:SendEmail arn:aws:ses:*:*:identity/${?}"]),
    (call("cognito-idp", "AdminGetUser", UserPoolId="${Pool}"), [
        "cognito-idp:AdminGetUser arn:aws:cognito-idp:*:*:userpool/${Pool}",
    ]),
    (call("apigatewaymanagementapi", "PostToConnection", ConnectionId="${?}"), [
        "execute-api:ManageConnections arn:aws:execute-api:*:*:${?}/${?}/${?}/${?}",
    ]),
    (call("cloudwatch", "PutMetricData", Namespace="Shop"), ["cloudwatch:PutMetricData *"]),
    (call("textract", "DetectDocumentText", Document__S3Object__Bucket="${Bucket}"), [
        "textract:DetectDocumentText *",
        f"s3:GetObject {BUCKET}/${{?}}",
    ]),
    (call("textract", "DetectDocumentText", Document__Bytes="${?}"), ["textract:DetectDocumentText *"]),
    (call("sts", "GetCallerIdentity"), []),
]  # fmt: skip


@pytest.mark.parametrize(("made", "expected"), CASES, ids=[f"{c.service}.{c.operation}" for c, _ in CASES])
def test_a_call_needs_actions_on_resources(made: AwsCall, expected: list[str]) -> None:
    found = needs(made, NAMES)
    assert found is not None
    assert [f"{'' if need.certain else '~'}{' '.join((need.action, *need.resources))}" for need in found] == expected


@pytest.mark.parametrize("unknown", [call("dynamodb", "NoSuchCall"), call("nosuchservice", "Get"), call("s3", "${?}")])
def test_an_unknown_operation_is_not_nothing(unknown: AwsCall) -> None:
    assert needs(unknown, NAMES) is None


@pytest.mark.parametrize("source", ["${?}", ("Bucket", "Key")])
def test_a_source_that_is_not_known_stays_so(source: str | tuple[str, ...]) -> None:
    made = call("s3", "CopyObject", Bucket="${Bucket}", Key="k", CopySource=source)
    read = [need for need in needs(made, NAMES) or [] if need.action == "s3:GetObject"]
    assert [need.resources for need in read] == [("arn:aws:s3:::${?}/${?}",)]


def test_copying_reads_the_source_and_writes_the_target() -> None:
    found = needs(call("s3", "CopyObject", Bucket="${Bucket}", Key="k", CopySource="other/${?}"), NAMES) or []
    certain = {need.action: need.resources for need in found if need.certain}
    assert certain == {"s3:GetObject": ("arn:aws:s3:::other/${?}",), "s3:PutObject": (f"{BUCKET}/k",)}


TABLE = "arn:aws:dynamodb:*:*:table/${Table}"


def test_inputs_that_name_different_things_need_each_of_them() -> None:
    forms = ({"TableName": ("${Table}",), "IndexName": ("byDay",)}, {"TableName": ("orders",)})
    made = evolve(call("dynamodb", "Query", TableName=("${Table}", "orders"), IndexName="byDay"), forms=forms)
    [need] = needs(made, NAMES) or []
    assert need.resources == (f"{TABLE}/index/byDay", "arn:aws:dynamodb:*:*:table/orders")


def test_inputs_that_need_different_actions() -> None:
    forms = ({"TopicArn": ("${Topic}",)}, {"PhoneNumber": ("${?}",)})
    made = evolve(call("sns", "Publish", TopicArn="${Topic}", PhoneNumber="${?}"), forms=forms)
    assert [(need.resources, need.certain) for need in needs(made, NAMES) or []] == [
        (("arn:aws:sns:*:*:${Topic}",), True),
        (("*",), True),
    ]


def test_a_link_is_for_what_either_input_names() -> None:
    forms = (
        {"ClientMethod": ("get_object",), "Params.Bucket": ("in",), "Params.Key": ("k",)},
        {"ClientMethod": ("get_object",)},
    )
    made = evolve(
        call("s3", "GeneratePresignedUrl", ClientMethod="get_object", Params__Bucket="in", Params__Key="k"), forms=forms
    )
    assert [need.resources for need in needs(made, NAMES) or [] if need.action == "s3:GetObject"] == [
        ("arn:aws:s3:::in/k", "arn:aws:s3:::${?}/${?}")
    ]
