"""Authorizers of REST APIs."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.integrations import lambda_uri
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Kind,
    Node,
    Value,
    construct_of,
    given,
    items,
    node_of,
    prop,
    scalar,
    seconds,
    text_of,
    thing_of,
)


def _authorizer(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = resource = construct.add("AWS::ApiGateway::Authorizer", span)
    type = {"TokenAuthorizer": "TOKEN", "RequestAuthorizer": "REQUEST"}.get(construct.kind.rpartition(".")[2])
    resource.set("Type", scalar(type or "COGNITO_USER_POOLS", span))
    if type is not None:
        resource.set("AuthorizerUri", lambda_uri(construct_of(prop(props, "handler")), span))
    source = prop(props, "identitySource")
    sources = prop(props, "identitySources")
    if given(source):
        resource.set("IdentitySource", _identity_source(source))
    elif given(sources):
        joined = ",".join(text_of(_identity_source(each)) for each in items(sources))
        resource.set("IdentitySource", scalar(joined, sources.span))
    elif type != "REQUEST":
        resource.set("IdentitySource", scalar("method.request.header.Authorization", span))
    resource.set("IdentityValidationExpression", prop(props, "validationRegex"))
    resource.set("AuthorizerResultTtlInSeconds", seconds(prop(props, "resultsCacheTtl")))
    pools: list[Value] = [
        pool.arn(span) for each in items(prop(props, "cognitoUserPools")) if (pool := construct_of(each))
    ]
    if pools:
        resource.set("ProviderARNs", Array(pools, span))


def _identity_source(value: Value) -> Node:
    """`IdentitySource.header("Authorization")`."""
    thing = thing_of(value)
    if thing is None:
        return node_of(value)
    where = {"header": "header", "queryString": "querystring", "stageVariable": "stageVariables"}
    name = thing.kind.rpartition(".")[2]
    return scalar(f"method.request.{where.get(name, name)}.{text_of(thing.argument(0))}", thing.span)


KINDS: dict[str, Kind] = {
    f"apigateway.{name}": Kind(build=_authorizer)
    for name in ("TokenAuthorizer", "RequestAuthorizer", "CognitoUserPoolsAuthorizer")
}
