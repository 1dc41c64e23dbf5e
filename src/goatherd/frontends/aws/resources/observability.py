"""Log groups, alarms and trails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.resources.common import common, presence
from goatherd.model.resource import Alarm, LogGroup, Resource, Trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.node import Node


def read_log_group(declared: Declared) -> LogGroup:
    retention = declared.properties.get("RetentionInDays")
    return LogGroup(
        **common(declared, "LogGroupName"),
        retention_days=retention.as_int(0) if retention.exists else None,
        customer_key=presence(declared.properties.get("KmsKeyId")),
    )


def read_alarm(declared: Declared) -> Alarm:
    properties = declared.properties
    return Alarm(
        **common(declared, "AlarmName"),
        namespace=properties.get("Namespace").as_text(),
        metric=properties.get("MetricName").as_text(),
        has_action=presence(properties.get("AlarmActions")),
        dimensions=frozenset(name for each in properties.get("Dimensions").list() if (name := each.get("Name").text())),
    )


def read_trail(declared: Declared) -> Trail:
    properties = declared.properties
    selected = [resource.get("Type") for each in properties.get("EventSelectors").list() for resource in _data(each)]
    for selector in properties.get("AdvancedEventSelectors").list():
        for each in selector.get("FieldSelectors").list():
            selected += each.get("Equals").list() if each.get("Field").text() == "resources.type" else []
    return Trail(
        **common(declared, "TrailName"),
        logging=properties.get("IsLogging").as_bool(True),
        data_events=frozenset(type for each in selected if (type := each.text())),
    )


def _data(selector: Node) -> list[Node]:
    return list(selector.get("DataResources").list())


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::Logs::LogGroup": read_log_group,
    "AWS::CloudTrail::Trail": read_trail,
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::CloudWatch::CompositeAlarm": read_alarm,
}
