"""SST 2: HTTP, REST, WebSocket and GraphQL APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.constructs.http_api import cors_configuration
from goatherd.frontends.cdk.constructs.integrations import lambda_uri
from goatherd.frontends.cdk.constructs.rest_resources import add_method, resource_at
from goatherd.frontends.cdk.constructs.sst_functions import SHARED, attach, bind, called, named, tell
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
    known_text,
    member_name,
    record,
    scalar,
    sequence,
    text_of,
)
from goatherd.frontends.sst.things import prop, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.cdk.kinds import Method

_OPEN = {"allowOrigins": ["*"], "allowMethods": ["*"], "allowHeaders": ["*"]}
_HEADER = "$request.header.Authorization"
_PROTOCOL = "AWS::ApiGatewayV2::Api"


def _api(construct: Construct) -> None:
    span, props = construct.span, construct.props
    construct.main = api = construct.add(_PROTOCOL, span)
    api.set("ProtocolType", scalar("HTTP", span))
    cors = prop(props, "cors")
    if isinstance(cors, Record):
        api.set("CorsConfiguration", cors_configuration(cors))
    elif not (isinstance(cors, Node) and cors.value is False):
        where = cors.span if given(cors) else span
        everything = Record({key: sequence(texts, where) for key, texts in _OPEN.items()}, {}, where)
        api.set("CorsConfiguration", cors_configuration(everything))
    _stage(construct, "$default")
    construct.memory["url"] = scalar("https://${?}.execute-api.${AWS-Region}.amazonaws.com", span)
    _routes(construct, prop(props, "routes"), span)


def _stage(api: Construct, name: str) -> None:
    span = api.span
    stage = api.add("AWS::ApiGatewayV2::Stage", span, "Stage")
    stage.set("ApiId", api.ref(span))
    stage.set("StageName", scalar(name, span))
    throttle = prop(api.props, "defaults", "throttle")
    if isinstance(throttle, Record):
        stage.set("DefaultRouteSettings", record({"ThrottlingRateLimit": prop(throttle, "rate")}, throttle.span))
    log = prop(api.props, "accessLog")
    if not (isinstance(log, Node) and log.value is False):
        group = api.add("AWS::Logs::LogGroup", span, "LogGroup")
        stage.set("AccessLogSettings", record({"DestinationArn": group.reference(span, "Arn")}, span))


def _add_routes(api: Construct, call: Call) -> Value:
    _routes(api, call.props, call.span)
    return Node.absent(call.span)


def _routes(api: Construct, routes: Value, span: Span) -> None:
    if given(routes) and not isinstance(routes, Record):
        tell(api, f"the routes of {api.path} are not known", span)
    if isinstance(routes, Record):
        if routes.open:
            tell(api, f"not all routes of {api.path} are known", span)
        for key, definition in routes.entries.items():
            _route(api, key.strip(), definition, routes.key_spans.get(key, definition.span))


def _route(api: Construct, key: str, definition: Value, span: Span) -> None:
    method, separator, path = key.partition(" ")
    key = f"{method.upper()} {path.strip()}" if separator else key
    kind = known_text(prop(definition, "type")) if isinstance(definition, Record) else None
    route = api.add("AWS::ApiGatewayV2::Route", span, f"{safe(key)}/Route")
    route.set("ApiId", api.ref(span))
    route.set("RouteKey", scalar(key, span))
    integration = api.add("AWS::ApiGatewayV2::Integration", span, f"{safe(key)}/Integration")
    integration.set("ApiId", api.ref(span))
    route.set("Target", scalar(f"integrations/{integration.text()}", span))
    if kind in (None, "function", "pothos", "graphql"):
        function = called(api, definition, key, span, prop(api.props, "defaults", "function"))
        integration.set("IntegrationType", scalar("AWS_PROXY", span))
        integration.set("IntegrationUri", lambda_uri(function, span))
        version = "1.0" if api.kind == "sst.WebSocketApi" else "2.0"
        integration.set("PayloadFormatVersion", scalar(version, span))
        api.memory[f"*route {key}"] = function or Node.absent(span)
    else:
        integration.set("IntegrationType", scalar("HTTP_PROXY", span))
    _authorize(api, route.set, definition, span)


def _authorize(api: Construct, put: object, definition: Value, span: Span) -> None:
    assert callable(put)
    written = prop(definition, "authorizer") if isinstance(definition, Record) else Node.absent(span)
    if not given(written):
        written = prop(api.props, "defaults", "authorizer")
    name = member_name(written).lower() if given(written) else "none"
    if name == "none":
        return
    if name in ("iam", "aws_iam"):
        put("AuthorizationType", scalar("AWS_IAM", span))
        return
    made = _authorizers(api).get(text_of(written))
    lambda_made = made is not None and made[1] == "lambda"
    put("AuthorizationType", scalar("CUSTOM" if lambda_made else "JWT", span))
    put("AuthorizerId", made[0] if made is not None else Node.opaque("the authorizer is not known", span))


def _authorizers(api: Construct) -> dict[str, tuple[Node, str]]:
    """Every authorizer of the API by its name, declared when it is needed first."""
    found: dict[str, tuple[Node, str]] = {}
    for name, written in named(prop(api.props, "authorizers")):
        kind = known_text(prop(written, "type")) or "jwt"
        held = api.memory.get(f"*authorizer {name}")
        if not isinstance(held, Node):
            held = api.memory[f"*authorizer {name}"] = _authorizer(api, name, kind, written)
        found[name] = (held, kind)
    return found


def _authorizer(api: Construct, name: str, kind: str, written: Value) -> Node:
    span = written.span
    made = api.add("AWS::ApiGatewayV2::Authorizer", span, safe(name))
    made.set("ApiId", api.ref(span))
    sources = prop(written, "identitySource")
    made.set("IdentitySource", sources if given(sources) else sequence([_HEADER], span))
    if kind == "lambda":
        function = called(api, prop(written, "function"), f"{name}-authorizer", span)
        made.set("AuthorizerType", scalar("REQUEST", span))
        made.set("AuthorizerUri", lambda_uri(function, span))
        simple = any("simple" in text_of(each) for each in _list(prop(written, "responseTypes")))
        made.set("AuthorizerPayloadFormatVersion", scalar("2.0" if simple else "1.0", span))
    else:
        made.set("AuthorizerType", scalar("JWT", span))
    return made.reference(span)


def _list(value: Value) -> list[Value]:
    return value.items if isinstance(value, Array) else []


def _get_function(api: Construct, call: Call) -> Value:
    return api.memory.get(f"*route {text_of(call.get(0))}", Node.opaque("the route is not known", call.span))


def _to_route(give: Callable[[Construct, Value], None]) -> Method:
    """`attachPermissionsToRoute("GET /x", …)`, `bindToRoute`."""

    def method(api: Construct, call: Call) -> Value:
        function = construct_of(api.memory.get(f"*route {text_of(call.get(0))}", Node.absent(call.span)))
        if function is not None:
            give(function, call.get(1))
        return Node.absent(call.span)

    return method


def _websocket(construct: Construct) -> None:
    span = construct.span
    construct.main = api = construct.add(_PROTOCOL, span)
    api.set("ProtocolType", scalar("WEBSOCKET", span))
    _stage(construct, "$default")
    construct.memory["url"] = scalar("wss://${?}.execute-api.${AWS-Region}.amazonaws.com", span)
    written = prop(construct.props, "authorizer")
    authorizer: Node | None = None
    if isinstance(written, Record):
        authorizer = _authorizer(construct, "authorizer", "lambda", written)
    _routes(construct, prop(construct.props, "routes"), span)
    connect = construct.unit.resources.get(f"{construct.path}/connect/Route") if construct.unit is not None else None
    if connect is None or not given(written):
        return
    if authorizer is not None:
        connect.set("AuthorizationType", scalar("CUSTOM", span))
        connect.set("AuthorizerId", authorizer)
    elif member_name(written).lower() in ("iam", "aws_iam"):
        connect.set("AuthorizationType", scalar("AWS_IAM", written.span))


def _rest_api(construct: Construct) -> None:
    """A REST API of the kit's, with SST's routes."""
    inner = construct.child("apigateway.RestApi", "Api", {}, construct.span)
    construct.main = inner.main
    construct.memory["url"] = scalar("https://${?}.execute-api.${AWS-Region}.amazonaws.com/", construct.span)
    signed = member_name(prop(construct.props, "defaults", "authorizer")).lower() == "iam"
    for key, definition in named(prop(construct.props, "routes")):
        method, _, path = key.strip().partition(" ")
        span = definition.span
        function = called(construct, definition, key, span, prop(construct.props, "defaults", "function"))
        place = resource_at(inner, path.strip(), span)
        options: dict[str, Value] = {"authorizationType": scalar("AWS_IAM", span)} if signed else {}
        if isinstance(definition, Record) and known_text(prop(definition, "authorizer")) not in (None, "none"):
            kind = known_text(prop(definition, "authorizer"))
            options["authorizationType"] = scalar("AWS_IAM" if kind == "iam" else "CUSTOM", span)
        if place is not None and function is not None:
            add_method(place, method.upper(), function, Record(options, {}, span), span)


def _graphql(construct: Construct) -> None:
    """A server behind one path of an HTTP API."""
    server = prop(construct.props, "server")
    routes: dict[str, Value] = {"GET /": server, "POST /": server} if given(server) else {}
    if not routes:
        tell(construct, f"the server of {construct.path} is not known", construct.span)
    construct.props.entries["routes"] = Record(routes, {}, construct.span)
    _api(construct)


def _appsync(construct: Construct) -> None:
    span = construct.span
    construct.main = api = construct.add("AWS::AppSync::GraphQLApi", span)
    api.set("AuthenticationType", scalar("API_KEY", span))
    for name, source in named(prop(construct.props, "dataSources")):
        if isinstance(source, Record) and (known_text(prop(source, "type")) or "function") != "function":
            continue
        function = called(construct, source, name, source.span, prop(construct.props, "defaults", "function"))
        _source(construct, name, function, source.span)
    for key, resolver in named(prop(construct.props, "resolvers")):
        _resolver(construct, key, resolver)


def _source(api: Construct, name: str, function: Construct | None, span: Span) -> None:
    made = api.add("AWS::AppSync::DataSource", span, f"{safe(name)}/Source")
    made.set("ApiId", _api_id(api, span))
    made.set("Name", scalar(name, span))
    made.set("Type", scalar("AWS_LAMBDA", span))
    if function is not None:
        made.set("LambdaConfig", record({"LambdaFunctionArn": function.arn(span)}, span))


def _resolver(api: Construct, key: str, resolver: Value) -> None:
    span = resolver.span
    type, _, field = key.strip().partition(" ")
    name = known_text(prop(resolver, "dataSource") if isinstance(resolver, Record) else resolver)
    if name is None or "." in name:  # a handler of its own
        name = key
        _source(api, name, called(api, resolver, key, span), span)
    made = api.add("AWS::AppSync::Resolver", span, f"{safe(key)}/Resolver")
    made.set("ApiId", _api_id(api, span))
    made.set("TypeName", scalar(type, span))
    made.set("FieldName", scalar(field.strip(), span))
    made.set("DataSourceName", scalar(name, span))


def _api_id(api: Construct, span: Span) -> Node:
    assert api.main is not None
    return api.main.reference(span, "ApiId")


def _server_of(construct: Construct) -> None:
    """`Auth`: its function answers below the path of the API that it is attached to."""
    written = prop(construct.props, "authenticator")
    if called(construct, written, "Authenticator", construct.span) is None:
        return


def _attach_auth(auth: Construct, call: Call) -> Value:
    api = construct_of(prop(call.props, "api"))
    prefix = known_text(prop(call.props, "prefix")) or "/auth"
    held = auth.memory.get("*all")
    function = construct_of(held.items[0]) if isinstance(held, Array) and held.items else None
    if api is not None and function is not None:
        for method in ("GET", "POST"):
            _route(api, f"{method} {prefix}/{{proxy+}}", function, call.span)
    return Node.absent(call.span)


_ROUTES: dict[str, Method] = {
    "addRoutes": _add_routes,
    "getFunction": _get_function,
    "attachPermissionsToRoute": _to_route(attach),
    "bindToRoute": _to_route(bind),
    **SHARED,
}
KINDS: dict[str, Kind] = {
    "sst.Api": Kind(build=_api, methods=dict(_ROUTES)),
    "sst.ApiGatewayV1Api": Kind(build=_rest_api, methods=dict(SHARED)),
    "sst.WebSocketApi": Kind(build=_websocket, methods=dict(_ROUTES)),
    "sst.GraphQLApi": Kind(build=_graphql, methods=dict(_ROUTES)),
    "sst.ApolloApi": Kind(build=_graphql, methods=dict(_ROUTES)),
    "sst.AppSyncApi": Kind(build=_appsync, methods=dict(SHARED)),
    "sst.Auth": Kind(build=_server_of, methods={"attach": _attach_auth, **SHARED}),
}
