"""What operators wire: logs, alarms, deployment, configuration rules, rotation, delivery streams, custom resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import account, internal, sam_events
from goatherd.frontends.contents import texts
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_LOGGERS = account("whatever the writers of the log group put into their logs")
_ALARM = internal("a CloudWatch alarm calls it")
_PIPELINE = internal("the pipeline calls it as one of its actions")
_DEPLOYMENT = internal("the deployment calls it as a traffic hook")
_RULE = internal("AWS Config calls it when a resource changes")
_ROTATION = internal("Secrets Manager calls it to rotate a secret")
_STACK = internal("CloudFormation calls it while the stack is deployed")
_CALLS = "Custom::Trigger"  # of the CDK: its own function calls the one that is named
_PRODUCERS = account("principals of the account that may put records into the delivery stream")

# types whose properties name a function anywhere: (kind, reach)
_NAMING: dict[str, tuple[str, Reach]] = {
    "AWS::Config::ConfigRule": (Kind.CONFIG_RULE, _RULE),
    "AWS::Config::OrganizationConfigRule": (Kind.CONFIG_RULE, _RULE),
    "AWS::SecretsManager::RotationSchedule": (Kind.SECRETS_ROTATION, _ROTATION),
    "AWS::CodePipeline::Pipeline": (Kind.CODEPIPELINE, _PIPELINE),
    "AWS::CloudFormation::Macro": (Kind.CUSTOM_RESOURCE, _STACK),
    "AWS::CloudFormation::LambdaHook": (Kind.CUSTOM_RESOURCE, _STACK),
}


def feeds(wiring: Wiring) -> None:
    for stream in wiring.of("AWS::KinesisFirehose::DeliveryStream"):
        source = wiring.resource_id(stream.properties.get("KinesisStreamSourceConfiguration", "KinesisStreamARN"))
        if source:
            wiring.reaches.connect(source, stream.id, f"is the source of {stream.id}")
    for declared in wiring.of("AWS::Logs::SubscriptionFilter"):
        channel = wiring.resource_id(declared.properties.get("DestinationArn"))
        if channel and channel not in wiring.functions:
            wiring.reaches.feed(channel, _LOGGERS)


def read(wiring: Wiring) -> None:
    _logs(wiring)
    _custom_resources(wiring)
    _traffic_hooks(wiring)
    _alarms(wiring)
    for type, (kind, reach) in _NAMING.items():
        for declared in wiring.of(type):
            for function in wiring.functions_in(declared.properties):
                _add(wiring, function, kind, reach, declared, declared.id)
    for stream in wiring.of("AWS::KinesisFirehose::DeliveryStream"):
        reach = wiring.reaches.of(stream.id, _PRODUCERS)
        for function in wiring.functions_in(stream.properties):
            _add(wiring, function, Kind.FIREHOSE, reach, stream, stream.id)


def _add(wiring: Wiring, function: Function, kind: str, reach: Reach, declared: Declared, detail: str) -> None:
    wiring.add(function, Trigger(kind, reach.exposure, declared.span, detail, reach.why, declared.id))


def _logs(wiring: Wiring) -> None:
    for event in sam_events(wiring, "CloudWatchLogs"):
        _add_log(wiring, event.function, event.properties, event.span)
    for declared in wiring.of("AWS::Logs::SubscriptionFilter"):
        function = wiring.function(declared.properties.get("DestinationArn"))
        if function is not None:
            _add_log(wiring, function, declared.properties, declared.span)


def _add_log(wiring: Wiring, function: Function, properties: Node, span: Span) -> None:
    group = properties.get("LogGroupName")
    trigger = Trigger(
        Kind.CLOUDWATCH_LOGS,
        _LOGGERS.exposure,
        span,
        detail=group.text() or "log group",
        why=_LOGGERS.why,
        source=wiring.resource_id(group),
        filtered=bool(properties.get("FilterPattern").text()),
    )
    wiring.add(function, trigger)


def _custom_resources(wiring: Wiring) -> None:
    for declared in wiring.stack.resources.values():
        if not (declared.type.startswith("Custom::") or declared.type == "AWS::CloudFormation::CustomResource"):
            continue
        token = declared.properties.get("HandlerArn" if declared.type == _CALLS else "ServiceToken")
        function = wiring.function(token)
        if function is not None:
            _add(wiring, function, Kind.CUSTOM_RESOURCE, _STACK, declared, f"{declared.id} ({declared.type})")


def _alarms(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"):
        for key in ("AlarmActions", "OKActions", "InsufficientDataActions"):
            for function in wiring.functions_in(declared.properties.get(key)):
                _add(wiring, function, Kind.CLOUDWATCH_ALARM, _ALARM, declared, declared.id)


def _traffic_hooks(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::Serverless::Function"):
        hooks = declared.properties.get("DeploymentPreference", "Hooks")
        for text in texts(hooks):
            function = wiring.function_named(text)
            if function is not None:
                _add(wiring, function, Kind.CODEDEPLOY, _DEPLOYMENT, declared, f"traffic hook of {declared.id}")
