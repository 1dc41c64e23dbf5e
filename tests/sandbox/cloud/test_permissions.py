"""What roles of a template allow and refuse, as the functions' own clients see it."""

from __future__ import annotations

import pytest

from tests.sandbox.cloud.functions import CALLER
from tests.sandbox.pods import in_pod, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.12, Handler: app.handler, CodeUri: ., Timeout: 10, MemorySize: 512}
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: at, AttributeType: N}]
      BillingMode: PAY_PER_REQUEST
  Secrets:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: secrets
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
  Uploads: {Type: AWS::S3::Bucket}
  Other: {Type: AWS::S3::Bucket, Properties: {BucketName: other-bucket}}
  Jobs: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Alerts: {Type: AWS::SNS::Topic, Properties: {TopicName: alerts}}
  Token: {Type: AWS::SecretsManager::Secret}
  Password: {Type: AWS::SecretsManager::Secret, Properties: {Name: password}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /app/setting, Type: String, Value: "on"}}
  Hidden: {Type: AWS::SSM::Parameter, Properties: {Name: /hidden/setting, Type: String, Value: "off"}}
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Orders}
  Writer:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - S3WritePolicy: {BucketName: !Ref Uploads}
        - SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}
        - SNSPublishMessagePolicy: {TopicName: !GetAtt News.TopicName}
        - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref Token}
        - SSMParameterReadPolicy: {ParameterName: app/setting}
  ByArn:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - Statement:
            - Effect: Allow
              Action: [s3:GetObject, "s3:List*"]
              Resource: [!Sub "arn:aws:s3:::${Uploads}/mallory/*", !Join ["", ["arn:aws:s3:::", !Ref Uploads]]]
            - {Effect: Allow, Action: sns:Publish, Resource: !Ref Alerts}
            - {Effect: Allow, Action: sqs:*, Resource: !GetAtt Jobs.Arn}
            - Effect: Allow
              Action: dynamodb:PutItem
              Resource: !Sub "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/secr*"
            - {Effect: Allow, Action: ssm:GetParameter*, Resource: "arn:aws:ssm:*:*:parameter/hidden/*"}
  Denied:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - Statement:
            - {Effect: Allow, Action: "*", Resource: "*"}
            - {Effect: Deny, Action: dynamodb:DeleteItem, Resource: "*"}
            - {Effect: Deny, Action: "s3:*", NotResource: [!GetAtt Uploads.Arn, !Sub "${Uploads.Arn}/*"]}
  Bounded:
    Type: AWS::Serverless::Function
    Properties:
      PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonS3FullAccess"
      Policies: [AdministratorAccess]
  Nothing:
    Type: AWS::Serverless::Function
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties: {Role: "arn:aws:iam::123456789012:role/made-by-others"}
"""
ORDERS, UPLOADS, QUEUE = (
    "goatherd-Orders",
    "goatherd-uploads",
    "https://sqs.us-east-1.amazonaws.com/123456789012/goatherd-Jobs",
)
TOPIC = "arn:aws:sns:us-east-1:123456789012:"
KEY = {"id": {"S": "mallory-1"}, "at": {"N": "1"}}
PUT = {"TableName": ORDERS, "Item": KEY}
GET = {"TableName": ORDERS, "Key": KEY}
OBJECT = {"Bucket": UPLOADS, "Key": "mallory/report.txt"}
FOREIGN = {"Bucket": "other-bucket", "Key": "mallory/report.txt"}
SEND = {"QueueUrl": QUEUE, "MessageBody": "x"}
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:goatherd-Token"
NO = "AccessDeniedException"
# Function -> calls with the error code that each ends with, "" for none.
CALLS = {
    "Reader": [
        ("dynamodb", "get_item", GET, ""),
        (
            "dynamodb",
            "query",
            {"TableName": ORDERS, "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "x"}}},
            "",
        ),
        ("dynamodb", "scan", {"TableName": ORDERS}, ""),
        ("dynamodb", "batch_get_item", {"RequestItems": {ORDERS: {"Keys": [KEY]}}}, ""),
        ("dynamodb", "put_item", PUT, NO),
        ("dynamodb", "batch_write_item", {"RequestItems": {ORDERS: [{"PutRequest": {"Item": KEY}}]}}, NO),
        ("dynamodb", "delete_item", GET, NO),
        ("dynamodb", "get_item", {"TableName": "secrets", "Key": {"id": {"S": "x"}}}, NO),
        ("dynamodb", "batch_get_item", {"RequestItems": {"secrets": {"Keys": [{"id": {"S": "x"}}]}}}, NO),
        ("s3", "get_object", OBJECT, "AccessDenied"),
        ("sts", "get_caller_identity", {}, ""),
    ],
    "Writer": [
        ("s3", "put_object", OBJECT | {"Body": "x"}, ""),
        ("s3", "put_object", FOREIGN | {"Body": "x"}, "AccessDenied"),
        ("s3", "get_object", OBJECT, "AccessDenied"),
        ("s3", "list_buckets", {}, "AccessDenied"),
        ("sqs", "send_message", SEND, ""),
        ("sqs", "purge_queue", {"QueueUrl": QUEUE}, "AccessDenied"),
        ("sns", "publish", {"TopicArn": f"{TOPIC}goatherd-News", "Message": "x"}, ""),
        ("sns", "publish", {"TopicArn": f"{TOPIC}alerts", "Message": "x"}, "AuthorizationError"),
        ("secretsmanager", "get_secret_value", {"SecretId": "goatherd-Token"}, ""),
        ("secretsmanager", "get_secret_value", {"SecretId": "password"}, NO),
        ("secretsmanager", "get_secret_value", {"SecretId": SECRET}, ""),
        ("secretsmanager", "get_secret_value", {"SecretId": SECRET.replace("goatherd-Token", "password")}, NO),
        ("ssm", "get_parameter", {"Name": "/app/setting"}, ""),
        ("ssm", "get_parameter", {"Name": "/hidden/setting"}, NO),
    ],
    "ByArn": [
        ("s3", "get_object", OBJECT, ""),
        ("s3", "get_object", {"Bucket": UPLOADS, "Key": "alice/report.txt"}, "AccessDenied"),
        ("s3", "list_objects_v2", {"Bucket": UPLOADS}, ""),
        ("s3", "list_objects_v2", {"Bucket": "other-bucket"}, "AccessDenied"),
        ("sns", "publish", {"TopicArn": f"{TOPIC}alerts", "Message": "x"}, ""),
        ("sns", "publish", {"TopicArn": f"{TOPIC}goatherd-News", "Message": "x"}, "AuthorizationError"),
        ("sqs", "send_message", SEND, ""),
        ("sqs", "receive_message", {"QueueUrl": QUEUE}, ""),
        ("dynamodb", "put_item", {"TableName": "secrets", "Item": {"id": {"S": "x"}}}, ""),
        ("dynamodb", "put_item", PUT, NO),
        ("ssm", "get_parameter", {"Name": "/hidden/setting"}, ""),
        ("ssm", "get_parameters_by_path", {"Path": "/app"}, NO),
    ],
    "Denied": [
        ("dynamodb", "put_item", PUT, ""),
        ("dynamodb", "delete_item", GET, NO),
        ("s3", "put_object", OBJECT | {"Body": "x"}, ""),
        ("s3", "put_object", FOREIGN | {"Body": "x"}, "AccessDenied"),
        ("iam", "list_users", {}, ""),
    ],
    "Bounded": [
        ("s3", "get_object", OBJECT, ""),
        ("dynamodb", "get_item", GET, NO),
        ("sqs", "send_message", SEND, "AccessDenied"),
    ],
    # One service of every protocol, and one that has changed its protocol.
    "Nothing": [
        ("dynamodb", "list_tables", {}, NO),
        ("s3", "list_buckets", {}, "AccessDenied"),
        ("sqs", "list_queues", {}, "AccessDenied"),
        ("sns", "list_topics", {}, "AuthorizationError"),
        ("iam", "list_users", {}, "AccessDenied"),
        ("ec2", "describe_instances", {}, "UnauthorizedOperation"),
        ("lambda", "list_functions", {}, NO),
        ("apigateway", "get_rest_apis", {}, NO),
        ("cloudfront", "list_distributions", {}, "AccessDenied"),
        ("comprehend", "detect_sentiment", {"Text": "x", "LanguageCode": "en"}, NO),
        ("cloudwatch", "list_metrics", {}, "AccessDenied"),
        ("stepfunctions", "list_state_machines", {}, NO),
        ("logs", "describe_log_groups", {}, NO),
        ("ses", "list_identities", {}, "AccessDenied"),
        ("sts", "get_caller_identity", {}, ""),
    ],
    "Elsewhere": [
        ("dynamodb", "put_item", PUT, ""),
        ("s3", "get_object", OBJECT, ""),
        ("iam", "list_users", {}, ""),
    ],
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Function -> what came of its calls, and what was recorded of them."""
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": TEMPLATE, "app.py": CALLER})

    def work(pod):
        for function, calls in CALLS.items():
            done = pod.invoke(function, {"calls": [call[:3] for call in calls]})
            yield function, summary(done), done.records

    return {function: rest for function, *rest in in_pod(folder, work)}


@pytest.mark.parametrize("function", CALLS)
def test_calls_are_allowed_and_refused_as_the_role_says(outcome, function):
    done, _ = outcome[function]
    assert done["ended"] == "response", done["error"]
    ended = [said if isinstance(said, str) else "" for said in done["response"]]
    asked = [f"{service}.{method} {parameters}" for service, method, parameters, _ in CALLS[function]]
    wanted = [code for *_, code in CALLS[function]]
    assert dict(zip(asked, ended, strict=True)) == dict(zip(asked, wanted, strict=True))


def test_refusals_are_recorded(outcome):
    done, records = outcome["Reader"]
    refused = {(r["operation"], r["denied"], r["status"], r["function"]) for r in records if r["denied"]}
    assert ("PutItem", "dynamodb:PutItem", 400, "Reader") in refused
    assert ("GetObject", "s3:GetObject", 403, "Reader") in refused
    assert done["denied"] == [r["denied"] for r in records if r["denied"]]
    assert all(r["status"] == 200 and not r["gap"] for r in records if not r["denied"])


def test_nothing_of_what_a_role_allows_is_left_out_by_the_simulation(outcome):
    gaps = [(r["service"], r["operation"], r["gap"]) for _, records in outcome.values() for r in records if r["gap"]]
    assert gaps == []
