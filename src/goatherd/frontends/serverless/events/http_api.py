"""HTTP APIs of API Gateway: `httpApi` events, and the API with its authorizers that `provider` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, get_att, ref
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.events.authorizers import IAM, invocation
from goatherd.frontends.serverless.merge import is_nothing, merged
from goatherd.frontends.serverless.naming import HTTP_API, alphanumeric, path_id, upper_first

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.serverless.service import Event, Service

_EVERYTHING = "$default"
_CORS_KEYS = {
    "allowedOrigins": "AllowOrigins",
    "allowedMethods": "AllowMethods",
    "allowedHeaders": "AllowHeaders",
    "allowCredentials": "AllowCredentials",
}


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    if value.kind == "opaque":
        service.lost(event.span, f"an HTTP event of {event.function.key}", value)
        return
    key = _route_key(value)
    api = _api_of(service, event.span)
    integration = f"HttpApiIntegration{event.function.prefix}"
    payload = first(event.function.node.get("httpApi", "payload"), service.provider.get("httpApi", "payload"))
    service.template.add(
        integration,
        "AWS::ApiGatewayV2::Integration",
        {
            "ApiId": api,
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": event.function.arn,
            "PayloadFormatVersion": payload if payload.exists else "2.0",
        },
        event.span,
    )
    properties: dict[str, object] = {
        "ApiId": api,
        "RouteKey": key,
        "Target": {"Fn::Join": ["/", ["integrations", ref(integration)]]},
        **_authorization(service, value.get("authorizer"), api),
    }
    verb, _, path = key.partition(" ")
    id = f"HttpApiRoute{upper_first(verb.lower().replace('$', ''))}{path_id(path)}"
    service.template.add(id, "AWS::ApiGatewayV2::Route", properties, event.span)


def _route_key(value: Node) -> str:
    if value.is_mapping:
        path = value.get("path").text() or "*"
        verb = (value.get("method").text() or "*").upper()
    else:
        text = (value.text() or "*").strip()
        verb, _, path = text.partition(" ") if " " in text else ("*", "", text)
        verb = verb.upper()
    if path == "*":
        return _EVERYTHING
    return f"{'ANY' if verb == '*' else verb} /{path.strip().lstrip('/')}"


def _api_of(service: Service, span: Span) -> object:
    outside = service.provider.get("httpApi", "id")
    if outside.exists:
        return outside
    if HTTP_API not in service.template.resources:
        settings = service.provider.get("httpApi")
        name = first(settings.get("name"), build(f"{service.stage}-{service.name}", span))
        properties: dict[str, object] = {
            "Name": name,
            "ProtocolType": "HTTP",
            "CorsConfiguration": _cors(settings.get("cors")),
            "DisableExecuteApiEndpoint": settings.get("disableDefaultEndpoint"),
        }
        service.template.add(HTTP_API, "AWS::ApiGatewayV2::Api", properties, span)
        service.template.output("HttpApiId", ref(HTTP_API), span)
        service.template.output("HttpApiUrl", get_att(HTTP_API, "ApiEndpoint"), span)
    return ref(HTTP_API)


def _cors(cors: Node) -> object:
    if cors.is_mapping:
        return _cors_settings(cors) if cors.entries else None
    if cors.text() != "true":
        return None
    return build({"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]}, cors.span)


def _cors_settings(cors: Node) -> Node:
    written = {key: name for key, name in _CORS_KEYS.items() if cors.get(key).exists}
    entries = {name: cors.get(key) for key, name in written.items()}
    spans = {name: cors.key_span(key) for key, name in written.items()}
    return merged(build({"AllowOrigins": ["*"]}, cors.span), Node.mapping(entries, spans, cors.span))


def _authorization(service: Service, node: Node, api: object) -> dict[str, object]:
    if is_nothing(node) or node.text() in ("", "false"):
        return {}
    if node.kind == "opaque":
        return {"AuthorizationType": "CUSTOM", "AuthorizerId": node}
    name = node.text() or (node.get("name").text() if node.is_mapping else None) or ""
    type = (node.get("type").text() or "").upper() if node.is_mapping else ""
    if IAM in (type, name.upper()):
        return {"AuthorizationType": IAM}
    scopes = node.get("scopes") if node.is_mapping else None
    if node.is_mapping and node.get("id").exists:
        kind = "JWT" if type == "JWT" else "CUSTOM"
        return {"AuthorizationType": kind, "AuthorizerId": node.get("id"), "AuthorizationScopes": scopes}
    kind = _add_authorizer(service, name, service.provider.get("httpApi", "authorizers"), api)
    return {"AuthorizationType": kind, "AuthorizerId": ref(_authorizer_id(name)), "AuthorizationScopes": scopes}


def _authorizer_id(name: str) -> str:
    return f"HttpApiAuthorizer{alphanumeric(name)}"


def _add_authorizer(service: Service, name: str, authorizers: Node, api: object) -> str:
    settings, span = authorizers.get(name), authorizers.key_span(name)
    request = (settings.get("type").text() or "jwt").lower() == "request"
    source = settings.get("identitySource")
    properties: dict[str, object] = {
        "ApiId": api,
        "Name": name,
        "AuthorizerType": "REQUEST" if request else "JWT",
        "IdentitySource": list(source.list()) or ["$request.header.Authorization"],
        "AuthorizerResultTtlInSeconds": settings.get("resultTtlInSeconds"),
    }
    if request:
        function = service.arn_of(first(settings.get("functionName"), settings.get("functionArn")))
        properties["AuthorizerUri"] = invocation(function)
        payload = settings.get("payloadVersion")
        properties["AuthorizerPayloadFormatVersion"] = payload if payload.exists else "2.0"
        properties["EnableSimpleResponses"] = settings.get("enableSimpleResponses")
    else:
        properties["JwtConfiguration"] = {"Audience": settings.get("audience"), "Issuer": settings.get("issuerUrl")}
    service.template.add(_authorizer_id(name), "AWS::ApiGatewayV2::Authorizer", properties, span)
    return "CUSTOM" if request else "JWT"


def finish(service: Service) -> None:
    if HTTP_API not in service.template.resources:
        return
    span = service.template.spans[HTTP_API]
    logs = service.provider.get("logs", "httpApi")
    group = "HttpApiLogGroup"
    if service.on(logs):
        name = f"/aws/http-api/{service.name}-{service.stage}"
        retention = service.provider.get("logRetentionInDays")
        service.template.add(
            group, "AWS::Logs::LogGroup", {"LogGroupName": name, "RetentionInDays": retention}, logs.span
        )
    properties: dict[str, object] = {
        "ApiId": ref(HTTP_API),
        "StageName": _EVERYTHING,
        "AutoDeploy": True,
        "AccessLogSettings": {"DestinationArn": get_att(group)} if service.on(logs) else None,
    }
    service.template.add("HttpApiStage", "AWS::ApiGatewayV2::Stage", properties, span)
