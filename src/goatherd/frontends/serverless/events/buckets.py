"""Buckets: `s3` events, of buckets that the service makes and of existing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.merge import merged
from goatherd.frontends.serverless.naming import alphanumeric, upper_first

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service

_EVERY_OBJECT = "s3:ObjectCreated:*"


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    bucket = value.get("bucket") if value.is_mapping and value.get("bucket").exists else value
    if value.is_mapping and service.on(value.get("existing")):
        compile_existing(service, event)
        return
    configurations = [
        {"Event": kind, "Function": event.function.arn, "Filter": _filter(value, event)} for kind in _kinds(value)
    ]
    id, settings = _bucket(service, bucket)
    notifications: dict[str, object] = {"LambdaConfigurations": configurations}
    earlier = service.template.resources.get(id)
    if earlier is not None:
        present = earlier.get("Properties", "NotificationConfiguration", "LambdaConfigurations")
        notifications["LambdaConfigurations"] = [*present.list(), *configurations]
    properties = merged(settings, build({"NotificationConfiguration": notifications}, event.span))
    service.template.add(id, "AWS::S3::Bucket", properties, event.span)


def _kinds(value: Node) -> list[Node]:
    kinds = first(value.get("event"), value.get("events")).list() if value.is_mapping else ()
    return list(kinds) or [build(_EVERY_OBJECT, value.span)]


def _bucket(service: Service, bucket: Node) -> tuple[str, Node]:
    """(id, properties) of a bucket by name, or by its key in `provider.s3`."""
    name = bucket.text() or "Bucket"
    declared = service.provider.get("s3", name)
    id = f"S3Bucket{alphanumeric(name)}"
    if declared.is_mapping:
        names = {key: upper_first("bucketName" if key == "name" else key) for key in declared.entries}
        entries = {names[key]: node for key, node in declared.items()}
        return id, Node.mapping(entries, {names[key]: declared.key_span(key) for key in names}, declared.span)
    return id, build({"BucketName": bucket}, bucket.span)


def _filter(value: Node, event: Event) -> object:
    rules = [
        {"Name": name, "Value": node}
        for rule in (value.get("rules").list() if value.is_mapping else ())
        for name, node in rule.items()
    ]
    return build({"S3Key": {"Rules": rules}}, event.span) if rules else None


def compile_existing(service: Service, event: Event) -> None:
    """The Framework, or a plug-in, lets a custom resource add the notification."""
    value = event.value
    rules = [{"Name": k, "Value": n} for rule in value.get("rules").list() for k, n in rule.items()]
    configuration = {
        "Events": _kinds(value),
        "LambdaFunctionArn": event.function.arn,
        "Filter": {"Key": {"FilterRules": rules}} if rules else None,
    }
    properties: dict[str, object] = {
        "BucketName": value.get("bucket"),
        "NotificationConfiguration": {"LambdaFunctionConfigurations": [configuration]},
    }
    id = f"{event.function.prefix}CustomS3{event.index}"
    service.template.add(id, "Custom::S3BucketNotifications", properties, event.span)
