"""AppSync: GraphQL APIs in CloudFormation and SAM, with their data sources, resolvers and authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE, Known, placeholders
from goatherd.frontends.aws.apis.settings import shared_settings
from goatherd.frontends.aws.apis.web_api import add_authorizer
from goatherd.frontends.aws.endpoint import IAM
from goatherd.frontends.aws.exposure import Reach
from goatherd.frontends.aws.resources.common import common, presence
from goatherd.frontends.contents import references, texts
from goatherd.model.resource import Api, Authorizer, Route
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

GRAPHQL = ("AWS::AppSync::GraphQLApi", "AWS::Serverless::GraphQLApi")
REACH = {
    "API_KEY": Reach(Exposure.ANONYMOUS, "the API asks for an API key only, which every client carries"),
    "AWS_IAM": Reach(Exposure.ACCOUNT, "IAM authorization: callers sign with credentials of the account"),
    "AMAZON_COGNITO_USER_POOLS": Reach(Exposure.AUTHENTICATED, "users of a Cognito user pool call it"),
    "OPENID_CONNECT": Reach(Exposure.AUTHENTICATED, "users of an OpenID Connect provider call it"),
    "AWS_LAMBDA": Reach(Exposure.AUTHENTICATED, "a Lambda authorizer asks who calls"),
}
UNKNOWN_REACH = Reach(Exposure.AUTHENTICATED, "the template does not say how callers are authenticated")
_RESOLVER = "AWS::AppSync::Resolver"
_SOURCE = "AWS::AppSync::DataSource"


@frozen
class _Field:
    """One resolved field: `type` and `name` of the schema, and the names of the data sources behind it."""

    type: str
    name: str
    span: Span
    sources: tuple[str, ...]


def read_graphql_apis(wiring: Wiring) -> None:
    for declared in wiring.of(*GRAPHQL):
        sam = declared.type == GRAPHQL[1]
        _read(
            wiring,
            declared,
            _sam_fields(declared) if sam else _fields(wiring, _added(wiring, declared, _RESOLVER)),
            sam,
        )
    _read_elsewhere(wiring)


def _read_elsewhere(wiring: Wiring) -> None:
    """Fields that are added to APIs of other applications: how these authenticate callers is not known."""
    known = {declared.id for declared in wiring.of(*GRAPHQL)}
    added: dict[str, list[Declared]] = {}
    for declared in wiring.of(_RESOLVER, _SOURCE):
        if known.isdisjoint(references(declared.properties.get("ApiId"))):
            added.setdefault(declared.properties.get("ApiId").text() or HOLE, []).append(declared)
    for text, parts in sorted(added.items()):
        api = Api(id=f"{text} (declared elsewhere)", type=GRAPHQL[0], span=parts[0].span, protocol="graphql")
        sources = named_sources(part for part in parts if part.type == _SOURCE)
        for resolved in _fields(wiring, (part for part in parts if part.type == _RESOLVER)):
            for function in _functions(wiring, resolved, sources):
                wiring.add(function, _trigger(api, resolved, UNKNOWN_REACH, api_key=False))
            if resolved.type == "Mutation":
                _feed(wiring, resolved, sources, UNKNOWN_REACH)


def _read(wiring: Wiring, declared: Declared, fields: Iterator[_Field], sam: bool) -> None:
    properties = declared.properties
    authentication = properties.get(*(("Auth", "Type") if sam else ("AuthenticationType",))).text() or ""
    api = Api(**common(declared), protocol="graphql")
    api.access_logging = presence(properties.get("Logging" if sam else "LogConfig"))
    api.execution_logging = properties.get("LogConfig", "FieldLogLevel").as_text("OFF")
    api.tracing = properties.get("XrayEnabled").as_bool(False)
    api.private = Known(properties.get("Visibility").text() == "PRIVATE", properties.get("Visibility").span)
    shared_settings(wiring, api)
    api.default_authorizer = _authorizer(wiring, api, properties, authentication)
    api_key = authentication == "API_KEY"
    api.api_key_only = api_key and not (
        properties.get("AdditionalAuthenticationProviders").list() or properties.get("Auth", "Additional").list()
    )
    reach = REACH.get(authentication, UNKNOWN_REACH)
    if api.private.value:
        reach = Reach(Exposure.ACCOUNT, "the API is private: only callers inside the network reach it")
    sources = _sources(wiring, declared, sam)
    for resolved in fields:
        functions = _functions(wiring, resolved, sources)
        first = functions[0].id if functions else None
        api.routes.append(
            Route(
                method=resolved.type,
                path=resolved.name,
                span=resolved.span,
                function=first,
                authorizer=api.default_authorizer,
                api_key=api_key,
                integration="lambda" if functions else "aws",
            )
        )
        for function in functions:
            wiring.add(function, _trigger(api, resolved, reach, api_key))
        if resolved.type == "Mutation":
            _feed(wiring, resolved, sources, reach)
    wiring.apis[api.id] = api


def _authorizer(wiring: Wiring, api: Api, properties: Node, authentication: str) -> str | None:
    providers = (properties, *properties.get("AdditionalAuthenticationProviders").list(), properties.get("Auth"))
    for provider in providers:
        for key in ("LambdaAuthorizerConfig", "LambdaAuthorizer"):
            uri = provider.get(key, "AuthorizerUri")
            if uri.exists:
                authorizer = Authorizer(
                    id=f"{api.id}:lambda", type="AWS::AppSync::Authorizer", span=uri.span, kind="lambda-request"
                )
                add_authorizer(wiring, authorizer, wiring.function(uri))
    if authentication == "AWS_LAMBDA":
        return f"{api.id}:lambda"
    if authentication in ("", "API_KEY"):
        return None
    return IAM if authentication == IAM else authentication


def _trigger(api: Api, resolved: _Field, reach: Reach, api_key: bool) -> Trigger:
    return Trigger(
        Kind.APPSYNC,
        reach.exposure,
        resolved.span,
        detail=f"{resolved.type}.{resolved.name}",
        why=reach.why,
        source=api.id,
        method=resolved.type,
        path=resolved.name,
        authorizer=api.default_authorizer,
        api_key=api_key,
    )


def _functions(wiring: Wiring, resolved: _Field, sources: dict[str, str]) -> list[Function]:
    return [f for name in resolved.sources if (f := wiring.function_named(sources.get(name, "")))]


def _feed(wiring: Wiring, resolved: _Field, sources: dict[str, str], reach: Reach) -> None:
    for name in resolved.sources:
        for id, _ in placeholders(sources.get(name, "")):
            if id in wiring.stack.resources and id not in wiring.functions:
                why = f"{resolved.type}.{resolved.name} writes to {id}: {reach.why}"
                wiring.reaches.feed(id, Reach(reach.exposure, why))


def _sources(wiring: Wiring, api: Declared, sam: bool) -> dict[str, str]:
    """Name of a data source, and its id, to the text that says what it is."""
    found: dict[str, str] = {}
    if sam:
        for kind in api.properties.get("DataSources").entries.values():
            for name, source in kind.items():
                found[name] = " ".join(texts(source))
        return found
    return named_sources(_added(wiring, api, _SOURCE))


def _added(wiring: Wiring, api: Declared, type: str) -> list[Declared]:
    return wiring.referring(api.id, "ApiId", type)


def named_sources(sources: Iterable[Declared]) -> dict[str, str]:
    found: dict[str, str] = {}
    for declared in sources:
        configuration = " ".join(
            text for key, node in declared.properties.items() if key.endswith("Config") for text in texts(node)
        )
        found[declared.id] = configuration
        found[declared.properties.get("Name").text() or declared.id] = configuration
    return found


def _fields(wiring: Wiring, resolvers: Iterable[Declared]) -> Iterator[_Field]:
    for declared in resolvers:
        properties = declared.properties
        sources = [_source_name(properties)]
        for text in properties.get("PipelineConfig", "Functions").texts():
            step = wiring.resource_named(text)
            if step is not None:
                sources.append(_source_name(step.properties))
        type, name = properties.get("TypeName").text() or "", properties.get("FieldName").text() or ""
        yield _Field(type, name, declared.span, tuple(filter(None, sources)))


def _source_name(properties: Node) -> str:
    text = properties.get("DataSourceName").text() or ""
    return next((id for id, _ in placeholders(text)), text)


def _sam_fields(api: Declared) -> Iterator[_Field]:
    steps = api.properties.get("Functions")
    for type, fields in api.properties.get("Resolvers").items():
        for name, resolver in fields.items():
            sources = [resolver.get("DataSource").text() or ""]
            sources += [steps.get(step, "DataSource").text() or "" for step in resolver.get("Pipeline").texts()]
            named = [next((id for id, _ in placeholders(text)), text) for text in sources if text]
            yield _Field(type, resolver.get("FieldName").text() or name, fields.key_span(name), tuple(named))
