"""Names as other languages of infrastructure give them to functions."""

from __future__ import annotations

import pytest

from tests.hunt.application.conftest import by, call

CODE = "def handler(event, context):\n    return str(event)\n"
SERVERLESS = {
    "serverless.yml": """\
service: shop
provider:
  name: aws
  runtime: python3.12
  stage: ${opt:stage, 'dev'}
functions:
  take:
    handler: app.handler
""",
    "app.py": CODE,
}
TERRAFORM = {
    "main.tf": """\
variable "stage" {}
resource "aws_iam_role" "take" {
  name               = "take-${var.stage}"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_lambda_function" "take" {
  function_name = "take-${var.stage}"
  role          = aws_iam_role.take.arn
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "app.zip"
}
""",
    "app.py": CODE,
}
CDK = {
    "app.ts": """\
import * as cdk from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";

const app = new cdk.App();
const stack = new cdk.Stack(app, "Shop");
new lambda.Function(stack, "Take", {
  runtime: lambda.Runtime.PYTHON_3_12,
  handler: "app.handler",
  code: lambda.Code.fromAsset("src"),
});
app.synth();
""",
    "cdk.json": '{"app": "npx ts-node app.ts"}\n',
    "src/app.py": CODE,
}


@pytest.mark.parametrize(
    ("files", "name", "role"),
    [
        (SERVERLESS, "shop-dev-take", "shop-dev-eu-west-1-lambdaRole"),
        (TERRAFORM, "take-live", "take-live"),
        (CDK, "Shop-Take4A5B6C7D-a1B2c3D4e5F6", "Shop-TakeServiceRole1A2B3C4D-h1J2k3L4m5N6"),
    ],
    ids=["serverless", "terraform", "cdk"],
)
def test_a_call_that_is_not_in_the_code(shop, files, name, role):
    shop.files = files
    event = call("sts", "GetCallerIdentity") | by("Take", role=role, session=name)
    said = [told for _, told in shop.told(event, stacks=("Shop",))]
    assert len(said) == 1
    assert said[0].endswith(" calls sts:GetCallerIdentity, which its code never calls")
