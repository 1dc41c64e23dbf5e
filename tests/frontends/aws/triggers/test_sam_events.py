"""Every event type of SAM."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = {
    "api": ("{Type: Api, Properties: {Path: /a, Method: get}}", "rest-api anonymous GET /a"),
    "http api": ("{Type: HttpApi, Properties: {Path: /a, Method: post}}", "http-api anonymous POST /a"),
    "http api without a path": ("{Type: HttpApi}", "http-api anonymous ANY $default"),
    "http api, old payload": (
        "{Type: HttpApi, Properties: {Path: /a, Method: any, PayloadFormatVersion: '1.0'}}",
        "http-api-v1 anonymous ANY /a",
    ),
    "api with a key": (
        "{Type: Api, Properties: {Path: /a, Method: get, Auth: {ApiKeyRequired: true}}}",
        "rest-api anonymous GET /a",
    ),
    "api with IAM": (
        "{Type: Api, Properties: {Path: /a, Method: get, Auth: {Authorizer: AWS_IAM}}}",
        "rest-api account GET /a",
    ),
    "api for one address range": (
        "{Type: Api, Properties: {Path: /a, Method: get, Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}}}",
        "rest-api account GET /a",
    ),
    "s3": (
        "{Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}",
        "s3 account Bucket s3:ObjectCreated:*",
    ),
    "sns": ("{Type: SNS, Properties: {Topic: !Ref Topic}}", "sns account Topic"),
    "sns through a queue": (
        "{Type: SNS, Properties: {Topic: !Ref Topic, SqsSubscription: true}}",
        "sqs account Topic",
    ),
    "sqs": ("{Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}", "sqs account Queue"),
    "dynamodb": ("{Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn}}", "dynamodb account Table"),
    "kinesis": ("{Type: Kinesis, Properties: {Stream: !GetAtt Stream.Arn}}", "kinesis account Stream"),
    "msk": ("{Type: MSK, Properties: {Stream: 'arn:aws:kafka:x', Topics: [orders]}}", "kafka account orders"),
    "self-managed kafka": (
        "{Type: SelfManagedKafka, Properties: {KafkaBootstrapServers: ['a:9092'], Topics: [orders]}}",
        "kafka account orders",
    ),
    "mq": ("{Type: MQ, Properties: {Broker: 'arn:aws:mq:x', Queues: [orders]}}", "mq account orders"),
    "documentdb": ("{Type: DocumentDB, Properties: {Cluster: 'arn:aws:rds:x'}}", "documentdb account arn:aws:rds:x"),
    "schedule": ("{Type: Schedule, Properties: {Schedule: rate(1 day)}}", "schedule internal rate(1 day)"),
    "schedule v2": (
        "{Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}",
        "schedule internal rate(1 day)",
    ),
    "rule": (
        "{Type: EventBridgeRule, Properties: {Pattern: {source: [shop], detail-type: [Ordered]}}}",
        "eventbridge account shop Ordered",
    ),
    "rule for AWS only": (
        "{Type: CloudWatchEvent, Properties: {Pattern: {source: [aws.ec2]}}}",
        "eventbridge internal aws.ec2",
    ),
    "rule for uploads": (
        "{Type: EventBridgeRule, Properties: {Pattern: {source: [aws.s3]}}}",
        "eventbridge account aws.s3",
    ),
    "logs": (
        "{Type: CloudWatchLogs, Properties: {LogGroupName: app, FilterPattern: ERROR}}",
        "cloudwatch-logs account app",
    ),
    "iot": ("{Type: IoTRule, Properties: {Sql: select * from 'a/b'}}", "iot authenticated select * from 'a/b'"),
    "alexa": ("{Type: AlexaSkill}", "alexa anonymous Alexa skill"),
    "cognito sign-up": (
        "{Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PreSignUp}}",
        "cognito anonymous PreSignUp",
    ),
    "cognito after sign-in": (
        "{Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PostAuthentication}}",
        "cognito authenticated PostAuthentication",
    ),
    "cognito, administrators only": (
        "{Type: Cognito, Properties: {UserPool: !Ref ClosedPool, Trigger: PreSignUp}}",
        "cognito account PreSignUp",
    ),
}

CHANNELS = """
Bucket: {Type: AWS::S3::Bucket}
Topic: {Type: AWS::SNS::Topic}
Queue: {Type: AWS::SQS::Queue}
Table: {Type: AWS::DynamoDB::Table}
Stream: {Type: AWS::Kinesis::Stream}
Pool: {Type: AWS::Cognito::UserPool}
ClosedPool:
  Type: AWS::Cognito::UserPool
  Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}}
"""


@pytest.mark.parametrize(("event", "expected"), CASES.values(), ids=CASES.keys())
def test_event(wired: Callable[..., list[str]], event: str, expected: str) -> None:
    assert wired(CHANNELS, fn=f"Events: {{E: {event}}}") == [expected]


def test_the_span_is_the_key_of_the_event(application: Callable[..., object]) -> None:
    app = application(fn="Events:\n  Daily:\n    Type: Schedule\n    Properties: {Schedule: rate(1 day)}")
    (trigger,) = app.functions[0].triggers  # type: ignore[attr-defined]
    assert (trigger.span.line, trigger.span.column) == (9, 9)


def test_a_function_url_may_be_all_there_is(wired: Callable[..., list[str]]) -> None:
    assert wired(fn="FunctionUrlConfig: {AuthType: NONE}") == ["function-url anonymous function URL, AuthType NONE"]
    assert wired(fn="FunctionUrlConfig: {AuthType: AWS_IAM}") == ["function-url account function URL, AuthType AWS_IAM"]
