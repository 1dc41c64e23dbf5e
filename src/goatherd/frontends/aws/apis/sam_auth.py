"""`Auth` of SAM's APIs and of their events: authorizers by name, the default one, keys, resource policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.core.value import known
from goatherd.frontends.aws.apis.web_api import add_authorizer
from goatherd.frontends.aws.endpoint import IAM
from goatherd.frontends.aws.policy_documents import read_statements
from goatherd.model.resource import Authorizer
from goatherd.model.role import Statement

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.resource import Api

_EVERYBODY = (("AWS", "*"),)
_ALLOW_LISTS = {
    # key of ResourcePolicy: condition that denies everybody else
    "IpRangeWhitelist": ("NotIpAddress", "aws:SourceIp"),
    "SourceVpcWhitelist": ("StringNotEquals", "aws:SourceVpc"),
    "IntrinsicVpcWhitelist": ("StringNotEquals", "aws:SourceVpc"),
    "IntrinsicVpceWhitelist": ("StringNotEquals", "aws:SourceVpce"),
}
_IDENTITY_PREFIXES = {
    "Headers": "method.request.header.",
    "QueryStrings": "method.request.querystring.",
    "StageVariables": "stageVariables.",
    "Context": "context.",
}


@frozen
class Auth:
    """`authorizers` maps SAM's name to the id of the authorizer."""

    default: str | None = None
    authorizers: dict[str, str] = field(factory=dict, eq=False)
    scopes: tuple[str, ...] = ()
    api_key: bool = False
    covers_preflight: bool = True
    policy: tuple[Statement, ...] = ()


def read_auth(wiring: Wiring, api: Api, node: Node) -> Auth:
    """The `Auth` section of an API, with its authorizers registered and their functions wired."""
    authorizers = {IAM: IAM}
    written = node.get("Authorizers")
    scopes: tuple[str, ...] = ()
    default = node.get("DefaultAuthorizer").text()
    for name, body in written.items():
        authorizers[name] = _authorizer(wiring, api, name, body, written.key_span(name))
        if name == default:
            scopes = body.get("AuthorizationScopes").texts()
    return Auth(
        default=authorizers.get(default, default) if default and default.upper() != "NONE" else None,
        authorizers=authorizers,
        scopes=scopes,
        api_key=known(node.get("ApiKeyRequired").as_bool(False)) or False,
        covers_preflight=known(node.get("AddDefaultAuthorizerToCorsPreflight").as_bool(True)) is not False,
        policy=tuple(_policy(node.get("ResourcePolicy"))),
    )


def _authorizer(wiring: Wiring, api: Api, name: str, node: Node, span: Span) -> str:
    function = wiring.function(node.get("FunctionArn"))
    identity = node.get("Identity")
    token = (node.get("FunctionPayloadType").text() or "TOKEN").upper() == "TOKEN" and api.protocol == "rest"
    if node.get("UserPoolArn").exists:
        kind = "cognito"
    elif node.get("JwtConfiguration").exists or node.get("OpenIdConnectUrl").exists:
        kind = "jwt"
    elif node.get("FunctionArn").exists:
        kind = "lambda-token" if token else "lambda-request"
    else:
        kind = ""
    authorizer = Authorizer(
        id=f"{api.id}:{name}",
        type="AWS::ApiGateway::Authorizer" if api.protocol == "rest" else "AWS::ApiGatewayV2::Authorizer",
        span=span,
        kind=kind,
        identity_sources=_identity_sources(node, identity, token),
        identity_validation=identity.get("ValidationExpression").as_text(),
        cache_seconds=identity.get("ReauthorizeEvery").as_int(300),
    )
    payload = node.get("AuthorizerPayloadFormatVersion").text() or ""
    add_authorizer(wiring, authorizer, function, payload=payload)
    return authorizer.id


def _identity_sources(node: Node, identity: Node, token: bool) -> tuple[str, ...]:
    if node.get("IdentitySource").exists:
        return node.get("IdentitySource").texts()
    if token:
        return (f"method.request.header.{identity.get('Header').text() or 'Authorization'}",)
    return tuple(prefix + name for key, prefix in _IDENTITY_PREFIXES.items() for name in identity.get(key).texts())


def _policy(node: Node) -> list[Statement]:
    """SAM's short forms spelled out as the statements that it generates."""
    if not node.is_mapping:
        return []
    statements = read_statements(node.get("CustomStatements"))[0]
    for key, (operator, name) in _ALLOW_LISTS.items():
        if node.get(key).exists:
            statements += _open_except(node.get(key), operator, name, key)
    accounts = node.get("AwsAccountWhitelist")
    if accounts.exists:
        principals = tuple(("AWS", account) for account in accounts.texts())
        statements.append(_statement("Allow", accounts, principals, {}, "AwsAccountWhitelist"))
    return statements


def _open_except(node: Node, operator: str, name: str, origin: str) -> list[Statement]:
    return [
        _statement("Allow", node, _EVERYBODY, {}, origin),
        _statement("Deny", node, _EVERYBODY, {operator: {name: node.texts()}}, origin),
    ]


def _statement(
    effect: str,
    node: Node,
    principals: tuple[tuple[str, str], ...],
    conditions: dict[str, dict[str, tuple[str, ...]]],
    origin: str,
) -> Statement:
    return Statement(
        effect=effect,
        actions=("execute-api:Invoke",),
        resources=("execute-api:/*",),
        span=node.span,
        principals=principals,
        conditions=conditions,
        origin=f"SAM {origin}",
    )


def event_policy(own: Node) -> str:
    """Why the resource policy of one event keeps the public out."""
    policy = own.get("ResourcePolicy")
    for key in (*_ALLOW_LISTS, "AwsAccountWhitelist"):
        if policy.get(key).exists:
            return f"the resource policy of the event ({key}) lets only some callers in"
    return ""
