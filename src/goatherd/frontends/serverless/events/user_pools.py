"""User pools: `cognitoUserPool` events, of pools that the service makes and of existing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.serverless.naming import upper_first

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    pool = value.get("pool")
    moments = [moment for moment in value.get("trigger").texts() if moment]
    if service.on(value.get("existing")):
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


def _target(moment: str, event: Event, value: Node) -> object:
    if moment not in ("CustomEmailSender", "CustomSMSSender"):
        return event.function.arn
    return {"LambdaArn": event.function.arn, "LambdaVersion": value.get("lambdaVersion")}
