"""What the variables of the environment hold of which nobody knows the value before deployment."""

from __future__ import annotations

import pytest

from goatherd.sandbox.invented import invented
from tests.sandbox.pods import in_pod, summary, written

SERVICE = """\
service: shop
provider:
  name: aws
  runtime: python3.12
  environment:
    USER_POOL_ID: ${param:pool}
    API_URL: ${env:SHOP_API}
    MAX_ITEMS: ${param:items}
    STAGE: ${opt:stage, 'dev'}
    TABLE: !Ref Orders
functions:
  run:
    handler: app.handler
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: orders
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
APP = """\
import os

NAMES = ("USER_POOL_ID", "API_URL", "MAX_ITEMS", "STAGE", "TABLE")


def handler(event, context):
    return [os.environ[name] for name in NAMES]
"""


def test_a_function_is_given_values_of_the_promised_form(tmp_path):
    folder = written(tmp_path, {"serverless.yml": SERVICE, "app.py": APP})
    (ran,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("run", {}))]))
    assert ran["response"] == ["us-east-1_Goatherd1", "https://api-url.example.org", "10", "dev", "orders"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("userPoolClientId", "1goatherd2goatherd3goather"),
        ("AlertTopicArn", "arn:aws:sns:eu-west-1:1:alert_topic_arn"),
        ("JOBS_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/1/jobs_queue_url"),
        ("AWS_REGION_NAME", "aws_region_name"),
        ("DEFAULT_REGION", "eu-west-1"),
        ("MYSQL_PORT", "3306"),
        ("DB_PORT", "5432"),
        ("PORT", "8080"),
        ("MONGODB_URI", "mongodb://mongo.internal:27017/mongodb_uri"),
        ("SENDER_EMAIL", "sender-email@example.org"),
        ("Stage", "stage"),
    ],
)
def test_forms_that_names_promise(name, value):
    assert invented(name, "eu-west-1", "1") == value
