"""Functions that Terraform declares: archives of folders and texts run, and find what is declared beside them."""

from __future__ import annotations

import pytest

from tests.sandbox.pods import in_pod, summary, written

MAIN = """
module "shop" {
  source   = "./shop"
  for_each = toset(["eu"])
  place    = each.key
}
"""
SHOP = """
variable "place" {}

resource "aws_dynamodb_table" "orders" {
  name     = "orders-${var.place}"
  hash_key = "id"
}
resource "aws_s3_bucket" "uploads" {
  bucket_prefix = "uploads-"
}
resource "aws_sqs_queue" "jobs" {}
resource "aws_sns_topic" "news" {}
resource "aws_secretsmanager_secret" "key" {}
resource "aws_secretsmanager_secret_version" "key" {
  secret_id     = aws_secretsmanager_secret.key.id
  secret_string = var.place
}
resource "aws_ssm_parameter" "setting" {
  name  = "/shop/setting"
  type  = "String"
  value = jsonencode([{ some_name = 1 }])
}

locals {
  variables = {
    TABLE     = aws_dynamodb_table.orders.name
    BUCKET    = aws_s3_bucket.uploads.id
    QUEUE     = aws_sqs_queue.jobs.url
    TOPIC     = aws_sns_topic.news.arn
    SECRET    = aws_secretsmanager_secret.key.arn
    PARAMETER = aws_ssm_parameter.setting.name
    OTHER     = "${aws_lambda_function.note.function_name}:$LATEST"
  }
}

data "archive_file" "archive" {
  for_each    = toset(["py", "js"])
  type        = "zip"
  source_dir  = "${path.module}/../functions/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
}
data "archive_file" "note" {
  type        = "zip"
  output_path = "${path.module}/build/note.zip"
  source {
    content  = templatefile("${path.module}/note.py.tftpl", { table = aws_dynamodb_table.orders.name })
    filename = "note.py"
  }
}

resource "aws_lambda_function" "py" {
  function_name = "python"
  filename      = data.archive_file.archive["py"].output_path
  handler       = "app.handler"
  runtime       = "python3.12"
  timeout       = 10
  role          = "arn:aws:iam::123456789012:role/any"
  environment {
    variables = local.variables
  }
}
resource "aws_lambda_function" "js" {
  filename = data.archive_file.archive["js"].output_path
  handler  = "index.handler"
  runtime  = "nodejs20.x"
  timeout  = 10
  role     = "arn:aws:iam::123456789012:role/any"
  environment {
    variables = local.variables
  }
}
resource "aws_lambda_function" "note" {
  filename = data.archive_file.note.output_path
  handler  = "note.handler"
  runtime  = "python3.12"
  role     = "arn:aws:iam::123456789012:role/any"
}
"""
NOTE = """
import boto3

def handler(event, context):
    boto3.resource("dynamodb").Table("${table}").put_item(Item={"id": "by note"})
    return {"name": context.function_name}
"""
PYTHON = """
import json, os
import boto3

def handler(event, context):
    e = os.environ
    boto3.client("s3").put_object(Bucket=e["BUCKET"], Key="a", Body=b"by python")
    boto3.client("sqs").send_message(QueueUrl=e["QUEUE"], MessageBody="by python")
    boto3.client("sns").publish(TopicArn=e["TOPIC"], Message="by python")
    invoked = boto3.client("lambda").invoke(FunctionName=e["OTHER"], Payload=b"{}")
    return {
        "object": boto3.client("s3").get_object(Bucket=e["BUCKET"], Key="a")["Body"].read().decode(),
        "secret": boto3.client("secretsmanager").get_secret_value(SecretId=e["SECRET"])["SecretString"],
        "parameter": boto3.client("ssm").get_parameter(Name=e["PARAMETER"])["Parameter"]["Value"],
        "invoked": sorted(json.loads(invoked["Payload"].read())),
        "rows": boto3.resource("dynamodb").Table(e["TABLE"]).get_item(Key={"id": "by note"}).get("Item"),
    }
"""
JAVASCRIPT = "exports.handler = async () => process.env;\n"
PREFIX = 'module.shop["eu"].aws_lambda_function.'


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    files = {
        "main.tf": MAIN,
        "shop/main.tf": SHOP,
        "shop/note.py.tftpl": NOTE,
        "functions/py/app.py": PYTHON,
        "functions/js/index.js": JAVASCRIPT,
    }

    def work(pod):
        yield "python", summary(pod.invoke(f"{PREFIX}py", {}))
        yield "javascript", summary(pod.invoke(f"{PREFIX}js", {}))

    return dict(in_pod(written(tmp_path_factory.mktemp("app"), files), work))


def test_a_function_finds_what_is_declared_beside_it(outcome):
    assert outcome["python"]["error"] is None
    response = outcome["python"]["response"]
    assert response.pop("secret")
    assert response == {
        "object": "by python",
        "parameter": '[{"some_name":1}]',
        "invoked": ["name"],
        "rows": {"id": "by note"},
    }


def test_names_are_such_as_the_platform_would_take(outcome):
    given = outcome["javascript"]["response"]
    assert given["TABLE"] == "orders-eu"
    assert given["QUEUE"].endswith("/goatherd-module-shop-eu-aws-sqs-queue-jobs")
    assert given["BUCKET"] == "goatherd-module-shop-eu-aws-s3-bucket-uploads"
