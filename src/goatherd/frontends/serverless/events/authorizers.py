"""Who asks callers of a REST or WebSocket API who they are, in every way of writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.frontends.build import build, first, ref
from goatherd.frontends.serverless.merge import is_function, is_nothing
from goatherd.frontends.serverless.naming import alphanumeric, spelled

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

IAM = "AWS_IAM"
COGNITO = "COGNITO_USER_POOLS"
_INVOCATION = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
_HEADER = "method.request.header.Authorization"


@frozen(eq=False)
class RestAuthorizer:
    """What a method says: `AuthorizationType`, `AuthorizerId`, `AuthorizationScopes`."""

    type: object = "NONE"
    id: object = None
    scopes: object = None


OPEN = RestAuthorizer()


def invocation(arn: object) -> object:
    """The URI by which API Gateway calls a function."""
    return {"Fn::Join": ["", [{"Fn::Sub": _INVOCATION}, arn, "/invocations"]]}


def rest_authorizer(service: Service, event: Node, api: object) -> RestAuthorizer:
    """`aws_iam`, the name or ARN of a function, a user pool, an authorizer that is declared elsewhere, or settings."""
    node, span = event.get("authorizer"), event.key_span("authorizer")
    if is_nothing(node) or node.text() in ("", "false"):
        return OPEN
    if node.kind == "opaque":
        return RestAuthorizer("CUSTOM", node)
    text = node.text()
    if text is not None:
        return _named(service, node, text, api, span)
    if is_function(node):  # an ARN that CloudFormation computes
        return _added(service, node, node, "", api, span)
    return _described(service, node, api, span)


def _named(service: Service, node: Node, text: str, api: object, span: Span) -> RestAuthorizer:
    if text.upper() == IAM:
        return RestAuthorizer(IAM)
    return _added(service, node, node, "" if ":" in text else text, api, span)


def _described(service: Service, node: Node, api: object, span: Span) -> RestAuthorizer:
    type = (node.get("type").text() or "").upper()
    scopes = node.get("scopes")
    if type == IAM:
        return RestAuthorizer(IAM)
    if node.get("authorizerId").exists:
        kind = COGNITO if type == COGNITO else "CUSTOM"
        return RestAuthorizer(kind, node.get("authorizerId"), scopes if scopes.exists else None)
    name = node.get("name").text() or ""
    target = first(node.get("arn"), node.get("name"))
    return _added(service, node, target, name, api, span)


def _added(service: Service, node: Node, target: Node, name: str, api: object, span: Span) -> RestAuthorizer:
    """Declare the authorizer of the API that a method names; all methods that name it share it."""
    settings = node if node.is_mapping and not is_function(node) else build({}, node.span)
    text = target.text() or ""
    name = name or _name_of(target)
    type = (settings.get("type").text() or "").upper()
    pool = type == COGNITO or ":cognito-idp:" in text or _is_user_pool(service, target)
    source = settings.get("identitySource")
    properties: dict[str, object] = {
        "RestApiId": api,
        "Name": name,
        "Type": COGNITO if pool else "REQUEST" if type == "REQUEST" else "TOKEN",
        "IdentitySource": source if source.exists else _HEADER,
        "IdentityValidationExpression": settings.get("identityValidationExpression"),
        "AuthorizerResultTtlInSeconds": settings.get("resultTtlInSeconds"),
    }
    if pool:
        properties["ProviderARNs"] = [target]
    else:
        properties["AuthorizerUri"] = invocation(service.arn_of(target))
    id = f"{spelled(alphanumeric(name) if ':' in name else name)}ApiGatewayAuthorizer"
    service.template.add(id, "AWS::ApiGateway::Authorizer", properties, span)
    scopes = settings.get("scopes")
    return RestAuthorizer(COGNITO if pool else "CUSTOM", ref(id), scopes if scopes.exists else None)


def _name_of(target: Node) -> str:
    """A name out of an ARN, or out of the function of CloudFormation that gives one."""
    text = target.text()
    if text is not None:
        return alphanumeric(text.rpartition(":")[2].rpartition("/")[2]) or "Unknown"
    words = [word for argument in target.entries.values() for word in argument.texts()]
    return alphanumeric(words[0].partition(".")[0]) if words else "Unknown"


def _is_user_pool(service: Service, target: Node) -> bool:
    resources = service.root.get("resources")
    sections = [part.get("Resources") for part in resources.list()]
    words = [w.partition(".")[0] for argument in target.entries.values() for w in argument.texts()]
    return any(s.get(w, "Type").text() == "AWS::Cognito::UserPool" for w in words for s in sections)
