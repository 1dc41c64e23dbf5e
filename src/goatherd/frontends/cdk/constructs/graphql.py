"""GraphQL APIs of AppSync: data sources, resolvers, functions of pipelines."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    construct_of,
    given,
    is_true,
    items,
    member_name,
    prop,
    record,
    safe_id,
    scalar,
    text_of,
)

_TYPES = {
    "IAM": "AWS_IAM",
    "USER_POOL": "AMAZON_COGNITO_USER_POOLS",
    "OIDC": "OPENID_CONNECT",
    "LAMBDA": "AWS_LAMBDA",
}


def _api(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = api = construct.add("AWS::AppSync::GraphQLApi", span)
    api.set("Name", prop(props, "name"))
    configuration = prop(props, "authorizationConfig")
    default = prop(configuration, "defaultAuthorization") if isinstance(configuration, Record) else configuration
    _authorization(construct, default)
    if isinstance(configuration, Record):
        for mode in items(prop(configuration, "additionalAuthorizationModes")):
            type = _type(mode)
            entry = record({"AuthenticationType": scalar(type, mode.span)}, mode.span)
            api.list("AdditionalAuthenticationProviders").items.append(entry)
    if is_true(prop(props, "xrayEnabled")):
        api.set("XrayEnabled", prop(props, "xrayEnabled"))
    logs = prop(props, "logConfig")
    if isinstance(logs, Record):
        level = scalar(member_name(prop(logs, "fieldLogLevel")), logs.span)
        api.set("LogConfig", record({"FieldLogLevel": level}, logs.span))
    construct.memory["graphqlUrl"] = scalar("https://${?}.appsync-api.${AWS-Region}.amazonaws.com/graphql", span)


def _type(mode: Value) -> str:
    name = member_name(prop(mode, "authorizationType")) if isinstance(mode, Record) else "API_KEY"
    return _TYPES.get(name, name)


def _authorization(construct: Construct, mode: Value) -> None:
    assert construct.main is not None
    where = mode.span if given(mode) else construct.span
    construct.main.set("AuthenticationType", scalar(_type(mode), where))
    settings = prop(mode, "lambdaAuthorizerConfig") if isinstance(mode, Record) else mode
    handler = construct_of(prop(settings, "handler")) if isinstance(settings, Record) else None
    if handler is not None:
        uri = record({"AuthorizerUri": handler.arn(where)}, where)
        construct.main.set("LambdaAuthorizerConfig", uri)


def _source(api: Construct, id: str, name: str, target: Value, span: Span) -> Construct:
    source = api.child("appsync.DataSourceOf", safe_id(id), {}, span)
    source.memory["api"] = api
    source.main = resource = source.add("AWS::AppSync::DataSource", span)
    resource.set("ApiId", api.ref(span))
    resource.set("Name", scalar(safe_id(id), span))
    aimed = construct_of(target)
    if aimed is not None:
        resource.set(f"{name}Config", record({"Target": aimed.arn(span)}, span))
    return source


def _add_source(name: str) -> object:
    def method(api: Construct, call: Call) -> Value:
        known = ("lambdaFunction", "table", "domain", "endpoint", "eventBus")
        return _source(api, text_of(call.get(0, "id")), name, call.get(1, *known), call.span)

    return method


def _source_construct(construct: Construct) -> None:
    """`new LambdaDataSource(this, id, {api, lambdaFunction})`."""
    props, span = construct.props, construct.span
    api = construct_of(prop(props, "api"))
    construct.main = resource = construct.add("AWS::AppSync::DataSource", span)
    if api is not None:
        construct.memory["api"] = api
        resource.set("ApiId", api.ref(span))
    resource.set("Name", scalar(construct.path, span))
    for key in ("lambdaFunction", "table"):
        aimed = construct_of(prop(props, key))
        if aimed is not None:
            resource.set("LambdaConfig", record({"Target": aimed.arn(span)}, span))


def _create_resolver(source: Construct, call: Call) -> Value:
    api = construct_of(source.memory.get("api", Node.absent(call.span)))
    if api is not None:
        _resolver(api, source, call.props, call.span)
    return Node.absent(call.span)


def _resolver(api: Construct, source: Construct | None, props: Record, span: Span) -> None:
    type, field = text_of(prop(props, "typeName")), text_of(prop(props, "fieldName"))
    resolver = api.add("AWS::AppSync::Resolver", span, safe_id(f"{type}-{field}"))
    resolver.set("ApiId", api.ref(span))
    resolver.set("TypeName", scalar(type, span))
    resolver.set("FieldName", scalar(field, span))
    if source is not None and source.main is not None:
        resolver.set("DataSourceName", scalar(source.main.text(), span))
    steps: list[Value] = [
        found.ref(span) for step in items(prop(props, "pipelineConfig")) if (found := construct_of(step))
    ]
    if steps:
        resolver.set("PipelineConfig", record({"Functions": Array(steps, span)}, span))


def _api_resolver(api: Construct, call: Call) -> Value:
    _resolver(api, construct_of(prop(call.props, "dataSource")), call.props, call.span)
    return Node.absent(call.span)


def _resolver_construct(construct: Construct) -> None:
    api = construct_of(prop(construct.props, "api"))
    if api is not None:
        _resolver(api, construct_of(prop(construct.props, "dataSource")), construct.props, construct.span)


def _step(construct: Construct) -> None:
    construct.main = step = construct.add("AWS::AppSync::FunctionConfiguration", construct.span)
    api = construct_of(prop(construct.props, "api"))
    if api is not None:
        step.set("ApiId", api.ref(construct.span))
    source = construct_of(prop(construct.props, "dataSource"))
    if source is not None and source.main is not None:
        step.set("DataSourceName", scalar(source.main.text(), construct.span))


def _none(construct: Construct) -> None:
    """Its resource is declared where it is made."""


_SOURCE = Kind(build=_source_construct, methods={"createResolver": _create_resolver})
KINDS: dict[str, Kind] = {
    "appsync.GraphqlApi": Kind(
        build=_api,
        methods={
            "addLambdaDataSource": _add_source("Lambda"),  # type: ignore[dict-item]
            "addDynamoDbDataSource": _add_source("DynamoDB"),  # type: ignore[dict-item]
            "addHttpDataSource": _add_source("Http"),  # type: ignore[dict-item]
            "addNoneDataSource": _add_source("None"),  # type: ignore[dict-item]
            "addEventBridgeDataSource": _add_source("EventBridge"),  # type: ignore[dict-item]
            "createResolver": _api_resolver,
            **permissions.grants(
                {name: ["appsync:GraphQL"] for name in ("grantMutation", "grantQuery", "grantSubscription")},
                permissions.with_suffixes("/*"),
            ),
        },
    ),
    "appsync.DataSourceOf": Kind(build=_none, methods={"createResolver": _create_resolver}),
    "appsync.LambdaDataSource": _SOURCE,
    "appsync.DynamoDbDataSource": _SOURCE,
    "appsync.NoneDataSource": _SOURCE,
    "appsync.HttpDataSource": _SOURCE,
    "appsync.Resolver": Kind(build=_resolver_construct),
    "appsync.AppsyncFunction": Kind(build=_step),
}
