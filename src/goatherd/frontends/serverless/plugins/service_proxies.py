"""serverless-apigateway-service-proxy: routes of the REST API that go straight to a service of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import first
from goatherd.frontends.serverless.events.authorizers import OPEN, RestAuthorizer
from goatherd.frontends.serverless.events.rest_api import Method, add_method

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

# what is called, and the keys that name the resource
_CALLS = {
    "sqs": ("sqs:action/SendMessage", ("queueName",)),
    "sns": ("sns:action/Publish", ("topicName",)),
    "kinesis": ("kinesis:action/PutRecord", ("streamName",)),
    "dynamodb": ("dynamodb:action/PutItem", ("tableName",)),
    "eventbridge": ("events:action/PutEvents", ("eventBusName",)),
    "s3": ("s3:path/", ("bucket",)),
}


def compile_proxies(service: Service) -> None:
    for entry in service.custom.get("apiGatewayServiceProxies").list():
        for kind, node in entry.items():
            if kind in _CALLS and node.is_mapping:
                _route(service, kind, node, entry.key_span(kind))


def _route(service: Service, kind: str, node: Node, span: Span) -> None:
    call, keys = _CALLS[kind]
    action = node.get("action").text()
    if action and ":action/" in call:
        call = f"{call.partition('/')[0]}/{action}"
    verb = (node.get("method").text() or "post").upper()
    integration: dict[str, object] = {
        "Type": "AWS",
        "IntegrationHttpMethod": verb if kind == "s3" else "POST",
        "Uri": {"Fn::Sub": f"arn:aws:apigateway:${{AWS::Region}}:{call}"},
        "RequestParameters": {f"integration.request.header.{key}": node.get(key) for key in keys},
        "RequestTemplates": node.get("request", "template"),
    }
    method = Method(
        path=(node.get("path").text() or "").strip("/"),
        method=verb,
        span=span,
        integration=integration,
        authorizer=_authorizer(node),
        api_key=first(node.get("private"), node.get("apiKeyRequired")),
        cors=node.get("cors"),
    )
    add_method(service, method)


def _authorizer(node: Node) -> RestAuthorizer:
    kind = node.get("authorizationType")
    if not kind.exists or (kind.text() or "").upper() == "NONE":
        return OPEN
    scopes = node.get("authorizationScopes")
    return RestAuthorizer(kind, node.get("authorizerId"), scopes if scopes.exists else None)
