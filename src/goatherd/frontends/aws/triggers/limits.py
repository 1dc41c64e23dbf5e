"""Retries and failure destinations of asynchronous invocations: settings of the function, not of the event source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.frontends.aws.triggers.common import number
from goatherd.frontends.aws.wiring import FUNCTION_TYPES
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.frontends.aws.wiring import Wiring

ASYNCHRONOUS = frozenset(
    {
        Kind.S3,
        Kind.SNS,
        Kind.EVENTBRIDGE,
        Kind.SCHEDULE,
        Kind.CLOUDWATCH_LOGS,
        Kind.CLOUDWATCH_ALARM,
        Kind.IOT,
        Kind.SES,
        Kind.CONFIG_RULE,
        Kind.CODEPIPELINE,
        Kind.CUSTOM_RESOURCE,
        Kind.SECRETS_ROTATION,
    }
)


def read(wiring: Wiring) -> None:
    retries = _retries(wiring)
    for function in wiring.functions.values():
        for trigger in function.triggers:
            if trigger.kind not in ASYNCHRONOUS:
                continue
            if trigger.has_failure_destination is None:
                trigger.has_failure_destination = known(function.dead_letter)
            if trigger.max_retries is None:
                trigger.max_retries = retries.get(function.id)


def _retries(wiring: Wiring) -> dict[str, int]:
    """Retries by function, where the template limits them."""
    found: dict[str, int] = {}
    for declared in wiring.of(*FUNCTION_TYPES):
        limit = number(declared.properties.get("EventInvokeConfig", "MaximumRetryAttempts"))
        if limit is not None:
            found[declared.id] = limit
    for declared in wiring.of("AWS::Lambda::EventInvokeConfig"):
        function = wiring.function(declared.properties.get("FunctionName"))
        limit = number(declared.properties.get("MaximumRetryAttempts"))
        if function is not None and limit is not None:
            found[function.id] = limit
    return found
