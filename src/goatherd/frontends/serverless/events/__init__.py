"""Event sources of functions, one module for each family: an entry of `events` -> the resources that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.serverless.events import (
    assistants,
    buckets,
    edge,
    http_api,
    iot,
    load_balancers,
    logs,
    polled,
    rest_api,
    rules,
    topics,
    user_pools,
    websocket,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.serverless.service import Event, Service

_COMPILERS: dict[str, Callable[[Service, Event], None]] = {
    "http": rest_api.compile_event,
    "httpApi": http_api.compile_event,
    "websocket": websocket.compile_event,
    "s3": buckets.compile_event,
    "existingS3": buckets.compile_existing,
    "sns": topics.compile_event,
    "sqs": polled.compile_queue,
    "stream": polled.compile_stream,
    "msk": polled.compile_kafka,
    "kafka": polled.compile_kafka,
    "activemq": polled.compile_broker,
    "rabbitmq": polled.compile_broker,
    "schedule": rules.compile_schedule,
    "eventBridge": rules.compile_event_bridge,
    "cloudwatchEvent": rules.compile_cloudwatch_event,
    "cloudwatchLog": logs.compile_event,
    "cognitoUserPool": user_pools.compile_event,
    "alb": load_balancers.compile_event,
    "iot": iot.compile_event,
    "alexaSkill": assistants.compile_skill,
    "alexaSmartHome": assistants.compile_smart_home,
    "cloudFront": edge.compile_event,
}


def compile_events(service: Service) -> None:
    """Events of plug-ins that are not known here are left to the fallbacks of the model."""
    for function in service.functions.values():
        for event in service.events(function):
            compiler = _COMPILERS.get(event.kind)
            if compiler is not None:
                compiler(service, event)


def finish_apis(service: Service) -> None:
    """Stages of the web APIs, when all routes are there."""
    rest_api.finish(service)
    http_api.finish(service)
    websocket.finish(service)
