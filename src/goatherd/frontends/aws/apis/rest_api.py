"""REST APIs of API Gateway in plain CloudFormation: resource tree and methods, or a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, known, placeholders
from goatherd.frontends.aws.apis.openapi import read_body
from goatherd.frontends.aws.apis.settings import is_private, rest_stage_settings, shared_settings
from goatherd.frontends.aws.apis.web_api import add_authorizer, authorizer_of, finish, read_integration
from goatherd.frontends.aws.embedded import local_document, parse_embedded
from goatherd.frontends.aws.endpoint import Endpoint
from goatherd.frontends.aws.policy_documents import read_document
from goatherd.frontends.aws.resources.common import common
from goatherd.model.resource import Api, Authorizer

if TYPE_CHECKING:
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node

_MAX_DEPTH = 64
_KINDS = {"TOKEN": "lambda-token", "REQUEST": "lambda-request", "COGNITO_USER_POOLS": "cognito"}


def read_authorizers(wiring: Wiring) -> None:
    """Register authorizers and wire their functions."""
    for declared in wiring.of("AWS::ApiGateway::Authorizer"):
        properties = declared.properties
        source = properties.get("IdentitySource").text() or ""
        authorizer = Authorizer(
            **common(declared),
            kind=_KINDS.get((properties.get("Type").text() or "").upper(), ""),
            identity_sources=tuple(part.strip() for part in source.split(",") if part.strip()),
            identity_validation=properties.get("IdentityValidationExpression").as_text(),
            cache_seconds=properties.get("AuthorizerResultTtlInSeconds").as_int(300),
        )
        add_authorizer(wiring, authorizer, wiring.function(properties.get("AuthorizerUri")))


def collect_methods(wiring: Wiring) -> None:
    """Note methods by the id of the API that they are added to."""
    for declared in wiring.of("AWS::ApiGateway::Method"):
        api = _api_of(declared.properties.get("RestApiId"))
        wiring.added_endpoints.setdefault(api, []).append(_endpoint(wiring, declared))


def read_rest_apis(wiring: Wiring) -> None:
    for declared in wiring.of("AWS::ApiGateway::RestApi"):
        _read(wiring, declared)


def _api_of(node: Node) -> str:
    text = node.text() or HOLE
    return next((id for id, _ in placeholders(text)), text)


def _read(wiring: Wiring, declared: Declared) -> None:
    properties = declared.properties
    api = Api(**common(declared), protocol="rest")
    api.private = is_private(properties.get("EndpointConfiguration"))
    api.policy = read_document(properties.get("Policy"))[0]
    rest_stage_settings(api, stages(wiring, declared.id))
    mutual = shared_settings(wiring, api) and properties.get("DisableExecuteApiEndpoint").text() == "true"
    body = wiring.body(_body(wiring, declared), f"the definition of API {declared.id}")
    operations = [operation.endpoint for operation in read_body(wiring, api, body)]
    finish(wiring, api, operations + wiring.added_endpoints.pop(declared.id, []), mutual_tls=mutual)


def _body(wiring: Wiring, declared: Declared) -> Node:
    body = declared.properties.get("Body")
    if body.exists:
        return parse_embedded(body, wiring.tree)
    return local_document(declared.properties.get("BodyS3Location"), declared, wiring.tree)


def stages(wiring: Wiring, api: str) -> list[Node]:
    """The properties of the stages that the application has of an API."""
    written = [stage.properties for stage in wiring.referring(api, "RestApiId", "AWS::ApiGateway::Stage")]
    deployments = wiring.referring(api, "RestApiId", "AWS::ApiGateway::Deployment")
    # a deployment that names a stage makes one
    return written + [d.properties.get("StageDescription") for d in deployments if d.properties.get("StageName").exists]


def _endpoint(wiring: Wiring, declared: Declared) -> Endpoint:
    properties = declared.properties
    validator = properties.get("RequestValidatorId")
    return Endpoint(
        method=properties.get("HttpMethod").text() or "ANY",
        path=_path(wiring, properties.get("ResourceId")),
        span=declared.span,
        integration=read_integration(wiring, properties.get("Integration")),
        authorizer=authorizer_of(wiring, properties),
        scopes=properties.get("AuthorizationScopes").texts(),
        api_key=known(properties.get("ApiKeyRequired").as_bool(False)) or False,
        validated=validator.exists,
    )


def _path(wiring: Wiring, resource: Node) -> str:
    """The full path of a resource, from its ancestors' parts; `${?}` for ancestors of another stack."""
    parts: list[str] = []
    text = resource.text() or ""
    for _ in range(_MAX_DEPTH):
        declared = wiring.resource_named(text)
        if declared is None or declared.type != "AWS::ApiGateway::Resource":
            break
        parts.append(declared.properties.get("PathPart").text() or HOLE)
        text = declared.properties.get("ParentId").text() or ""
    if not text.endswith(".RootResourceId}"):
        parts.append(HOLE)
    return "/" + "/".join(reversed(parts))
