"""What sets a function off and where its results go: what of it the template does not declare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import is_false, known
from goatherd.hunt.application.callers import KINDS, comes_from
from goatherd.model.resource import InvokePermission
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.application.deployment import Deployment
    from goatherd.hunt.application.expected import Expected

    Judge = Callable[[str, Expected, Deployment], str]  # what is not declared, "" where all is

_ARN = re.compile(r"arn:[^:]*:lambda:[^:]*:\d*:function:([A-Za-z0-9_-]+)(?::.*)?")
_POLLED = frozenset({Kind.SQS, Kind.DYNAMODB, Kind.KINESIS, Kind.KAFKA, Kind.MQ, Kind.DOCUMENTDB})


def function_in(arn: str) -> str:
    found = _ARN.fullmatch(arn)
    return found[1] if found else ""


def _permission(value: str, expected: Expected, deployment: Deployment) -> str:
    principal, _, source = value.partition(" ")
    kinds = KINDS.get(principal.partition(".")[0]) if principal.endswith(".amazonaws.com") else None
    if kinds and any(each.kind in kinds and comes_from(each, source, expected) for each in expected.function.triggers):
        return ""
    for declared in expected.application.of(InvokePermission):
        if declared.function == expected.function.id and known(declared.principal) in (None, principal):
            return ""
    return f"{principal} ({source})" if source else principal


def _source(value: str, expected: Expected, deployment: Deployment) -> str:
    polled = [each for each in expected.function.triggers if each.kind in _POLLED]
    return "" if any(comes_from(each, value, expected) for each in polled) else value


def _destination(outcome: str) -> Judge:
    def judge(value: str, expected: Expected, deployment: Deployment) -> str:
        function = expected.function
        declared = function.success_destination if outcome == "success" else function.dead_letter
        return f"{value} as the destination of its {outcome}" if is_false(declared) else ""

    return judge


def _by_kind(what: str, *kinds: str) -> Judge:
    def judge(value: str, expected: Expected, deployment: Deployment) -> str:
        wired = any(trigger.kind in kinds for trigger in expected.function.triggers)
        return "" if wired else f"{what} {value}"

    return judge


WIRING: dict[str, Judge] = {
    "permission": _permission,
    "source": _source,
    "onSuccess": _destination("success"),
    "onFailure": _destination("failure"),
    "rule": _by_kind("rule", *sorted(KINDS["events"])),
    "schedule": _by_kind("schedule", Kind.SCHEDULE),
    "topic": _by_kind("topic", Kind.SNS),
}
