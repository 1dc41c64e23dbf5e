"""A service with serverless-plugin-aws-alerts in, its alarms out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known
from goatherd.model.resource import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application

SHOP = """
provider: {name: aws, runtime: nodejs22.x}
custom:
  alerts:
    topics: {alarm: on-call}
    definitions:
      late: {namespace: AWS/SQS, metric: ApproximateAgeOfOldestMessage}
      slow: {metric: Duration}
    alarms:
      - functionErrors
      - {name: functionThrottles, threshold: 5}
functions:
  order: {handler: a.b, alarms: [late, {name: slow, namespace: Shop}]}
  report: {handler: a.c}
"""


def alarms(service: Application) -> list[str]:
    return [f"{alarm.id} {known(alarm.namespace)} {known(alarm.metric)}" for alarm in service.of(Alarm)]


def test_alarms_of_all_functions_and_of_one(service_of: Callable[[str], Application]) -> None:
    service = service_of(SHOP)
    assert sorted(alarms(service)) == [
        "OrderFunctionErrorsAlarm AWS/Lambda Errors",
        "OrderFunctionThrottlesAlarm AWS/Lambda Throttles",
        "OrderLateAlarm AWS/SQS ApproximateAgeOfOldestMessage",
        "OrderSlowAlarm Shop Duration",
        "ReportFunctionErrorsAlarm AWS/Lambda Errors",
        "ReportFunctionThrottlesAlarm AWS/Lambda Throttles",
    ]
    assert {known(alarm.has_action) for alarm in service.of(Alarm)} == {True}
