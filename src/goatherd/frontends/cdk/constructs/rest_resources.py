"""Resources and methods of REST APIs: the paths, who may call them, and the answers to preflight requests."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.integrations import integration
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
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
    text_of,
    texts,
)

ROOT_ID = "restApiRootResourceId"
DEFAULTS = ("defaultIntegration", "defaultMethodOptions", "defaultCorsPreflightOptions")
_MAX_PARTS = 30


def new_resource(api: Construct, parent: Construct | None, part: str, span: Span) -> Construct:
    """A resource of the API: its root, or one below another."""
    id = safe_id(part) if part else "Default"
    owner = parent if parent is not None else api
    place = owner.child("apigateway.Resource", id, {}, span)
    place.memory["api"] = api
    if parent is None:
        place.main = None
        return place
    place.main = resource = place.add("AWS::ApiGateway::Resource", span)
    resource.set("RestApiId", api.ref(span))
    resource.set("ParentId", _resource_id(parent, span))
    resource.set("PathPart", scalar(part, span))
    for key in DEFAULTS:
        if key in parent.memory:
            place.memory[key] = parent.memory[key]
    place.memory["parentResource"] = parent
    return place


def _resource_id(place: Construct, span: Span) -> Node:
    if place.main is not None:
        return place.main.reference(span)
    api = construct_of(place.memory.get("api", Node.absent(span)))
    root = node_of(api.memory.get(ROOT_ID, Node.absent(span))) if api is not None else Node.absent(span)
    return root if root.exists else Node.opaque("the API is declared elsewhere", span)


def _add_resource(place: Construct, call: Call) -> Value:
    part = text_of(call.get(0, "pathPart"))
    known = place.memory.get(f"*{part}")
    if known is not None:
        return known
    api = construct_of(place.memory.get("api", Node.absent(call.span)))
    if api is None:
        return Node.opaque("the API is declared elsewhere", call.span)
    made = new_resource(api, place, part, call.span)
    made.memory.update({key: value for key in DEFAULTS if given(value := prop(call.props, key))})
    place.memory[f"*{part}"] = made
    preflight(made, call.span)
    return made


def resource_at(api: Construct, path: str, span: Span) -> Construct | None:
    """The resource of a whole path, made where it is not there."""
    place = construct_of(api.memory.get("root", Node.absent(span)))
    for part in [part for part in path.split("/") if part][:_MAX_PARTS]:
        if place is None:
            return None
        scope = Call([scalar(part, span)], Record({}, {}, span), span, api.arguments)
        place = construct_of(_add_resource(place, scope))
    return place


def _resource_for_path(place: Construct, call: Call) -> Value:
    current = place
    for part in [part for part in text_of(call.get(0)).split("/") if part][:_MAX_PARTS]:
        step = Call([scalar(part, call.span)], Record({}, {}, call.span), call.span, call.arguments)
        current = construct_of(_add_resource(current, step)) or current
    return current


def _get_resource(place: Construct, call: Call) -> Value:
    return place.memory.get(f"*{text_of(call.get(0))}", Node.absent(call.span))


def _add_proxy(place: Construct, call: Call) -> Value:
    made = _add_resource(place, Call([scalar("{proxy+}", call.span)], call.props, call.span, call.arguments))
    proxy = construct_of(made)
    if proxy is not None and node_of(prop(call.props, "anyMethod")).value is not False:
        add_method(proxy, "ANY", prop(call.props, "defaultIntegration"), call.props, call.span)
    return made


def _own_resource(construct: Construct) -> None:
    """`new apigateway.Resource(…)` or `ProxyResource`, and those that the kit makes itself."""
    parent = construct_of(prop(construct.props, "parent"))
    if parent is None:
        return
    part = "{proxy+}" if construct.kind.endswith("ProxyResource") else text_of(prop(construct.props, "pathPart"))
    construct.memory["api"] = parent.memory.get("api", Node.absent(construct.span))
    api = construct_of(construct.memory["api"])
    construct.main = resource = construct.add("AWS::ApiGateway::Resource", construct.span)
    if api is not None:
        resource.set("RestApiId", api.ref(construct.span))
    resource.set("ParentId", _resource_id(parent, construct.span))
    resource.set("PathPart", scalar(part, construct.span))
    if construct.kind.endswith("ProxyResource") and node_of(prop(construct.props, "anyMethod")).value is not False:
        add_method(construct, "ANY", Node.absent(construct.span), construct.props, construct.span)


def _imported_resource(construct: Construct) -> None:
    """`Resource.fromResourceAttributes(this, id, {restApi, resourceId, path})`."""
    construct.memory["api"] = prop(construct.props, "restApi")


def preflight(place: Construct, span: Span) -> None:
    """Answer preflight requests where the defaults of the API say so."""
    options = place.memory.get("defaultCorsPreflightOptions")
    if isinstance(options, Record):
        _add_cors(place, options, span)


def _add_cors_call(place: Construct, call: Call) -> Value:
    _add_cors(place, call.props, call.span)
    return Node.absent(call.span)


def _add_cors(place: Construct, options: Record, span: Span) -> None:
    where = prop(options, "allowOrigins").span
    prefix = "method.response.header.Access-Control-Allow-"
    origins = ["*" if name in ("ALL_ORIGINS", "*") else name for name in texts(prop(options, "allowOrigins"))]
    parameters: dict[str, Value] = {f"{prefix}Origin": scalar(f"'{','.join(origins)}'", where)}
    for key, header in (("allowMethods", "Methods"), ("allowHeaders", "Headers")):
        names = ["*" if name.startswith("ALL_") else name for name in texts(prop(options, key))]
        if names:
            parameters[prefix + header] = scalar(f"'{','.join(names)}'", where)
    if is_true(prop(options, "allowCredentials")):
        parameters[f"{prefix}Credentials"] = scalar("'true'", where)
    response = record({"StatusCode": scalar("204", where), "ResponseParameters": record(parameters, where)}, where)
    made = record({"Type": scalar("MOCK", where), "IntegrationResponses": Array([response], where)}, where)
    new_method(place, "OPTIONS", made, Record({}, {}, span), span, open_to_all=True)


def _add_method_call(place: Construct, call: Call) -> Value:
    options = call.get(2, "options")
    props = (
        options if isinstance(options, Record) else call.props if call.arguments.keywords else Record({}, {}, call.span)
    )
    method = member_name(call.get(0, "httpMethod"))
    return add_method(place, method, call.get(1, "integration", "target"), props, call.span)


def add_method(place: Construct, method: str, target: Value, options: Record, span: Span) -> Value:
    """A method with its integration, else with the default one of its resource."""
    if not given(target):
        target = place.memory.get("defaultIntegration", target)
    return new_method(place, method, integration(target, span), options, span)


def new_method(
    place: Construct, method: str, made: Value, options: Record, span: Span, *, open_to_all: bool = False
) -> Construct:
    """A method whose integration is ready. `open_to_all`: no default asks who calls it."""
    construct = place.child("apigateway.MethodOf", safe_id(method), {}, span)
    construct.main = resource = construct.add("AWS::ApiGateway::Method", span)
    api = construct_of(place.memory.get("api", Node.absent(span)))
    if api is not None:
        resource.set("RestApiId", api.ref(span))
    resource.set("ResourceId", _resource_id(place, span))
    resource.set("HttpMethod", scalar(method, span))
    resource.set("Integration", made)
    if not open_to_all:
        _authorize(construct, options, place.memory.get("defaultMethodOptions", Node.absent(span)))
    return construct


def _authorize(construct: Construct, options: Record, defaults: Value) -> None:
    resource, span = construct.main, construct.span
    assert resource is not None

    def option(name: str) -> Value:
        own = prop(options, name)
        return own if given(own) or not isinstance(defaults, Record) else prop(defaults, name)

    authorizer, type = option("authorizer"), option("authorizationType")
    written = member_name(type) if given(type) else ""
    kind = {"IAM": "AWS_IAM", "COGNITO": "COGNITO_USER_POOLS"}.get(written, written)
    declared = construct_of(authorizer)
    if given(authorizer) and kind != "NONE":
        if declared is not None:
            resource.set("AuthorizerId", declared.ref(span))
            kind = "COGNITO_USER_POOLS" if "Cognito" in declared.kind else "CUSTOM"
        else:
            id = prop(authorizer, "authorizerId") if isinstance(authorizer, Record) else authorizer
            resource.set("AuthorizerId", node_of(id))
            kind = kind or "CUSTOM"
    resource.set("AuthorizationType", scalar(kind or "NONE", type.span if given(type) else span))
    if given(option("apiKeyRequired")):
        resource.set("ApiKeyRequired", option("apiKeyRequired"))
    scopes = option("authorizationScopes")
    if given(scopes):
        resource.set("AuthorizationScopes", scopes)
    if given(option("requestValidator")) or given(option("requestValidatorOptions")):
        resource.set("RequestValidatorId", scalar("${?}", span))


def _method_construct(construct: Construct) -> None:
    """`new apigateway.Method(this, id, {resource, httpMethod, integration, options})`."""
    place = construct_of(prop(construct.props, "resource"))
    options = prop(construct.props, "options")
    if place is not None:
        method = member_name(prop(construct.props, "httpMethod"))
        settings = options if isinstance(options, Record) else Record({}, {}, construct.span)
        add_method(place, method, prop(construct.props, "integration"), settings, construct.span)


def declared_elsewhere(construct: Construct) -> None:
    """Its resource is declared where it is made."""


def nothing(construct: Construct, call: Call) -> Value:
    """A method of the kit that changes nothing that is read."""
    return Node.absent(call.span)


_PLACE = {
    "addResource": _add_resource,
    "addMethod": _add_method_call,
    "addProxy": _add_proxy,
    "addCorsPreflight": _add_cors_call,
    "resourceForPath": _resource_for_path,
    "getResource": _get_resource,
}


KINDS: dict[str, Kind] = {
    "apigateway.Resource": Kind(build=_own_resource, imported=_imported_resource, methods=dict(_PLACE)),
    "apigateway.ProxyResource": Kind(build=_own_resource, methods=dict(_PLACE)),
    "apigateway.Method": Kind(build=_method_construct),
    "apigateway.MethodOf": Kind(build=declared_elsewhere, methods={"addMethodResponse": nothing}),
}
