"""Queues, topics, streams, buckets, buses and pipes; and who reaches a function through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

MAPPING = """
Map:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn}
"""
OPEN_POLICY = "Statement: [{Effect: Allow, Principal: '*', Action: '%s', Resource: '*'}]"

CASES = {
    "a queue": ("Queue: {Type: AWS::SQS::Queue}" + MAPPING, "sqs account Queue"),
    "a queue that anyone may send to": (
        "Queue: {Type: AWS::SQS::Queue}"
        + MAPPING
        + "Open:\n  Type: AWS::SQS::QueuePolicy\n  Properties:\n    Queues: [!Ref Queue]\n    PolicyDocument:\n"
        + "      "
        + OPEN_POLICY % "sqs:SendMessage",
        "sqs anonymous Queue",
    ),
    "a queue whose policy names the source": (
        "Queue: {Type: AWS::SQS::Queue}"
        + MAPPING
        + """
Open:
  Type: AWS::SQS::QueuePolicy
  Properties:
    Queues: [!Ref Queue]
    PolicyDocument:
      Statement:
        - {Effect: Allow, Principal: '*', Action: 'sqs:*', Condition: {ArnEquals: {'aws:SourceArn': 'arn:x'}}}
""",
        "sqs account Queue",
    ),
    "a mapping by alias": (
        """
Queue: {Type: AWS::SQS::Queue}
Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, Name: live}}
Map:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !Ref Live, EventSourceArn: !GetAtt Queue.Arn}
""",
        "sqs account Queue",
    ),
    "a queue of another stack": (
        """
Map:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !GetAtt Fn.Arn, EventSourceArn: 'arn:aws:sqs:eu-west-1:1:jobs'}
""",
        "sqs account jobs",
    ),
    "a stream's consumer": (
        """
Stream: {Type: AWS::Kinesis::Stream}
Consumer: {Type: AWS::Kinesis::StreamConsumer, Properties: {StreamARN: !GetAtt Stream.Arn}}
Map:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !Ref Fn, EventSourceArn: !Ref Consumer, StartingPosition: LATEST}
""",
        "kinesis account Stream",
    ),
    "a subscription": (
        """
Topic: {Type: AWS::SNS::Topic}
Sub: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Fn.Arn}}
""",
        "sns account Topic",
    ),
    "a subscription inside the topic": (
        "Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}",
        "sns account Topic",
    ),
    "an open topic that feeds a queue": (
        "Topic: {Type: AWS::SNS::Topic}\nQueue: {Type: AWS::SQS::Queue}"
        + MAPPING
        + """
Sub: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Queue.Arn}}
Open:
  Type: AWS::SNS::TopicPolicy
  Properties:
    Topics: [!Ref Topic]
    PolicyDocument: {Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: 'sns:*'}]}
""",
        "sqs anonymous Queue",
    ),
    "dead letters of an open queue": (
        """
Queue: {Type: AWS::SQS::Queue}
Main: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Queue.Arn}}}
Open:
  Type: AWS::SQS::QueuePolicy
  Properties: {Queues: [!Ref Main], PolicyDocument: {Statement: {Effect: Allow, Principal: '*', Action: '*'}}}
"""
        + MAPPING,
        "sqs anonymous Queue",
    ),
    "a bucket's notification": (
        """
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    NotificationConfiguration:
      LambdaConfigurations: [{Event: 's3:ObjectRemoved:*', Function: !GetAtt Fn.Arn}]
""",
        "s3 account Bucket s3:ObjectRemoved:*",
    ),
    "a bucket that anyone may write to": (
        """
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    AccessControl: PublicReadWrite
    NotificationConfiguration:
      LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]
""",
        "s3 anonymous Bucket s3:ObjectCreated:*",
    ),
    "a rule": (
        "R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Arn: !GetAtt Fn.Arn}]}}",
        "eventbridge account shop",
    ),
    "a rule of an open bus": (
        """
Bus: {Type: AWS::Events::EventBus}
Open:
  Type: AWS::Events::EventBusPolicy
  Properties:
    EventBusName: !Ref Bus
    Statement: {Effect: Allow, Principal: '*', Action: 'events:PutEvents', Resource: '*'}
Rule:
  Type: AWS::Events::Rule
  Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop]}, Targets: [{Arn: !GetAtt Fn.Arn}]}
""",
        "eventbridge anonymous shop",
    ),
    "a rule with a clock": (
        "R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !GetAtt Fn.Arn}]}}",
        "schedule internal rate(1 day)",
    ),
    "a schedule": (
        "S: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: r, Target: {Arn: !GetAtt Fn.Arn}}}",
        "schedule internal r",
    ),
    "a schedule that calls the API": (
        """
S:
  Type: AWS::Scheduler::Schedule
  Properties:
    ScheduleExpression: r
    Target: {Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: !Sub '{"FunctionName":"${Fn}"}'}
""",
        "schedule internal r",
    ),
    "a pipe's target": (
        """
Table: {Type: AWS::DynamoDB::Table}
Pipe: {Type: AWS::Pipes::Pipe, Properties: {Source: !GetAtt Table.StreamArn, Target: !GetAtt Fn.Arn}}
""",
        "pipe account Pipe target",
    ),
    "a pipe's enrichment": (
        "Pipe: {Type: AWS::Pipes::Pipe, Properties: {Source: 'arn:aws:sqs:x', Enrichment: !GetAtt Fn.Arn, Target: y}}",
        "pipe account Pipe enrichment",
    ),
    "mail into a bucket": (
        """
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    NotificationConfiguration:
      LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]
Mail: {Type: AWS::SES::ReceiptRule, Properties: {Rule: {Actions: [{S3Action: {BucketName: !Ref Bucket}}]}}}
""",
        "s3 anonymous Bucket s3:ObjectCreated:*",
    ),
    "devices into a queue": (
        "Queue: {Type: AWS::SQS::Queue}"
        + MAPPING
        + """
Rule:
  Type: AWS::IoT::TopicRule
  Properties: {TopicRulePayload: {Sql: s, Actions: [{Sqs: {QueueUrl: !Ref Queue, RoleArn: r}}]}}
""",
        "sqs authenticated Queue",
    ),
    "a public route into a queue": (
        "Queue: {Type: AWS::SQS::Queue}"
        + MAPPING
        + """
Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
Method:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !GetAtt Api.RootResourceId
    HttpMethod: POST
    AuthorizationType: NONE
    Integration: {Type: AWS, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/1/${Queue.QueueName}'}
""",
        "sqs anonymous Queue",
    ),
}


@pytest.mark.parametrize(("resources", "expected"), CASES.values(), ids=CASES.keys())
def test_channel(wired: Callable[..., list[str]], resources: str, expected: str) -> None:
    assert wired(resources) == [expected]


def test_filters_sizes_and_failure_destinations(application: Callable[..., Application]) -> None:
    app = application(
        """
        Queue: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: x, maxReceiveCount: 3}}}
        Map:
          Type: AWS::Lambda::EventSourceMapping
          Properties:
            FunctionName: !Ref Fn
            EventSourceArn: !GetAtt Queue.Arn
            BatchSize: 5
            FilterCriteria: {Filters: []}
        """
    )
    (trigger,) = app.functions[0].triggers
    assert (trigger.source, trigger.batch_size, trigger.filtered) == ("Queue", 5, True)
    assert (trigger.has_failure_destination, trigger.max_retries) == (True, 3)


def test_prefix_and_suffix_of_a_notification(application: Callable[..., Application]) -> None:
    app = application(
        """
        Bucket:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration:
              LambdaConfigurations:
                - Event: s3:ObjectCreated:*
                  Function: !GetAtt Fn.Arn
                  Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}, {Name: suffix, Value: .csv}]}}
        """
    )
    (trigger,) = app.functions[0].triggers
    assert (trigger.prefix, trigger.suffix, trigger.filtered) == ("in/", ".csv", True)


def test_what_replaces_the_event_is_kept(application: Callable[..., Application]) -> None:
    app = application(
        """
        Rule:
          Type: AWS::Events::Rule
          Properties:
            EventPattern: {source: [shop]}
            Targets: [{Arn: !GetAtt Fn.Arn, InputTransformer: {InputPathsMap: {a: $.detail.a}, InputTemplate: '<a>'}}]
        """
    )
    (trigger,) = app.functions[0].triggers
    assert trigger.options["input_transformer"] == {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": "<a>"}


def test_retries_of_asynchronous_events_come_from_the_function(application: Callable[..., Application]) -> None:
    app = application(
        "Topic: {Type: AWS::SNS::Topic}",
        fn="""
        EventInvokeConfig: {MaximumRetryAttempts: 1, DestinationConfig: {OnFailure: {Type: SQS}}}
        Events: {E: {Type: SNS, Properties: {Topic: !Ref Topic}}}
        """,
    )
    (trigger,) = app.functions[0].triggers
    assert (trigger.max_retries, trigger.has_failure_destination) == (1, True)
