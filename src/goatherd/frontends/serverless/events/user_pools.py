"""User pools: `cognitoUserPool` events, of pools that the service makes and of existing ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.value import HOLE
from goatherd.frontends.serverless.naming import upper_first

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service

_ID = re.compile(r"[a-z]{2}-[a-z]+-\d_[A-Za-z0-9]+")


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    pool = value.get("pool")
    moments = [moment for moment in value.get("trigger").texts() if moment]
    existing = service.on(value.get("existing"))
    if not existing and _is_outside(pool):
        told = "the pool comes from outside, and without `existing: true` the Framework makes another one of that name"
        service.remarks.append(Diagnosis(event.span, told, incomplete=False))
    if existing or _is_outside(pool):
        properties: dict[str, object] = {
            "UserPoolName": pool,
            "UserPoolConfigs": [{"Trigger": moment} for moment in moments],
            "FunctionName": event.function.arn,
        }
        id = f"{event.function.prefix}CustomCognitoUserPool{event.index}"
        service.template.add(id, "Custom::CognitoUserPool", properties, event.span)
        return
    configuration = {moment: _target(moment, event, value) for moment in moments}
    id = f"CognitoUserPool{upper_first(pool.text() or '')}"
    properties = {"UserPoolName": pool, "LambdaConfig": configuration}
    service.template.add(id, "AWS::Cognito::UserPool", properties, event.span)


def _is_outside(pool: Node) -> bool:
    """Whether it is the id of a pool that exists, or a value that is known where it is deployed: nobody's new name."""
    text = pool.text()
    return text is None or text == HOLE or _ID.fullmatch(text) is not None


def _target(moment: str, event: Event, value: Node) -> object:
    if moment not in ("CustomEmailSender", "CustomSMSSender"):
        return event.function.arn
    return {"LambdaArn": event.function.arn, "LambdaVersion": value.get("lambdaVersion")}
