"""Which shape belongs to a trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.attack.events import (
    appsync,
    appsync_events,
    assistants,
    authorizer,
    balancer,
    cognito,
    direct,
    edge,
    eventbridge,
    filtered,
    http_api,
    iot,
    items,
    logs,
    mail,
    mapped,
    messages,
    operations,
    other_clouds,
    pipes,
    records,
    rest_api,
    storage,
    websocket,
    workflow,
)
from goatherd.model.resource import Bucket, EventBus, Topic
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.attack.events.shape import Shape
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.naming import Naming

# The other kinds depend on more than the kind.
SHAPES: dict[str, type[Shape]] = {
    Kind.REST_API: rest_api.RestApi,
    Kind.REST_API_MAPPED: mapped.Mapped,
    Kind.HTTP_API: http_api.HttpApi,
    Kind.HTTP_API_V1: rest_api.HttpApiV1,
    Kind.WEBSOCKET: websocket.WebSocket,
    Kind.FUNCTION_URL: http_api.FunctionUrl,
    Kind.ALB: balancer.Balancer,
    Kind.LATTICE: balancer.Lattice,
    Kind.APPSYNC: appsync.AppSync,
    Kind.APPSYNC_EVENTS: appsync_events.ChannelEvents,
    Kind.S3: storage.Notification,
    Kind.S3_OBJECT_LAMBDA: storage.ObjectLambda,
    Kind.SNS: messages.Sns,
    Kind.SQS: messages.Sqs,
    Kind.DYNAMODB: items.TableStream,
    Kind.KINESIS: records.Kinesis,
    Kind.KAFKA: records.Kafka,
    Kind.MQ: records.Broker,
    Kind.DOCUMENTDB: records.DocumentDb,
    Kind.FIREHOSE: records.Firehose,
    Kind.EVENTBRIDGE: eventbridge.BusEvent,
    Kind.SCHEDULE: eventbridge.Schedule,
    Kind.CLOUDWATCH_LOGS: logs.LogSubscription,
    Kind.CLOUDWATCH_ALARM: operations.Alarm,
    Kind.COGNITO: cognito.UserPoolMoment,
    Kind.AUTHORIZER_TOKEN: authorizer.TokenAuthorizer,
    Kind.AUTHORIZER_REQUEST: authorizer.RequestAuthorizer,
    Kind.IOT: iot.TopicRule,
    Kind.SES: mail.Mail,
    Kind.STEP_FUNCTIONS: workflow.Task,
    Kind.ALEXA: assistants.Alexa,
    Kind.LEX: assistants.Lex,
    Kind.CONNECT: assistants.Connect,
    Kind.BEDROCK_AGENT: assistants.BedrockAgent,
    Kind.CLOUDFRONT: edge.Edge,
    Kind.CODEPIPELINE: operations.CodePipeline,
    Kind.CODEDEPLOY: operations.CodeDeploy,
    Kind.CONFIG_RULE: operations.ConfigRule,
    Kind.SECRETS_ROTATION: operations.Rotation,
    Kind.CUSTOM_RESOURCE: operations.CustomResource,
    Kind.AZURE_HTTP: other_clouds.AzureHttp,
    Kind.GOOGLE_HTTP: other_clouds.GoogleHttp,
    Kind.CALLABLE: other_clouds.Callable,
    Kind.WEB: other_clouds.WebApplication,
    Kind.DIRECT: direct.Direct,
    Kind.UNKNOWN: direct.Direct,
}


def shape_of(function: Function, trigger: Trigger, application: Application, naming: Naming) -> Shape:
    """The shape of a trigger; one of a kind that nobody knows is invoked directly."""
    plain = _class(trigger, application)(function, trigger, application, naming)
    if trigger.options.get("filters"):
        unfiltered = {name: option for name, option in trigger.options.items() if name != "filters"}
        inner = shape_of(function, evolve(trigger, options=unfiltered), application, naming)
        return filtered.Filtered(function, trigger, application, naming, inner)
    if trigger.kind == Kind.SQS:
        return _queued(plain)
    if trigger.kind == Kind.PIPE:
        source = trigger.options.get("source_kind")
        kind = source if isinstance(source, str) and source in SHAPES else Kind.SQS
        inner = shape_of(function, evolve(trigger, kind=kind, options={}), application, naming)
        return pipes.Pipe(function, trigger, application, naming, inner)
    return plain


def _class(trigger: Trigger, application: Application) -> type[Shape]:
    source = application.resources.get(trigger.source or "")
    type = source.type if source else ""
    if trigger.kind == Kind.EVENTBRIDGE and _of_objects(trigger):
        return eventbridge.ObjectEvent
    if trigger.kind == Kind.IOT and type == "AWS::IoT::ProvisioningTemplate":
        return iot.ProvisioningHook
    if trigger.kind == Kind.DIRECT and trigger.options.get("destination"):
        return direct.Destination
    if trigger.kind == Kind.AUTHORIZER_REQUEST:
        if trigger.options.get("service") == "iot":
            return authorizer.IotAuthorizer
        if type == "AWS::AppSync::Authorizer":
            return authorizer.AppSyncAuthorizer
        if trigger.options.get("payload") == "2.0":
            return authorizer.HttpRequestAuthorizer
    return SHAPES.get(trigger.kind, direct.Direct)


def _of_objects(trigger: Trigger) -> bool:
    pattern = trigger.options.get("pattern")
    sources = pattern.get("source") if isinstance(pattern, dict) else None
    return isinstance(sources, list) and "aws.s3" in sources


def _queued(queue: Shape) -> Shape:
    """The shape of a queue that a topic, a bucket or an event bus feeds."""
    via = queue.trigger.options.get("via")
    common = (queue.function, queue.trigger, queue.application, queue.naming)
    for id in via if isinstance(via, list | tuple) else ():
        noun = queue.application.resources.get(id)
        if isinstance(noun, Topic):
            return messages.QueuedNotification(*common, queue.naming.arn(id))
        if isinstance(noun, Bucket):
            inner = evolve(queue.trigger, kind=Kind.S3, source=id, options={})
            return messages.QueuedEvent(*common, storage.Notification(common[0], inner, *common[2:]))
        if isinstance(noun, EventBus) or (noun is not None and noun.type == "AWS::Events::Rule"):
            inner = evolve(queue.trigger, kind=Kind.EVENTBRIDGE, source=id, options={})
            return messages.QueuedEvent(*common, eventbridge.BusEvent(common[0], inner, *common[2:]))
    return queue
