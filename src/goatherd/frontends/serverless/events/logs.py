"""Log groups: `cloudwatchLog` events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Event, Service


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    properties: dict[str, object] = {
        "LogGroupName": value.get("logGroup") if value.is_mapping and value.get("logGroup").exists else value,
        "FilterPattern": value.get("filter") if value.is_mapping and value.get("filter").exists else "",
        "DestinationArn": event.function.arn,
    }
    id = f"{event.function.prefix}LogsSubscriptionFilterCloudWatchLog{event.index}"
    service.template.add(id, "AWS::Logs::SubscriptionFilter", properties, event.span)
