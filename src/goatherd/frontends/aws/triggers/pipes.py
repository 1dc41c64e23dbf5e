"""`AWS::Pipes::Pipe`: a function as target or as enrichment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.aws.triggers.common import account, number, pattern_of
from goatherd.frontends.contents import plain
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring

_SOURCE_PARAMETERS = {
    "SqsQueueParameters": Kind.SQS,
    "DynamoDBStreamParameters": Kind.DYNAMODB,
    "KinesisStreamParameters": Kind.KINESIS,
    "ManagedStreamingKafkaParameters": Kind.KAFKA,
    "SelfManagedKafkaParameters": Kind.KAFKA,
    "ActiveMQBrokerParameters": Kind.MQ,
    "RabbitMQBrokerParameters": Kind.MQ,
}
_SENDERS = account("whoever writes to the source of the pipe")


def feeds(wiring: Wiring) -> None:
    for pipe in wiring.of("AWS::Pipes::Pipe"):
        source = wiring.resource_id(pipe.properties.get("Source"))
        wiring.reaches.feed(pipe.id, _SENDERS)
        if source:
            wiring.reaches.connect(source, pipe.id, f"is the source of pipe {pipe.id}", _condition(pipe))
        target = wiring.resource_id(pipe.properties.get("Target"))
        if target and target not in wiring.functions:
            wiring.reaches.connect(pipe.id, target, f"sends to {target}")


def read(wiring: Wiring) -> None:
    for pipe in wiring.of("AWS::Pipes::Pipe"):
        for role, parameters in (("Enrichment", "EnrichmentParameters"), ("Target", "TargetParameters")):
            function = wiring.function(pipe.properties.get(role))
            if function is None:
                continue
            reach = wiring.reaches.of(pipe.id, _SENDERS)
            options: dict[str, object] = {"role": role.lower(), "source_kind": _source_kind(wiring, pipe)}
            template = pipe.properties.get(parameters, "InputTemplate")
            if template.exists:
                options["input_transformer"] = plain(template)
            trigger = Trigger(
                Kind.PIPE,
                reach.exposure,
                pipe.span,
                detail=f"{pipe.id} {role.lower()}",
                why=reach.why,
                source=wiring.resource_id(pipe.properties.get("Source")),
                filtered=pipe.properties.get("SourceParameters", "FilterCriteria").exists,
                options=options,
                feeds=wiring.reaches.feeds(pipe.id),
            )
            _limits(trigger, pipe)
            wiring.add(function, trigger)


def _condition(pipe: Declared) -> dict[str, object]:
    filters = pipe.properties.get("SourceParameters", "FilterCriteria", "Filters").list()
    return {"filters": [pattern_of(each.get("Pattern")) for each in filters]}


def _limits(trigger: Trigger, pipe: Declared) -> None:
    for key, parameters in pipe.properties.get("SourceParameters").items():
        if key in _SOURCE_PARAMETERS:
            trigger.batch_size = number(parameters.get("BatchSize"))
            trigger.max_retries = number(parameters.get("MaximumRetryAttempts"))
            trigger.has_failure_destination = parameters.get("DeadLetterConfig").exists or None


def _source_kind(wiring: Wiring, pipe: Declared) -> str:
    for key, kind in _SOURCE_PARAMETERS.items():
        if pipe.properties.get("SourceParameters", key).exists:
            return kind
    text = pipe.properties.get("Source").text() or HOLE
    declared = wiring.resource_named(text)
    type = declared.type if declared else text
    words = (("SQS", Kind.SQS), ("Dynamo", Kind.DYNAMODB), ("SimpleTable", Kind.DYNAMODB), ("Kinesis", Kind.KINESIS))
    return next((kind for word, kind in words if word.lower() in type.lower()), Kind.UNKNOWN)
