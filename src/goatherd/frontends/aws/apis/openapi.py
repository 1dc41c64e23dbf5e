"""OpenAPI and Swagger bodies of web APIs, with API Gateway's extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.frontends.aws.apis.web_api import add_authorizer, read_integration
from goatherd.frontends.aws.endpoint import IAM, Endpoint, Integration
from goatherd.frontends.aws.policy_documents import read_document
from goatherd.model.resource import Authorizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.resource import Api

ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", ANY})
API_KEY = "api-key"


@frozen
class Operation:
    """One method of one path. `authorizer` is meaningless unless `secured`: something was written about it."""

    endpoint: Endpoint
    secured: bool


def read_body(wiring: Wiring, api: Api, body: Node) -> list[Operation]:
    """All operations of a body; registers its authorizers and adds its resource policy to the API."""
    if not body.is_mapping:
        return []
    policy, _ = read_document(body.get("x-amazon-apigateway-policy"))
    api.policy += policy
    schemes = _schemes(wiring, api, body)
    operations = []
    for path, item in body.get("paths").items():
        for method, node in item.items():
            if method.lower() in METHODS:
                span = item.key_span(method)
                operations.append(_operation(wiring, body, schemes, method.lower(), path, node, span))
    return operations


def _operation(
    wiring: Wiring, body: Node, schemes: dict[str, str], method: str, path: str, node: Node, span: Span
) -> Operation:
    security = node.get("security") if node.get("security").exists else body.get("security")
    authorizer, api_key, scopes = _security(security, schemes)
    if (node.get("x-amazon-apigateway-auth", "type").text() or "").upper() == IAM:
        authorizer = authorizer or IAM
    validator = node.get("x-amazon-apigateway-request-validator").exists
    validator = validator or body.get("x-amazon-apigateway-request-validator").exists
    endpoint = Endpoint(
        method="ANY" if method == ANY else method.upper(),
        path=path,
        span=span,
        integration=_integration(wiring, body, node.get(INTEGRATION)),
        authorizer=authorizer,
        scopes=scopes,
        api_key=api_key,
        validated=validator,
    )
    return Operation(endpoint, secured=security.exists or authorizer is not None)


def _integration(wiring: Wiring, body: Node, node: Node) -> Integration:
    reference = node.get("$ref").text()
    if reference and reference.startswith("#/"):
        node = body.get(*reference[2:].split("/"))
    return read_integration(wiring, node)


def _security(node: Node, schemes: dict[str, str]) -> tuple[str | None, bool, tuple[str, ...]]:
    """(authorizer, API key asked for, scopes). API Gateway asks for the key and the authorizer, if both are listed."""
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()
    api_key = False
    for requirement in node.list():
        for name, wanted in requirement.items():
            known = schemes.get(name, "")
            if known == API_KEY:
                api_key = True
            elif known and authorizer is None:
                authorizer, scopes = known, wanted.texts()
    return authorizer, api_key, scopes


def _schemes(wiring: Wiring, api: Api, body: Node) -> dict[str, str]:
    """Name of a security scheme to the id of its authorizer, `AWS_IAM` or `api-key`.

    A scheme without API Gateway's extension is documentation only: the gateway asks nobody for it.
    """
    schemes: dict[str, str] = {}
    for name, scheme, span in _written_schemes(body):
        authentication = (scheme.get("x-amazon-apigateway-authtype").text() or "").lower()
        extension = scheme.get("x-amazon-apigateway-authorizer")
        if authentication == "awssigv4":
            schemes[name] = IAM
        elif extension.exists or authentication == "cognito_user_pools":
            schemes[name] = _authorizer(wiring, api, name, scheme, extension, span)
        elif scheme.get("type").text() == "apiKey" and (scheme.get("name").text() or "").lower() == "x-api-key":
            schemes[name] = API_KEY
    return schemes


def _written_schemes(body: Node) -> Iterator[tuple[str, Node, Span]]:
    for mapping in (body.get("securityDefinitions"), body.get("components", "securitySchemes")):
        for name, scheme in mapping.items():
            yield name, scheme, mapping.key_span(name)


def _authorizer(wiring: Wiring, api: Api, name: str, scheme: Node, extension: Node, span: Span) -> str:
    kind = (extension.get("type").text() or "").lower()
    if kind == "cognito_user_pools" or scheme.get("x-amazon-apigateway-authtype").text() == "cognito_user_pools":
        kind = "cognito"
    elif kind in ("token", "request"):
        kind = f"lambda-{kind}"
    elif extension.get("jwtConfiguration").exists or kind == "jwt":
        kind = "jwt"
    source = extension.get("identitySource").text() or scheme.get("name").text() or ""
    authorizer = Authorizer(
        id=f"{api.id}:{name}",
        type="AWS::ApiGateway::Authorizer",
        span=span,
        kind=kind,
        identity_sources=tuple(part.strip() for part in source.split(",") if part.strip()),
        identity_validation=extension.get("identityValidationExpression").as_text(),
        cache_seconds=extension.get("authorizerResultTtlInSeconds").as_int(300),
    )
    payload = extension.get("authorizerPayloadFormatVersion").text() or ""
    add_authorizer(wiring, authorizer, wiring.function(extension.get("authorizerUri")), payload=payload)
    return authorizer.id
