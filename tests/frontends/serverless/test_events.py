"""Every kind of event: what calls the function, and who is behind it."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from goatherd.core.value import known
from goatherd.model.resource import Api, Distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

SERVICE = """
provider:
  name: aws
  runtime: python3.12
  httpApi:
    cors: true
    authorizers:
      users: {type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://id, audience: [app]}
      own: {type: request, functionName: auth}
  alb:
    authorizers:
      sign-in: {type: cognito, userPoolArn: a, userPoolClientId: b, userPoolDomain: c}
functions:
  auth: {handler: app.auth}
  f:
    handler: app.main
    events:
EVENTS
resources:
  Resources:
    Jobs: {Type: AWS::SQS::Queue}
    Users: {Type: AWS::Cognito::UserPool}
    Table: {Type: AWS::DynamoDB::Table}
    Topic: {Type: AWS::SNS::Topic}
    Pool: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: pool}}
"""


def described(application: Application) -> list[str]:
    (function,) = [function for function in application.functions if function.id == "f"]
    texts = (
        f"{t.kind} {t.exposure.name.lower()} {t.detail}" + (f" [{t.authorizer}]" if t.authorizer else "")
        for t in function.triggers
    )
    return list(texts)


@pytest.mark.parametrize(
    ("event", "trigger"),
    [
        ("http: get users/{id}", "rest-api anonymous GET /users/{id}"),
        ("http: ANY /", "rest-api anonymous ANY /"),
        ("http: {path: a, method: post, integration: lambda}", "rest-api-mapped anonymous POST /a"),
        ("http: {path: a, method: get, authorizer: aws_iam}", "rest-api account GET /a [AWS_IAM]"),
        ("http: {path: a, method: get, authorizer: {type: aws_iam}}", "rest-api account GET /a [AWS_IAM]"),
        ("http: {path: a, method: get, authorizer: auth}", "rest-api authenticated GET /a [AuthApiGatewayAuthorizer]"),
        (
            "http: {path: a, method: get, authorizer: {name: auth, type: request}}",
            "rest-api authenticated GET /a [AuthApiGatewayAuthorizer]",
        ),
        (
            "http: {path: a, method: get, authorizer: {arn: !GetAtt Users.Arn}}",
            "rest-api authenticated GET /a [UsersApiGatewayAuthorizer]",
        ),
        (
            "http: {path: a, method: get, authorizer: {name: pool, type: COGNITO_USER_POOLS, arn: 'arn:x'}}",
            "rest-api authenticated GET /a [PoolApiGatewayAuthorizer]",
        ),
        (
            "http: {path: a, method: get, authorizer: {type: COGNITO_USER_POOLS, authorizerId: abc}}",
            "rest-api authenticated GET /a [abc]",
        ),
        ("httpApi: GET /a", "http-api anonymous GET /a"),
        ("httpApi: '*'", "http-api anonymous ANY $default"),
        ("httpApi: {method: '*', path: /a}", "http-api anonymous ANY /a"),
        (
            "httpApi: {method: get, path: /a, authorizer: {name: users}}",
            "http-api authenticated GET /a [HttpApiAuthorizerUsers]",
        ),
        ("httpApi: {method: get, path: /a, authorizer: own}", "http-api authenticated GET /a [HttpApiAuthorizerOwn]"),
        ("httpApi: {method: get, path: /a, authorizer: {type: aws_iam}}", "http-api account GET /a [AWS_IAM]"),
        ("websocket: $connect", "websocket anonymous $connect"),
        ("websocket: {route: chat}", "websocket anonymous chat"),
        ("s3: photos", "s3 account S3BucketPhotos s3:ObjectCreated:*"),
        ("s3: {bucket: photos, event: s3:ObjectRemoved:*, existing: true}", "s3 account s3:ObjectRemoved:*"),
        ("sns: news", "sns account SNSTopicNews"),
        ("sns: {arn: !Ref Topic, filterPolicy: {a: [b]}}", "sns account Topic"),
        ("sns: 'arn:aws:sns:eu-west-1:1:news'", "sns account news"),
        ("sqs: !GetAtt Jobs.Arn", "sqs account Jobs"),
        ("sqs: {arn: !GetAtt Jobs.Arn, batchSize: 5}", "sqs account Jobs"),
        ("stream: {type: dynamodb, arn: !GetAtt Table.StreamArn}", "dynamodb account Table"),
        ("stream: 'arn:aws:kinesis:eu-west-1:1:stream/x'", "kinesis account x"),
        (
            "msk: {arn: 'arn:aws:kafka:eu-west-1:1:cluster/x', topic: t}",
            "kafka account t",
        ),
        ("kafka: {topic: t, bootstrapServers: ['a:1']}", "kafka account t"),
        ("rabbitmq: {queue: q, arn: 'arn:aws:mq:eu-west-1:1:broker:b:x', basicAuthArn: y}", "mq account q"),
        ("schedule: rate(1 hour)", "schedule internal rate(1 hour)"),
        ("schedule: {rate: ['cron(1)'], method: scheduler}", "schedule internal cron(1)"),
        ("eventBridge: {pattern: {source: [shop]}}", "eventbridge account shop"),
        ("eventBridge: {schedule: rate(1 day)}", "schedule internal rate(1 day)"),
        ("cloudwatchEvent: {event: {source: [aws.ec2]}}", "eventbridge internal aws.ec2"),
        ("cloudwatchLog: /aws/lambda/x", "cloudwatch-logs account /aws/lambda/x"),
        ("cognitoUserPool: {pool: people, trigger: PreSignUp}", "cognito anonymous PreSignUp"),
        ("cognitoUserPool: {pool: pool, trigger: PostAuthentication, existing: true}", "cognito authenticated"),
        ("cognitoUserPool: {pool: '${env:POOL_ID}', trigger: PreSignUp}", "cognito anonymous PreSignUp"),
        ("alb: {listenerArn: x, priority: 1, conditions: {path: /a, method: GET}}", "alb anonymous GET /a"),
        (
            "alb: {listenerArn: x, priority: 1, authorizer: sign-in, conditions: {path: /a}}",
            "alb authenticated /a [load balancer]",
        ),
        ("iot: {sql: SELECT * FROM 'a'}", "iot authenticated SELECT * FROM 'a'"),
        ("alexaSkill: amzn1.ask", "alexa anonymous Alexa skill"),
        ("alexaSmartHome: amzn1.ask", "alexa anonymous Alexa skill"),
        ("cloudFront: {eventType: viewer-request, origin: s3://x}", "cloudfront anonymous viewer-request *"),
    ],
)
def test_events(service_of: Callable[[str], Application], event: str, trigger: str) -> None:
    (found,) = described(service_of(SERVICE.replace("EVENTS", indent(f"- {event}", "      "))))
    assert found.startswith(trigger)


def test_several_events_are_several_triggers(service_of: Callable[[str], Application]) -> None:
    events = """
      - http: GET /a
      - http: {path: a/b, method: get, private: true}
      - schedule: {rate: [rate(1 day), rate(2 days)]}
      - s3: {bucket: photos, rules: [{prefix: in/}]}
      - s3: {bucket: photos, event: 's3:ObjectRemoved:*'}
    """
    assert described(service_of(SERVICE.replace("EVENTS", events))) == [
        "rest-api anonymous GET /a",
        "rest-api anonymous GET /a/b",
        "s3 account S3BucketPhotos s3:ObjectCreated:*",
        "s3 account S3BucketPhotos s3:ObjectRemoved:*",
        "schedule internal rate(1 day)",
        "schedule internal rate(2 days)",
    ]


def test_a_function_url(service_of: Callable[[str], Application]) -> None:
    assert described(service_of("functions: {f: {handler: a.b, url: true}}")) == [
        "function-url anonymous function URL, AuthType NONE"
    ]
    assert described(service_of("functions: {f: {handler: a.b, url: {authorizer: aws_iam}}}")) == [
        "function-url account function URL, AuthType AWS_IAM [AWS_IAM]"
    ]


def test_settings_of_the_api(service_of: Callable[[str], Application]) -> None:
    service = service_of("""
provider:
  name: aws
  endpointType: PRIVATE
  logs: {restApi: true}
  tracing: {apiGateway: true}
  apiGateway: {usagePlan: {throttle: {rateLimit: 5, burstLimit: 10}}}
functions:
  f: {handler: a.b, events: [{http: {path: a, method: get, cors: {origin: 'https://shop', allowCredentials: true}}}]}
""")
    (api,) = service.of(Api)
    assert (api.private.value, api.access_logging.value, api.tracing.value, api.throttled.value) == (True,) * 4  # type: ignore[union-attr]
    assert [(rule.origins, rule.credentials) for rule in api.cors] == [(("https://shop",), True)]


def test_an_api_of_another_stack(service_of: Callable[[str], Application]) -> None:
    service = service_of("""
provider:
  name: aws
  apiGateway: {restApiId: !ImportValue api, restApiRootResourceId: !ImportValue root}
functions:
  f: {handler: a.b, events: [{http: GET /a}]}
""")
    assert described(service) == ["rest-api anonymous GET /${?}/a"]


def test_what_one_event_says_of_the_distribution_holds_for_the_next(service_of: Callable[[str], Application]) -> None:
    service = service_of("""
provider: {name: aws}
functions:
  rewrite:
    handler: a.b
    events:
      - cloudFront: {eventType: viewer-request, origin: s3://x, behavior: {ViewerProtocolPolicy: https-only}}
  sign:
    handler: a.c
    events: [{cloudFront: {eventType: viewer-response, origin: s3://x}}]
""")
    (distribution,) = service.of(Distribution)
    assert known(distribution.viewer_protocol) == "https-only"
    assert [[t.detail for t in f.triggers] for f in service.functions] == [["viewer-request *"], ["viewer-response *"]]


@pytest.mark.parametrize(
    ("event", "id"),
    [
        ("stream: {type: dynamodb, arn: !GetAtt Table.StreamArn}", "FEventSourceMappingDynamodbTable"),
        ("stream: {type: dynamodb, arn: {Fn::GetAtt: [Table, StreamArn]}}", "FEventSourceMappingDynamodbTable"),
        ("stream: arn:aws:dynamodb:eu-west-1:1:table/my-orders/stream/2020", "FEventSourceMappingDynamodbMyorders"),
        ("stream: arn:aws:kinesis:eu-west-1:1:stream/clicks", "FEventSourceMappingKinesisClicks"),
        (
            "stream: {type: kinesis, arn: {Fn::Join: [':', [arn, aws, kinesis, stream/clicks]]}}",
            "FEventSourceMappingKinesisClicks",
        ),
        ("stream: {type: kinesis, arn: {Fn::ImportValue: Clicks}}", "FEventSourceMappingKinesisClicks"),
        ("sqs: arn:aws:sqs:eu-west-1:1:my-jobs", "FEventSourceMappingSQSMyjobs"),
        ("sqs: !GetAtt Jobs.Arn", "FEventSourceMappingSQSJobs"),
    ],
)
def test_extensions_change_the_event_source_that_the_framework_makes(
    event: str, id: str, service_of: Callable[..., Application]
) -> None:
    text = SERVICE.replace("EVENTS", indent(f"- {event}", " " * 6))
    application = service_of(f"{text}  extensions:\n    {id}: {{Properties: {{BatchSize: 7}}}}\n")
    (function,) = [function for function in application.functions if function.id == "f"]
    assert [trigger.batch_size for trigger in function.triggers] == [7]
