"""Buckets: notifications, SAM's S3 event, and S3 Object Lambda access points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import account, sam_events
from goatherd.frontends.aws.triggers.elsewhere import called
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_WRITERS = account("principals of the account that may write to the bucket")
_READERS = account("principals of the account that read through the access point")
_CDK_NOTIFICATIONS = "Custom::S3BucketNotifications"


def feeds(wiring: Wiring) -> None:
    for bucket, configuration in _configurations(wiring):
        for list_key, key in (
            ("QueueConfigurations", "Queue"),
            ("QueueConfigurations", "QueueArn"),
            ("TopicConfigurations", "Topic"),
            ("TopicConfigurations", "TopicArn"),
        ):
            for entry in configuration.get(list_key).list():
                channel = wiring.resource_id(entry.get(key))
                if bucket and channel:
                    wiring.reaches.connect(bucket, channel, f"notifies {channel}", _condition(entry))


def _condition(entry: Node) -> dict[str, object]:
    """Which objects a notification tells of."""
    rules = entry.get("Filter", "S3Key", "Rules")
    if not rules.exists:
        rules = entry.get("Filter", "Key", "FilterRules")
    events = entry.get("Event") if entry.get("Event").exists else entry.get("Events")
    return {**_affixes(rules), "events": events.texts()}


def _affixes(rules: Node) -> dict[str, str]:
    """The prefix and suffix of the names of objects."""
    found = {(rule.get("Name").text() or "").lower(): rule.get("Value").text() or "" for rule in rules.list()}
    return {name: value for name, value in found.items() if name in ("prefix", "suffix")}


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "S3"):
        properties = event.properties
        bucket = properties.get("Bucket")
        rules = properties.get("Filter", "S3Key", "Rules")
        _add(
            wiring,
            event.function,
            wiring.resource_id(bucket),
            rules,
            properties.get("Events"),
            event.span,
            called(bucket),
        )
    for bucket_id, configuration in _configurations(wiring):
        for entry in configuration.get("LambdaConfigurations").list():
            function = wiring.function(entry.get("Function"))
            if function is not None:
                rules = entry.get("Filter", "S3Key", "Rules")
                _add(wiring, function, bucket_id, rules, entry.get("Event"), entry.span)
        for entry in configuration.get("LambdaFunctionConfigurations").list():
            function = wiring.function(entry.get("LambdaFunctionArn"))
            if function is not None:
                rules = entry.get("Filter", "Key", "FilterRules")
                _add(wiring, function, bucket_id, rules, entry.get("Events"), entry.span)
    _object_lambdas(wiring)


def _configurations(wiring: Wiring) -> Iterator[tuple[str | None, Node]]:
    for declared in wiring.of("AWS::S3::Bucket"):
        yield declared.id, declared.properties.get("NotificationConfiguration")
    for declared in wiring.of(_CDK_NOTIFICATIONS):
        bucket = wiring.resource(declared.properties.get("BucketName"))
        yield (
            bucket.id if bucket and bucket.type == "AWS::S3::Bucket" else None,
            declared.properties.get("NotificationConfiguration"),
        )


def _add(
    wiring: Wiring, function: Function, bucket: str | None, rules: Node, events: Node, span: Span, name: str = ""
) -> None:
    filters = _affixes(rules)
    reach = wiring.reaches.of(bucket, _WRITERS)
    names = ", ".join(events.texts())
    options: dict[str, object] = {"events": events.texts()}
    if reach.content_only:
        options["content_only"] = True
    wiring.add(
        function,
        Trigger(
            Kind.S3,
            reach.exposure,
            span,
            detail=f"{bucket or name} {names}".strip(),
            why=reach.why,
            source=bucket,
            prefix=filters.get("prefix", ""),
            suffix=filters.get("suffix", ""),
            filtered=bool(filters),
            options=options,
        ),
    )


def _object_lambdas(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::S3ObjectLambda::AccessPoint"):
        configuration = declared.properties.get("ObjectLambdaConfiguration")
        for transformation in configuration.get("TransformationConfigurations").list():
            function = wiring.function(transformation.get("ContentTransformation", "AwsLambda", "FunctionArn"))
            if function is not None:
                trigger = Trigger(
                    Kind.S3_OBJECT_LAMBDA, _READERS.exposure, declared.span, declared.id, _READERS.why, declared.id
                )
                wiring.add(function, trigger)
