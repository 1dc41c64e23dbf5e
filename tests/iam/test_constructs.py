"""Policies to paste into programs of the CDK."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.iam.least import least_privilege
from goatherd.model.application import Application
from goatherd.model.flow import Behaviour
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.resource import Bucket, Table
from goatherd.model.role import Role
from tests.iam.builders import allow, at, call

if TYPE_CHECKING:
    from goatherd.model.flow import AwsCall

TABLE = Table(id="/infra/data/Store/TaskTable", type="AWS::DynamoDB::Table", span=at(1))
BUCKET = Bucket(id="Uploads", type="AWS::S3::Bucket", span=at(1))
READ = call("dynamodb", "GetItem", TableName="${/infra/data/Store/TaskTable}")
PUT = call("s3", "PutObject", Bucket="${Uploads}", Key="${?}")


def policy(*calls: AwsCall, program: str = "lib/stack.ts") -> str:
    role = Role("Worker/ServiceRole", Span(program, 10), statements=[allow("dynamodb:* s3:* sqs:*")])
    function = Function("Worker", Span(program, 10), CodeSource(""), runtime=Known("python3.13"), role=role)
    function.entry = Entry("app.py", "handler", "python", 1, "")
    app = Application(program, "cdk", functions=[function], roles={role.id: role})
    app.resources = {resource.id: resource for resource in (TABLE, BUCKET)}
    app.behaviours[function.id] = Behaviour(function, aws_calls=list(calls))
    advice = least_privilege(function, app)
    assert advice is not None
    return advice.policy_text


def test_statements_in_typescript() -> None:
    assert policy(READ, PUT) == dedent("""\
        new iam.PolicyStatement({
          actions: ["dynamodb:GetItem"],
          resources: [taskTable.tableArn],
        }),
        new iam.PolicyStatement({
          actions: ["s3:PutObject"],
          resources: [`${uploads.bucketArn}/*`],
        })""")


def test_statements_in_python() -> None:
    assert policy(READ, PUT, program="app.py") == dedent("""\
        iam.PolicyStatement(
            actions=["dynamodb:GetItem"],
            resources=[task_table.table_arn],
        ),
        iam.PolicyStatement(
            actions=["s3:PutObject"],
            resources=[f"{uploads.bucket_arn}/*"],
        )""")


def test_what_is_decided_at_run_time_is_said_to_be() -> None:
    decrypt = call("kms", "Decrypt", CiphertextBlob="${?}")
    assert '  resources: ["*"], // which one is decided at run time\n' in policy(decrypt)
    assert '    resources=["*"],  # which one is decided at run time\n' in policy(decrypt, program="app.py")


def test_what_another_program_declares_is_called_by_the_service() -> None:
    delete = call("dynamodb", "DeleteItem", TableName="${/else/where/Orders.Arn}")
    assert "resources: [orders.tableArn]" in policy(delete)
