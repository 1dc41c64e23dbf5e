"""WebSocket APIs: `websocket` events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, get_att, ref
from goatherd.frontends.serverless.events.authorizers import IAM, invocation
from goatherd.frontends.serverless.naming import WEBSOCKETS_API, alphanumeric

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service

_MANAGE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*/*/*/*/@connections/*"


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    route = (value.get("route") if value.is_mapping else value).text() or "$default"
    api = _api_of(service, event.span)
    integration = f"{event.function.prefix}WebsocketsIntegration"
    properties: dict[str, object] = {
        "ApiId": api,
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": invocation(event.function.arn),
    }
    service.template.add(integration, "AWS::ApiGatewayV2::Integration", properties, event.span)
    routing: dict[str, object] = {
        "ApiId": api,
        "RouteKey": route,
        "Target": {"Fn::Join": ["/", ["integrations", ref(integration)]]},
        **_authorization(service, value.get("authorizer"), api, event.span),
    }
    id = f"S{alphanumeric(route)}" if route.startswith("$") else alphanumeric(route)
    service.template.add(f"{id}WebsocketsRoute", "AWS::ApiGatewayV2::Route", routing, event.span)
    service.grant(event.function, ("execute-api:ManageConnections",), {"Fn::Sub": _MANAGE}, event.span)


def _api_of(service: Service, span: Span) -> object:
    outside = service.provider.get("websocketApiId")
    if outside.exists:
        return outside
    if WEBSOCKETS_API not in service.template.resources:
        selection = service.provider.get("websocketsApiRouteSelectionExpression")
        name = first(service.provider.get("websocketsApiName"), build(f"{service.stage}-{service.name}", span))
        properties: dict[str, object] = {
            "Name": name,
            "ProtocolType": "WEBSOCKET",
            "RouteSelectionExpression": selection if selection.exists else "$request.body.action",
        }
        service.template.add(WEBSOCKETS_API, "AWS::ApiGatewayV2::Api", properties, span)
    return ref(WEBSOCKETS_API)


def _authorization(service: Service, node: Node, api: object, span: Span) -> dict[str, object]:
    if not node.exists:
        return {}
    if (node.text() or "").upper() == IAM:
        return {"AuthorizationType": IAM}
    if node.kind == "opaque":
        return {"AuthorizationType": "CUSTOM", "AuthorizerId": node}
    target = first(node.get("arn"), node.get("name")) if node.is_mapping and not node.get("Fn::GetAtt").exists else node
    name = (node.get("name").text() if node.is_mapping else None) or target.text() or "Authorizer"
    source = node.get("identitySource") if node.is_mapping else None
    properties: dict[str, object] = {
        "ApiId": api,
        "Name": name,
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": invocation(service.arn_of(target)),
        "IdentitySource": list(source.list())
        if source is not None and source.exists
        else ["route.request.header.Auth"],
    }
    id = f"{alphanumeric(name.rpartition(':')[2])}WebsocketsAuthorizer"
    service.template.add(id, "AWS::ApiGatewayV2::Authorizer", properties, span)
    return {"AuthorizationType": "CUSTOM", "AuthorizerId": ref(id)}


def finish(service: Service) -> None:
    if WEBSOCKETS_API not in service.template.resources:
        return
    span = service.template.spans[WEBSOCKETS_API]
    logs = service.provider.get("logs", "websocket")
    group = "WebsocketsLogGroup"
    settings: dict[str, object] = {}
    if service.on(logs):
        name = f"/aws/websocket/{service.name}-{service.stage}"
        service.template.add(group, "AWS::Logs::LogGroup", {"LogGroupName": name}, logs.span)
        level = logs.get("level") if logs.is_mapping else None
        full = logs.get("fullExecutionData") if logs.is_mapping else None
        settings["AccessLogSettings"] = {"DestinationArn": get_att(group)}
        settings["DefaultRouteSettings"] = {
            "LoggingLevel": level if level is not None and level.exists else "INFO",
            "DataTraceEnabled": full if full is not None and full.exists else True,
        }
    properties: dict[str, object] = {"ApiId": ref(WEBSOCKETS_API), "StageName": service.stage, **settings}
    service.template.add("WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", properties, span)
    url = f"wss://${{{WEBSOCKETS_API}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{service.stage}"
    service.template.output("ServiceEndpointWebsocket", {"Fn::Sub": url}, span)
