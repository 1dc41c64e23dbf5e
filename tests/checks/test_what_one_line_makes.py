"""A line of a program that makes several functions is one place to mend: what it does wrong is one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.review.merge import merge
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
from aws_cdk import App, Stack, aws_apigatewayv2 as http, aws_iam as iam, aws_lambda as lambda_
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

app = App()
stack = Stack(app, "Shop")
api = http.HttpApi(stack, "Api")
for name in ("orders", "users", "carts"):
    function = lambda_.Function(stack, name, runtime=lambda_.Runtime.PYTHON_3_12,
        code=lambda_.Code.from_asset("src"), handler="app.handler")
    function.add_to_role_policy(iam.PolicyStatement(actions=["ssm:GetParameter"], resources=["*"]))
    api.add_routes(path=f"/{name}", methods=[http.HttpMethod.POST], integration=HttpLambdaIntegration(name, function))
"""
CODE = """
import boto3


def handler(event, context):
    boto3.client("ssm").get_parameter(Name="x")
    boto3.resource("dynamodb").Table("shop").put_item(Item={"id": event["body"]})
"""


def test_what_a_loop_makes_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "cdk.json").write_text('{"app": "python3 app.py"}')
    (tmp_path / "app.py").write_text(PROGRAM)
    (tmp_path / "src" / "app.py").write_text(CODE)
    events = scan(str(tmp_path), Config(select=("GOAT0201", "GOAT0424")))
    found = merge(event.finding for event in events if isinstance(event, FindingFound))
    assert sorted(finding.id for finding in found) == ["GOAT0201", "GOAT0424"], [finding.message for finding in found]
