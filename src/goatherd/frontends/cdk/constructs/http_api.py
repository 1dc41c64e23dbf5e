"""HTTP and WebSocket APIs: routes, integrations, authorizers."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.integrations import lambda_uri
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    items,
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
    sequence,
    text_of,
    texts,
    thing_of,
    upper_first,
)

_API = "AWS::ApiGatewayV2::Api"
_LISTS = {"allowOrigins", "allowedOrigins", "allowMethods", "allowedMethods", "allowHeaders", "allowedHeaders"}


def cors_configuration(cors: Record) -> Record:
    """CORS of an HTTP API or a function URL under CloudFormation's names."""
    made: dict[str, Value] = {}
    for key, value in cors.entries.items():
        name = upper_first(key).replace("Allowed", "Allow")
        if key in _LISTS:
            names = ["*" if text in ("ANY", "ALL") else text for text in texts(value)]
            made[name] = sequence(names, value.span)
        else:
            made[name] = value
    return record(made, cors.span)


def _http_api(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = api = construct.add(_API, span)
    api.set("ProtocolType", scalar("HTTP", span))
    api.set("Name", prop(props, "apiName"))
    cors = prop(props, "corsPreflight")
    if isinstance(cors, Record):
        api.set("CorsConfiguration", cors_configuration(cors))
    if node_of(prop(props, "createDefaultStage")).value is not False:
        stage = construct.add("AWS::ApiGatewayV2::Stage", span, "DefaultStage")
        stage.set("ApiId", construct.ref(span))
        stage.set("StageName", scalar("$default", span))
    construct.memory["url"] = scalar("https://${?}.execute-api.${AWS-Region}.amazonaws.com/", span)
    construct.memory["apiEndpoint"] = construct.memory["url"]
    default = prop(props, "defaultIntegration")
    if given(default):
        _route(construct, "$default", default, props, span)


def _add_routes(api: Construct, call: Call) -> Value:
    path = text_of(prop(call.props, "path"))
    methods = texts(prop(call.props, "methods")) or ["ANY"]
    for method in methods:
        _route(api, f"{method} {path}", prop(call.props, "integration"), call.props, call.span)
    return Array([], call.span)


def _own_route(construct: Construct) -> None:
    """`new HttpRoute(this, id, {httpApi, routeKey: HttpRouteKey.with(path, method), integration})`."""
    api = construct_of(prop(construct.props, "httpApi"))
    key = thing_of(prop(construct.props, "routeKey"))
    api = api or _api_elsewhere(construct)
    text = "$default"
    if key is not None:
        method = key.argument(1, "method")
        text = f"{member_name(method) if given(method) else 'ANY'} {text_of(key.argument(0, 'path'))}"
    _route(api, text, prop(construct.props, "integration"), construct.props, construct.span)


def _api_elsewhere(route: Construct) -> Construct:
    """What stands for an API of a library that is not read: who may call it by default is not known."""
    unknown = Node.opaque("the API is declared elsewhere", route.span)
    return route.child("apigatewayv2.ApiElsewhere", "Api", {"defaultAuthorizer": unknown}, route.span)


def _route(api: Construct, key: str, target: Value, options: Record, span: Span) -> None:
    route = api.add("AWS::ApiGatewayV2::Route", span, safe_id(key))
    route.set("ApiId", api.ref(span))
    route.set("RouteKey", scalar(key, span))
    route.set("Target", scalar(f"integrations/{_integration(api, target, key, span)}", span))
    authorizer = prop(options, "authorizer")
    scopes = prop(options, "authorizationScopes")
    if not given(authorizer):
        authorizer = prop(api.props, "defaultAuthorizer")
    if given(authorizer):
        _authorize(api, route.set, authorizer, span)
    if given(scopes):
        route.set("AuthorizationScopes", scopes)


def _integration(api: Construct, target: Value, key: str, span: Span) -> str:
    thing = thing_of(target)
    resource = api.add("AWS::ApiGatewayV2::Integration", thing.span if thing else span, f"{safe_id(key)}/Integration")
    resource.set("ApiId", api.ref(span))
    function = _function_of(target)
    if function is not None:
        resource.set("IntegrationType", scalar("AWS_PROXY", span))
        resource.set("IntegrationUri", lambda_uri(function, span))
        version = prop(thing.props, "payloadFormatVersion") if thing is not None else Node.absent(span)
        old = "1_0" in member_name(version) if given(version) else api.kind.endswith("WebSocketApi")
        resource.set("PayloadFormatVersion", scalar("1.0" if old else "2.0", span))
    elif thing is not None and ("Url" in thing.kind or "Http" in thing.kind or "Alb" in thing.kind):
        resource.set("IntegrationType", scalar("HTTP_PROXY", span))
    else:
        resource.set("IntegrationType", scalar("AWS_PROXY", span))
        resource.set("IntegrationSubtype", Node.opaque("a service", span))
    return resource.text()


def _function_of(target: Value) -> Construct | None:
    """`new HttpLambdaIntegration("id", fn)`, and the older forms with properties."""
    construct = construct_of(target)
    if construct is not None:
        return construct if "lambda" in construct.kind else None
    thing = thing_of(target)
    if thing is None or "Lambda" not in thing.kind:
        return None
    candidates = (*thing.arguments.args, prop(thing.props, "handler"))
    return next((found for value in candidates if (found := construct_of(value))), None)


def _authorize(api: Construct, put: object, authorizer: Value, span: Span) -> None:
    assert callable(put)
    thing = thing_of(authorizer)
    if thing is None:
        construct = construct_of(authorizer)
        put("AuthorizationType", scalar("CUSTOM", span))
        put("AuthorizerId", construct.ref(span) if construct is not None else node_of(authorizer))
        return
    name = thing.kind.rpartition(".")[2]
    if "Iam" in name:
        put("AuthorizationType", scalar("AWS_IAM", span))
    elif "NoneAuthorizer" in name:
        put("AuthorizationType", scalar("NONE", span))
    else:
        put("AuthorizationType", scalar("CUSTOM" if "Lambda" in name else "JWT", span))
        put("AuthorizerId", _declared_authorizer(api, thing).ref(span))


def _declared_authorizer(api: Construct, thing: Thing) -> Construct:
    known = construct_of(thing.memory.get("*declared", Node.absent(thing.span)))
    if known is not None:
        return known
    span = thing.span
    id = thing.argument(0, "id")
    name = safe_id(text_of(id)) if isinstance(id, Node) and isinstance(id.value, str) else "Authorizer"
    made = api.child("apigatewayv2.AuthorizerOf", name, {}, span)
    made.main = resource = made.add("AWS::ApiGatewayV2::Authorizer", span)
    resource.set("ApiId", api.ref(span))
    if "Lambda" in thing.kind:
        resource.set("AuthorizerType", scalar("REQUEST", span))
        candidates = (*thing.arguments.args, prop(thing.props, "handler"))
        function = next((found for value in candidates if (found := construct_of(value))), None)
        resource.set("AuthorizerUri", lambda_uri(function, span))
        simple = any("SIMPLE" in text for text in texts(prop(thing.props, "responseTypes")))
        resource.set("AuthorizerPayloadFormatVersion", scalar("2.0" if simple else "1.0", span))
    else:
        resource.set("AuthorizerType", scalar("JWT", span))
    sources = items(prop(thing.props, "identitySource"))
    if sources:
        resource.set("IdentitySource", Array(sources, span))
    thing.memory["*declared"] = made
    return made


def _websocket_api(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = api = construct.add(_API, span)
    api.set("ProtocolType", scalar("WEBSOCKET", span))
    api.set("Name", prop(props, "apiName"))
    construct.memory["apiEndpoint"] = scalar("wss://${?}.execute-api.${AWS-Region}.amazonaws.com", span)
    for option, key in (
        ("connectRouteOptions", "$connect"),
        ("disconnectRouteOptions", "$disconnect"),
        ("defaultRouteOptions", "$default"),
    ):
        options = prop(props, option)
        if isinstance(options, Record):
            _route(construct, key, prop(options, "integration"), options, options.span)


def _add_websocket_route(api: Construct, call: Call) -> Value:
    _route(api, text_of(call.get(0, "routeKey")), prop(call.props, "integration"), call.props, call.span)
    return Node.absent(call.span)


def _stage(construct: Construct) -> None:
    construct.main = stage = construct.add("AWS::ApiGatewayV2::Stage", construct.span)
    api = construct_of(prop(construct.props, "webSocketApi"))
    api = api or construct_of(prop(construct.props, "httpApi"))
    if api is not None:
        stage.set("ApiId", api.ref(construct.span))
    stage.set("StageName", prop(construct.props, "stageName"))
    throttle = prop(construct.props, "throttle")
    if isinstance(throttle, Record):
        limits = record({"ThrottlingRateLimit": prop(throttle, "rateLimit")}, throttle.span)
        stage.set("DefaultRouteSettings", limits)


def _add_stage(api: Construct, call: Call) -> Value:
    props = {**call.props.entries, "httpApi": api}
    return api.child("apigatewayv2.HttpStage", safe_id(text_of(call.get(0, "id"))), props, call.span)


def _none(construct: Construct) -> None:
    """Its resource is declared where it is made."""


_CONNECTIONS = "execute-api:ManageConnections"


def _grant_connections(api: Construct, call: Call) -> Value:
    resource = scalar(
        f"arn:aws:execute-api:${{AWS-Region}}:${{AWS-AccountId}}:{text_of(api.ref(call.span))}/*", call.span
    )
    permissions.allow(
        call.get(0, "identity"), statements.simple_statement([_CONNECTIONS], [resource], call.span), call.span
    )
    return Node.opaque("it is a grant", call.span)


KINDS: dict[str, Kind] = {
    "apigatewayv2.HttpApi": Kind(build=_http_api, methods={"addRoutes": _add_routes, "addStage": _add_stage}),
    "apigatewayv2.WebSocketApi": Kind(
        build=_websocket_api,
        methods={"addRoute": _add_websocket_route, "grantManageConnections": _grant_connections},
    ),
    "apigatewayv2.WebSocketStage": Kind(build=_stage),
    "apigatewayv2.HttpStage": Kind(build=_stage),
    "apigatewayv2.HttpRoute": Kind(build=_own_route),
    "apigatewayv2.AuthorizerOf": Kind(build=_none),
    "apigatewayv2.ApiElsewhere": Kind(build=_none),
}
