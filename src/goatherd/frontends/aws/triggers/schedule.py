"""Schedules: SAM's Schedule and ScheduleV2, rules with a schedule expression, `AWS::Scheduler::Schedule`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import failure_destination, inputs, internal, number, sam_events
from goatherd.frontends.contents import texts
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_CLOCK = internal("the platform's clock calls it; the event holds nothing from outside")


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "Schedule", "ScheduleV2"):
        expression = event.properties.get("Schedule" if event.type == "Schedule" else "ScheduleExpression")
        _add(wiring, event.function, expression, event.properties, event.span, None)
    for declared in wiring.of("AWS::Events::Rule"):
        expression = declared.properties.get("ScheduleExpression")
        if not expression.exists or declared.properties.get("EventPattern").exists:
            continue
        for target in declared.properties.get("Targets").list():
            function = wiring.function(target.get("Arn"))
            if function is not None:
                _add(wiring, function, expression, target, declared.span, declared.id)
    for declared in wiring.of("AWS::Scheduler::Schedule"):
        target = declared.properties.get("Target")
        function = wiring.function(target.get("Arn")) or _universal_target(wiring, target)
        if function is not None:
            _add(wiring, function, declared.properties.get("ScheduleExpression"), target, declared.span, declared.id)


def _universal_target(wiring: Wiring, target: Node) -> Function | None:
    """A target that calls the Invoke API names its function in the input."""
    if "lambda:invoke" not in (target.get("Arn").text() or "").lower():
        return None
    named = (wiring.function_named(text) for text in texts(target.get("Input")))
    return next((function for function in named if function is not None), None)


def _add(wiring: Wiring, function: Function, expression: Node, target: Node, span: Span, source: str | None) -> None:
    wiring.add(
        function,
        Trigger(
            Kind.SCHEDULE,
            _CLOCK.exposure,
            span,
            detail=expression.text() or "schedule",
            why=_CLOCK.why,
            source=source,
            has_failure_destination=failure_destination(target),
            max_retries=number(target.get("RetryPolicy", "MaximumRetryAttempts")),
            options=inputs(target),
        ),
    )
