"""Rules of event buses, in SAM and in CloudFormation: events by pattern; schedules go to schedule.py."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, placeholders
from goatherd.frontends.aws.triggers.common import (
    account,
    failure_destination,
    inputs,
    internal,
    number,
    pattern_of,
    sam_events,
)
from goatherd.model.trigger import DEFAULT_BUS, Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

SAM_EVENTS = ("EventBridgeRule", "CloudWatchEvent")
# services whose events carry names or content that their users choose
_USER_CONTENT = frozenset({"aws.s3", "aws.ses", "aws.transcribe", "aws.codecommit", "aws.guardduty", "aws.transfer"})


def feeds(wiring: Wiring) -> None:
    for event in sam_events(wiring, *SAM_EVENTS):
        register_rule(wiring, event.id, event.properties.get("Pattern"), event.properties.get("EventBusName"))
    for declared in wiring.of("AWS::Events::Rule"):
        properties = declared.properties
        if not properties.get("EventPattern").exists:
            continue
        register_rule(wiring, declared.id, properties.get("EventPattern"), properties.get("EventBusName"))
        for target in properties.get("Targets").list():
            channel = wiring.resource_id(target.get("Arn"))
            if channel and channel not in wiring.functions:
                wiring.reaches.connect(declared.id, channel, f"sends to {channel}")


def register_rule(wiring: Wiring, id: str, pattern: Node, bus: Node) -> None:
    """Note who can cause the events that a rule lets through; a rule is a channel of its own."""
    body = pattern_of(pattern)
    reach = _pattern_reach(body)
    wiring.reaches.feed(id, reach)
    for bucket, _ in placeholders(json.dumps(body, default=str)):
        declared = wiring.stack.resources.get(bucket)
        if declared is not None and declared.type == "AWS::S3::Bucket":
            wiring.reaches.connect(bucket, id, f"emits events that match {id}", {"pattern": body})
    bus_id = wiring.resource_id(bus)
    if bus_id and reach.exposure:
        wiring.reaches.connect(bus_id, id, f"carries events that match {id}", {"pattern": body})
    elif not bus.exists:
        wiring.reaches.connect(DEFAULT_BUS, id, f"carries events that match {id}", {"pattern": body})


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, *SAM_EVENTS):
        properties = event.properties
        _add(wiring, event.function, event.id, properties.get("Pattern"), properties, properties, event.span)
    for declared in wiring.of("AWS::Events::Rule"):
        pattern = declared.properties.get("EventPattern")
        if not pattern.exists:
            continue
        for target in declared.properties.get("Targets").list():
            function = wiring.function(target.get("Arn"))
            if function is not None:
                _add(wiring, function, declared.id, pattern, target, declared.properties, declared.span)


def _add(
    wiring: Wiring, function: Function, rule: str, pattern: Node, target: Node, properties: Node, span: Span
) -> None:
    body = pattern_of(pattern)
    reach = wiring.reaches.of(rule, _pattern_reach(body))
    options: dict[str, object] = {"pattern": body, **inputs(target)}
    if (properties.get("State").text() or "").upper() == "DISABLED":
        options["disabled"] = True
    bus = wiring.resource_id(properties.get("EventBusName"))
    if properties.get("EventBusName").exists:
        options["bus"] = properties.get("EventBusName").text() or HOLE
    wiring.add(
        function,
        Trigger(
            Kind.EVENTBRIDGE,
            reach.exposure,
            span,
            detail=_describe(body) or rule,
            why=reach.why,
            source=bus or (rule if rule in wiring.stack.resources else None),
            filtered=True,
            has_failure_destination=failure_destination(target),
            max_retries=number(target.get("RetryPolicy", "MaximumRetryAttempts")),
            options=options,
            feeds=tuple(feed for feed in wiring.reaches.feeds(rule) if feed.source not in (bus, DEFAULT_BUS)),
        ),
    )


def _sources(pattern: dict[str, object]) -> list[str]:
    sources = pattern.get("source")
    found: list[str] = []
    for source in sources if isinstance(sources, list) else [sources]:
        if isinstance(source, dict):
            prefix = source.get("prefix")
            found.append(prefix if isinstance(prefix, str) else HOLE)
        elif isinstance(source, str):
            found.append(source)
    return found


def _pattern_reach(pattern: dict[str, object]) -> Reach:
    sources = _sources(pattern)
    if not sources or not all(source.startswith("aws.") for source in sources):
        if any(source.startswith("aws.partner/") for source in sources):
            return account("events of a partner service")
        return account("principals of the account that may put events on the bus")
    if any(source in _USER_CONTENT for source in sources):
        return account(f"users of {', '.join(s for s in sources if s in _USER_CONTENT)} choose what the event says")
    return internal(f"only AWS itself emits events of {', '.join(sources)}")


def _describe(pattern: dict[str, object]) -> str:
    types = pattern.get("detail-type")
    names = [name for name in types if isinstance(name, str)] if isinstance(types, list) else []
    return " ".join((", ".join(_sources(pattern)), ", ".join(names))).strip()
