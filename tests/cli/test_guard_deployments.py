"""Policies hold for every stage, option, variable and parameter that an application may be deployed with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CODE = """\
import os, boto3, requests
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
def handler(event, context):
    requests.get(os.environ["API"] + "/x")
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key="a", Body=b"x")
    boto3.client("sqs").send_message(QueueUrl=os.environ["JOBS"], MessageBody="x")
    open(os.environ["FILE"]).read()
    table.get_item(Key={"pk": "a"})
"""
SAM = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      Environment:
        Variables:
          TABLE: !Ref Orders
          BUCKET: !Sub "files-${Env}"
          JOBS: !Sub "https://sqs.eu-west-1.amazonaws.com/1/jobs-${Env}"
          API: !Sub "https://api-${Env}.example.com"
          FILE: !Sub "/mnt/${Env}/list"
  Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "orders-${Env}", KeySchema: []}}
"""
SERVERLESS = """\
service: shop
provider:
  name: aws
  runtime: python3.12
  stage: ${opt:stage, 'dev'}
  environment:
    TABLE: orders-${self:provider.stage}
    BUCKET: ${self:custom.bucket}
    JOBS: https://sqs.eu-west-1.amazonaws.com/1/jobs-${sls:stage}
    API: https://api-${self:custom.host.${opt:stage, 'dev'}}.example.com
    FILE: /mnt/${opt:tenant, 'x'}/list
custom:
  bucket: files-${opt:stage, self:provider.stage}
  host: {dev: a, prod: b}
functions:
  A: {handler: app.handler}
"""
TERRAFORM = """\
variable "env" { default = "dev" }
resource "aws_dynamodb_table" "orders" { name = "orders-${var.env}" }
data "archive_file" "code" {
  type        = "zip"
  source_dir  = path.module
  output_path = "code.zip"
}
resource "aws_lambda_function" "A" {
  function_name = "a-${var.env}"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
  role          = "arn:aws:iam::123456789012:role/x"
  environment {
    variables = {
      TABLE  = aws_dynamodb_table.orders.name
      BUCKET = "files-${var.env}"
      JOBS   = "https://sqs.eu-west-1.amazonaws.com/1/jobs-${var.env}"
      API    = "https://api-${var.env}.example.com"
      FILE   = "/mnt/${var.env}/list"
    }
  }
}
"""
CDK = """\
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
class Shop extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    const stage = this.node.tryGetContext('stage');
    const tenant = process.env.TENANT || 'x';
    new lambda.Function(this, 'A', {
      runtime: lambda.Runtime.PYTHON_3_12, handler: 'app.handler', code: lambda.Code.fromAsset('.'),
      environment: {
        TABLE: `orders-${stage}`, BUCKET: `files-${stage}`,
        JOBS: `https://sqs.eu-west-1.amazonaws.com/1/jobs-${stage}`,
        API: `https://api-${stage}.example.com`, FILE: `/mnt/${tenant}/list`,
      },
    });
  }
}
new Shop(new cdk.App(), 'Shop');
"""
TREES = {
    "sam": {"template.yaml": SAM},
    "serverless": {"serverless.yml": SERVERLESS},
    "terraform": {"main.tf": TERRAFORM},
    "cdk": {"app.ts": CDK, "cdk.json": '{"app": "npx ts-node app.ts", "context": {"stage": "dev"}}'},
}


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def policy_of(goatherd):
    def made():
        printed = goatherd("guard", "policy", "--format", "json", "--no-cache")
        assert printed.code == 0, printed.err
        return json.loads(printed.out)

    return made


@pytest.mark.parametrize("language", TREES)
def test_what_a_deployment_may_choose_is_an_asterisk_in_a_policy(policy_of, tmp_path: Path, language: str):
    for name, text in {**TREES[language], "app.py": CODE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    policy = policy_of()
    calls = {row["operation"]: row["resources"] for row in policy["aws"]["allow"]}
    assert calls == {"GetItem": ["orders-*"], "PutObject": ["files-*/a"], "SendMessage": ["jobs-*"]}
    assert {row["host"] for row in policy["network"]["allow"]} >= {"*.example.com"}
    assert "/mnt/**" in {row["path"] for row in policy["files"]["read"]}
    assert [policy[section]["others"] for section in ("aws", "network", "files")] == ["block"] * 3


def test_a_host_that_a_parameter_is_is_unknown_and_only_monitored(policy_of, tmp_path: Path):
    template = SAM.replace("Env: {Type", "Host: {Type: String, Default: 'https://dev.example.com'}\n  Env: {Type")
    template = template.replace('!Sub "https://api-${Env}.example.com"', "!Ref Host")
    (tmp_path / "template.yaml").write_text(template, encoding="utf-8")
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    policy = policy_of()
    assert policy["network"]["others"] == "monitor"
    assert "dev.example.com" not in str(policy["network"])


def test_a_table_whose_whole_name_is_a_parameter_may_be_any(policy_of, tmp_path: Path):
    template = SAM.replace('TableName: !Sub "orders-${Env}"', "TableName: !Ref Env")
    (tmp_path / "template.yaml").write_text(template, encoding="utf-8")
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    call = next(row for row in policy_of()["aws"]["allow"] if row["operation"] == "GetItem")
    assert "resources" not in call


@pytest.mark.parametrize("language", TREES)
def test_apply_still_knows_the_application_again(goatherd, tmp_path: Path, language: str):
    for name, text in {**TREES[language], "app.py": CODE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = goatherd("guard", "apply", "--no-cache")
    assert done.code == 0, done.err
    assert goatherd("guard", "check", "--no-cache").code == 0
