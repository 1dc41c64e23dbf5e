"""Policies to paste into Terraform configurations."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.iam.arn import Names
from goatherd.iam.hcl import resource_hcl
from goatherd.iam.least import least_privilege
from goatherd.model.application import Application
from goatherd.model.flow import Behaviour
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.resource import Api, Bucket, Queue, Table, UserPool
from goatherd.model.role import Role
from tests.iam.builders import allow, at, call

if TYPE_CHECKING:
    from goatherd.model.flow import AwsCall

TABLE = Table(id="aws_dynamodb_table.orders", type="AWS::DynamoDB::Table", span=at(1), physical_name=Known("orders"))
BUCKET = Bucket(id='aws_s3_bucket.data["eu"]', type="AWS::S3::Bucket", span=at(1))
JOBS = Queue(id="module.jobs.aws_sqs_queue.this", type="AWS::SQS::Queue", span=at(1), physical_name=Known("jobs"))

USERS = UserPool(
    id="module.users.aws_cognito_user_pool.this",
    type="AWS::Cognito::UserPool",
    span=at(1),
    physical_name=Known("users"),
)


def application(*calls: AwsCall, role: str = "aws_iam_role.worker") -> tuple[Application, Function]:
    function = Function("aws_lambda_function.worker", at(10), CodeSource(""), runtime=Known("python3.13"))
    function.role = Role(role, at(10), statements=[allow("dynamodb:* s3:* sqs:* sts:* cognito-idp:*")])
    function.entry = Entry("app.py", "handler", "python", 1, "")
    app = Application("main.tf", "terraform", functions=[function], roles={role: function.role})
    app.resources = {r.id: r for r in (TABLE, BUCKET, JOBS, USERS)}
    app.behaviours[function.id] = Behaviour(function, aws_calls=list(calls))
    return app, function


def policy(*calls: AwsCall, role: str = "aws_iam_role.worker") -> str:
    app, function = application(*calls, role=role)
    advice = least_privilege(function, app)
    assert advice is not None
    return advice.policy_text


def test_statements_refer_to_resources_as_the_configuration_does() -> None:
    read = call("dynamodb", "GetItem", TableName="orders")
    put = call("s3", "PutObject", Bucket='${aws_s3_bucket.data["eu"]}', Key="${?}")
    assert policy(read, put) == dedent("""\
        statement {
          actions   = ["dynamodb:GetItem"]
          resources = [aws_dynamodb_table.orders.arn]
        }
        statement {
          actions   = ["s3:PutObject"]
          resources = ["${aws_s3_bucket.data["eu"].arn}/*"]
        }""")


def test_what_another_module_holds_is_named_by_its_arn() -> None:
    send = call("sqs", "SendMessage", QueueUrl="${module.jobs.aws_sqs_queue.this}")
    assert 'resources = ["arn:aws:sqs:*:*:jobs"]' in policy(send)
    assert "resources = [aws_sqs_queue.this.arn]" in policy(send, role="module.jobs.aws_iam_role.worker")


def test_a_name_that_is_not_in_the_arn_is_no_part_of_it() -> None:
    reset = call("cognito-idp", "AdminResetUserPassword", UserPoolId="${module.users.aws_cognito_user_pool.this}")
    assert 'resources = ["arn:aws:cognito-idp:*:*:userpool/*"]' in policy(reset)


def test_the_arn_of_an_api_is_that_of_its_stages_calls() -> None:
    app, _ = application()
    app.resources["aws_apigatewayv2_api.a"] = Api(
        id="aws_apigatewayv2_api.a", type="AWS::ApiGatewayV2::Api", span=at(1)
    )
    names = Names(app)
    of_api, of_stage = "${aws_apigatewayv2_api.a.ExecutionArn}/*", "${aws_apigatewayv2_stage.s.ExecutionArn}/POST/x"
    assert names.canonical(of_api) == "arn:aws:execute-api:*:*:${aws_apigatewayv2_api.a}/*"
    assert names.canonical(of_stage) == "arn:aws:execute-api:*:*:${?}/POST/x"


def test_what_nobody_can_know_is_told() -> None:
    assume = call("sts", "AssumeRole", RoleArn="${?}")
    assert 'resources = ["*"]  # which one is decided at run time' in policy(assume)


def test_several_actions_stand_below_each_other() -> None:
    both = call("dynamodb", "GetItem", TableName="orders"), call("dynamodb", "PutItem", TableName="orders")
    assert '  actions   = [\n    "dynamodb:GetItem",\n    "dynamodb:PutItem",\n  ]' in policy(*both)


def test_texts_of_the_scanned_tree_stay_texts() -> None:
    app, _ = application()
    assert resource_hcl('arn:aws:s3:::a"%{if}', Names(app), "") == r'"arn:aws:s3:::a\"%%{if}"'
