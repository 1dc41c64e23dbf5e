"""Log groups, alarms and trails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.resources.common import common, presence
from goatherd.model.resource import Alarm, LogGroup, Resource, Trail

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.aws.stack import Declared


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
    return Trail(**common(declared, "TrailName"), logging=declared.properties.get("IsLogging").as_bool(True))


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::Logs::LogGroup": read_log_group,
    "AWS::CloudTrail::Trail": read_trail,
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::CloudWatch::CompositeAlarm": read_alarm,
}
