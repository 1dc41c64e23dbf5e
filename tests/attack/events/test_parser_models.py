"""Benign events pass the models that Powertools for AWS Lambda has of them."""

from __future__ import annotations

import base64
import gzip
import json

import pytest
from aws_lambda_powertools.utilities.parser import models

from goatherd.attack.events import Input
from goatherd.model.trigger import Kind

GATE = {"authorizer": "Pool"}
MOMENTS = {
    "PreSignUp": "CognitoPreSignupTriggerModel",
    "PostConfirmation": "CognitoPostConfirmationTriggerModel",
    "PreAuthentication": "CognitoPreAuthenticationTriggerModel",
    "PostAuthentication": "CognitoPostAuthenticationTriggerModel",
    "PreTokenGeneration": "CognitoPreTokenGenerationTriggerModelV1",
    "CustomMessage": "CognitoCustomMessageTriggerModel",
    "UserMigration": "CognitoMigrateUserTriggerModel",
    "DefineAuthChallenge": "CognitoDefineAuthChallengeTriggerModel",
    "CreateAuthChallenge": "CognitoCreateAuthChallengeTriggerModel",
    "VerifyAuthChallengeResponse": "CognitoVerifyAuthChallengeTriggerModel",
    "CustomEmailSender": "CognitoCustomEmailSenderTriggerModel",
    "CustomSMSSender": "CognitoCustomSMSSenderTriggerModel",
}
CASES = [
    ("APIGatewayProxyEventModel", Kind.REST_API, {"method": "POST", "path": "/orders/{id}"}),
    ("APIGatewayProxyEventModel", Kind.REST_API, {"method": "GET", "path": "/", "authorizer": "Pool"}),
    ("APIGatewayProxyEventModel", Kind.REST_API, {"method": "GET", "path": "/", "authorizer": "AWS_IAM"}),
    ("APIGatewayProxyEventModel", Kind.HTTP_API_V1, {"method": "POST", "path": "/orders/{id}"}),
    ("APIGatewayProxyEventV2Model", Kind.HTTP_API, {"method": "POST", "path": "/orders/{id}"}),
    ("APIGatewayProxyEventV2Model", Kind.HTTP_API, {"method": "GET", "path": "/", "authorizer": "Jwt"}),
    ("APIGatewayProxyEventV2Model", Kind.HTTP_API, {"method": "GET", "path": "/", "authorizer": "AWS_IAM"}),
    ("APIGatewayProxyEventV2Model", Kind.HTTP_API, {"method": "GET", "path": "/", "authorizer": "Custom"}),
    ("LambdaFunctionUrlModel", Kind.FUNCTION_URL, {}),
    ("LambdaFunctionUrlModel", Kind.FUNCTION_URL, {"authorizer": "AWS_IAM"}),
    ("AlbModel", Kind.ALB, {"path": "/api/*"}),
    ("VpcLatticeModel", Kind.LATTICE, {}),
    ("VpcLatticeV2Model", Kind.LATTICE, {}),
    ("APIGatewayWebSocketConnectEventModel", Kind.WEBSOCKET, {"path": "$connect"}),
    ("APIGatewayWebSocketDisconnectEventModel", Kind.WEBSOCKET, {"path": "$disconnect"}),
    ("APIGatewayWebSocketMessageEventModel", Kind.WEBSOCKET, {"path": "send"}),
    ("ApiGatewayAuthorizerToken", Kind.AUTHORIZER_TOKEN, {}),
    ("ApiGatewayAuthorizerRequest", Kind.AUTHORIZER_REQUEST, {}),
    ("ApiGatewayAuthorizerRequestV2", Kind.AUTHORIZER_REQUEST, {"options": {"payload": "2.0"}}),
    ("AppSyncResolverEventModel", Kind.APPSYNC, {"method": "Query", "path": "order"}),
    ("AppSyncResolverEventModel", Kind.APPSYNC, {"method": "Query", "path": "order", "authorizer": "OPENID"}),
    ("S3Model", Kind.S3, {"source": "Uploads", "prefix": "in/"}),
    ("S3Model", Kind.S3, {"options": {"events": ("s3:ObjectRemoved:*",)}}),
    ("S3SqsEventNotificationModel", Kind.SQS, {"options": {"via": ("Uploads",)}}),
    ("S3ObjectLambdaEvent", Kind.S3_OBJECT_LAMBDA, {}),
    ("S3EventNotificationEventBridgeModel", Kind.EVENTBRIDGE, {"options": {"pattern": {"source": ["aws.s3"]}}}),
    ("SnsModel", Kind.SNS, {"source": "Orders"}),
    ("SqsModel", Kind.SQS, {"source": "Queue"}),
    ("SqsModel", Kind.SQS, {"options": {"via": ("Orders",)}}),
    ("DynamoDBStreamModel", Kind.DYNAMODB, {"source": "Numbers"}),
    ("KinesisDataStreamModel", Kind.KINESIS, {"source": "Clicks"}),
    ("KinesisFirehoseModel", Kind.FIREHOSE, {}),
    ("KafkaMskEventModel", Kind.KAFKA, {"source": "Cluster", "options": {"topics": ("orders",)}}),
    ("KafkaSelfManagedEventModel", Kind.KAFKA, {}),
    ("EventBridgeModel", Kind.EVENTBRIDGE, {"options": {"pattern": {"source": ["shop"], "detail": {"n": [1]}}}}),
    ("EventBridgeModel", Kind.SCHEDULE, {}),
    ("SesModel", Kind.SES, {"detail": "example.com"}),
    ("CloudWatchLogsModel", Kind.CLOUDWATCH_LOGS, {"detail": "/aws/lambda/a"}),
    ("CloudFormationCustomResourceCreateModel", Kind.CUSTOM_RESOURCE, {}),
    ("BedrockAgentEventModel", Kind.BEDROCK_AGENT, {}),
    *((model, Kind.COGNITO, {"options": {"trigger": moment}}) for moment, model in MOMENTS.items()),
]


@pytest.mark.parametrize(("model", "kind", "fields"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_a_benign_event_is_valid(shape, model, kind, fields):
    getattr(models, model).model_validate(shape(kind, **fields).build({}).event)


def test_events_with_values_are_valid(shape):
    event = shape(Kind.BEDROCK_AGENT).build({Input("function"): "order", Input("argument", "n"): 7}).event
    models.BedrockAgentFunctionEventModel.model_validate(event)
    event = shape(Kind.DYNAMODB).build({Input("record", "a.b"): [1, None], Input("old", "a"): True}).event
    models.DynamoDBStreamModel.model_validate(event)
    event = shape(Kind.SNS).build({Input("subject"): "hello", Input("attribute", "n"): 7}).event
    models.SnsModel.model_validate(event)


def test_a_notification_in_a_queue_is_valid(shape):
    event = shape(Kind.SQS, options={"via": ("Orders",)}).build({Input("message", "x"): 1}).event
    body = json.loads(event["Records"][0]["body"])
    assert json.loads(models.SnsNotificationModel.model_validate(body).Message) == {"x": 1}


def test_log_events_are_compressed(shape):
    data = shape(Kind.CLOUDWATCH_LOGS).build({Input("message", "user"): "a"}).event["awslogs"]["data"]
    told = json.loads(gzip.decompress(base64.b64decode(data)))
    assert told["logEvents"][0]["message"] == '{"user": "a"}'
