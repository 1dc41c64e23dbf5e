"""AWS Solutions Constructs: two or three services, connected ("LambdaToDynamoDB", "CognitoToApiGatewayToLambda").

Source: their documentation: the parts that a pattern makes unless it is given existing ones, what it grants, and
the environment variables that it adds.
"""

from __future__ import annotations

from itertools import pairwise

from attrs import frozen

from goatherd.frontends.cdk.constructs.event_sources import add_event_source
from goatherd.frontends.cdk.constructs.notifications import bucket_notification, topic_subscription
from goatherd.frontends.cdk.constructs.rest_resources import add_method, resource_at
from goatherd.frontends.cdk.constructs.vocabulary import (
    Arguments,
    Array,
    Call,
    Construct,
    External,
    Kind,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    kind_of,
    node_of,
    prop,
    record,
    scalar,
)


@frozen
class _Part:
    """A service's construct, the properties that give it, and what a function before it gets: grant, variable."""

    kind: str
    existing: str
    settings: str
    member: str
    grant: str = ""
    variable: str = ""
    shows: str = ""


_PARTS = {
    "Lambda": _Part("lambda.Function", "existingLambdaObj", "lambdaFunctionProps", "lambdaFunction"),
    "Sqs": _Part(
        "sqs.Queue", "existingQueueObj", "queueProps", "sqsQueue", "grantSendMessages", "SQS_QUEUE_URL", "queueUrl"
    ),
    "Sns": _Part(
        "sns.Topic", "existingTopicObj", "topicProps", "snsTopic", "grantPublish", "SNS_TOPIC_ARN", "topicArn"
    ),
    "DynamoDB": _Part(
        "dynamodb.Table",
        "existingTableObj",
        "dynamoTableProps",
        "dynamoTable",
        "grantReadWriteData",
        "DDB_TABLE_NAME",
        "tableName",
    ),
    "S3": _Part(
        "s3.Bucket", "existingBucketObj", "bucketProps", "s3Bucket", "grantReadWrite", "S3_BUCKET_NAME", "bucketName"
    ),
    "Secretsmanager": _Part(
        "secretsmanager.Secret", "existingSecretObj", "secretProps", "secret", "grantRead", "SECRET_ARN", "secretArn"
    ),
    "Eventbridge": _Part("events.Rule", "existingRuleObj", "eventRuleProps", "eventsRule"),
    "KinesisStreams": _Part("kinesis.Stream", "existingStreamObj", "kinesisStreamProps", "kinesisStream"),
    "ApiGateway": _Part("apigateway.RestApi", "existingApiObj", "apiGatewayProps", "apiGateway"),
    "Cognito": _Part("cognito.UserPool", "existingUserPoolObj", "cognitoUserPoolProps", "userPool"),
}
_SOURCES = {
    "Sqs": "lambda_event_sources.SqsEventSource",
    "DynamoDB": "lambda_event_sources.DynamoEventSource",
    "KinesisStreams": "lambda_event_sources.KinesisEventSource",
}
_ALIASES = {"DynamoDBStreams": "DynamoDB"}
_NAMES = (
    "ApiGatewayToLambda",
    "CloudFrontToApiGatewayToLambda",
    "CognitoToApiGatewayToLambda",
    "DynamoDBStreamsToLambda",
    "EventbridgeToLambda",
    "EventbridgeToSns",
    "EventbridgeToSqs",
    "KinesisStreamsToLambda",
    "LambdaToDynamoDB",
    "LambdaToS3",
    "LambdaToSecretsmanager",
    "LambdaToSns",
    "LambdaToSqs",
    "LambdaToSqsToLambda",
    "S3ToLambda",
    "S3ToSqs",
    "SnsToLambda",
    "SnsToSqs",
    "SqsToLambda",
)


def _pattern(construct: Construct) -> None:
    names = [_ALIASES.get(name, name) for name in construct.kind.rpartition(".")[2].split("To")]
    wanted = [name for name in names if name in _PARTS]
    made = [_part(construct, name, first=position == 0) for position, name in enumerate(wanted)]
    for (first, second), (before, after) in zip(pairwise(wanted), pairwise(made), strict=True):
        _connect(construct, first, before, second, after)


def _part(construct: Construct, name: str, *, first: bool) -> Construct:
    """The part that is given, or a new one; of two functions each has properties of its own."""
    part = _PARTS[name]
    prefix = ""
    if construct.kind.endswith("LambdaToSqsToLambda") and name == "Lambda":
        prefix = "producer" if first else "consumer"
    settings = prop(construct.props, _prefixed(prefix, part.settings))
    made = construct_of(prop(construct.props, _existing(prefix, part.existing)))
    if made is None:
        entries = dict(settings.entries) if isinstance(settings, Record) else {}
        if name == "ApiGateway" and not given(prop(construct.props, "apiGatewayProps")):
            # every method asks for IAM unless the program says otherwise
            type = External("aws-cdk-lib/aws-apigateway.AuthorizationType.IAM", construct.span)
            entries["defaultMethodOptions"] = record({"authorizationType": type}, construct.span)
        if name == "Sqs" and node_of(prop(construct.props, "deployDeadLetterQueue")).value is not False:
            failed = construct.child("sqs.Queue", "deadLetterQueue", {}, construct.span)
            letters: dict[str, Value] = {"queue": failed, "maxReceiveCount": prop(construct.props, "maxReceiveCount")}
            entries.setdefault("deadLetterQueue", record(letters, construct.span))
        made = construct.child(part.kind, f"{prefix}{part.member}", entries, construct.span)
    construct.memory[_prefixed(prefix, part.member)] = made
    return made


def _prefixed(prefix: str, name: str) -> str:
    return f"{prefix}{name[:1].upper()}{name[1:]}" if prefix else name


def _existing(prefix: str, name: str) -> str:
    return f"existing{prefix.capitalize()}LambdaObj" if prefix else name


def _connect(construct: Construct, first: str, before: Construct, second: str, after: Construct) -> None:
    span = construct.span
    if first == "Lambda":
        _uses(before, _PARTS[second], after, span)
    elif first == "Eventbridge":
        _rule_target(before, after, span)
    elif first == "Sns":
        topic_subscription(before, after, "lambda" if second == "Lambda" else "sqs", Record({}, {}, span), span)
    elif first == "S3":
        nothing = Record({}, {}, span)
        bucket_notification(before, after, scalar("s3:ObjectCreated:*", span), nothing, span)
    elif first in _SOURCES and second == "Lambda":
        arguments = Arguments([before], {}, span)
        source = Thing(construct.program, _SOURCES[first], arguments, Record({}, {}, span), span)
        add_event_source(after, source, span)
    elif first == "ApiGateway":
        _proxy(construct, before, after, span)


def _uses(function: Construct, part: _Part, target: Construct, span: Span) -> None:
    grant = kind_of(target.kind).methods.get(part.grant)
    if grant is not None:
        arguments = Arguments([function], {}, span)
        grant(target, Call.of(arguments))
    variables = function.memory.get("*environment")
    if isinstance(variables, Record) and part.variable:
        shown: Value = target.arn(span) if part.shows.endswith("Arn") else target.ref(span)
        variables.entries.setdefault(part.variable, shown)


def _rule_target(rule: Construct, target: Construct, span: Span) -> None:
    if rule.main is not None:
        rule.main.list("Targets").items.append(record({"Arn": target.arn(span)}, span))


def _proxy(construct: Construct, api: Construct, function: Construct, span: Span) -> None:
    """Every path calls the function; with `proxy: false`, those that the program adds."""
    root = resource_at(api, "/", span)
    if root is not None:
        root.memory.setdefault("defaultIntegration", function)
    if node_of(prop(construct.props, "apiGatewayProps", "proxy")).value is False:
        return
    options = Record({}, {}, span)
    pool = construct_of(construct.memory.get("userPool", scalar(None, span)))
    if pool is not None:
        settings: dict[str, Value] = {"cognitoUserPools": Array([pool], span)}
        authorizer = construct.child("apigateway.CognitoUserPoolsAuthorizer", "Authorizer", settings, span)
        options = record({"authorizer": authorizer}, span)
    for path in ("/", "/{proxy+}"):
        place = resource_at(api, path, span)
        if place is not None:
            add_method(place, "ANY", function, options, span)


KINDS: dict[str, Kind] = {f"solutions.{name}": Kind(build=_pattern) for name in _NAMES}
