"""REST APIs: resources, methods, integrations, authorizers, stages."""

from __future__ import annotations

from posixpath import dirname, relpath

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.integrations import integration, service_integration
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Resource,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    items,
    known_text,
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
    tree_path,
)
from goatherd.frontends.cdk.properties import capitalised

_DEFAULTS = ("defaultIntegration", "defaultMethodOptions", "defaultCorsPreflightOptions")
_MAX_PARTS = 30


# --- APIs ---


def _rest_api(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = api = construct.add("AWS::ApiGateway::RestApi", span)
    api.set("Name", prop(props, "restApiName"))
    _endpoint_types(construct)
    policy = prop(props, "policy")
    if given(policy):
        api.set("Policy", permissions.document(policy, span))
    if given(prop(props, "disableExecuteApiEndpoint")):
        api.set("DisableExecuteApiEndpoint", prop(props, "disableExecuteApiEndpoint"))
    _stage(construct)
    root = _place(construct, None, "", span)
    root.memory.update({key: value for key in _DEFAULTS if given(value := prop(props, key))})
    construct.memory["root"] = root
    construct.memory["url"] = scalar("https://${?}.execute-api.${AWS-Region}.amazonaws.com/${?}/", span)
    _preflight(root, span)


def _endpoint_types(construct: Construct) -> None:
    written = prop(construct.props, "endpointTypes")
    configuration = prop(construct.props, "endpointConfiguration")
    types = (
        written if given(written) else prop(configuration, "types") if isinstance(configuration, Record) else written
    )
    if given(types) and construct.main is not None:
        construct.main.set("EndpointConfiguration", record({"Types": sequence(texts(types), types.span)}, types.span))


def _stage(construct: Construct) -> None:
    props, span = construct.props, construct.span
    if node_of(prop(props, "deploy")).value is False:
        return
    options = prop(props, "deployOptions")
    where = options.span if given(options) else span
    settings = options if isinstance(options, Record) else Record({}, {}, where)
    name = known_text(prop(settings, "stageName")) or "prod"
    stage = construct.add("AWS::ApiGateway::Stage", where, f"DeploymentStage-{safe_id(name)}")
    stage.set("RestApiId", construct.ref(span))
    stage.set("StageName", scalar(name, where))
    _stage_settings(stage, settings, where)
    construct.memory["deploymentStage"] = construct.child("apigateway.StageOf", "DeploymentStage", {}, span)
    stage_construct = construct_of(construct.memory["deploymentStage"])
    if stage_construct is not None:
        stage_construct.main = stage


def _stage_settings(stage: Resource, settings: Record, where: Span) -> None:
    stage.set("TracingEnabled", node_of(prop(settings, "tracingEnabled")))
    destination = prop(settings, "accessLogDestination")
    if given(destination):
        arn = Node.opaque("a log group", destination.span)
        stage.set("AccessLogSetting", record({"DestinationArn": arn}, destination.span))
    methods = [record(_method_settings(settings), where)]
    own = prop(settings, "methodOptions")
    for path, options in own.entries.items() if isinstance(own, Record) else ():
        if isinstance(options, Record):
            place, _, verb = path.rpartition("/")
            names = {"ResourcePath": scalar(place, options.span), "HttpMethod": scalar(verb, options.span)}
            methods.append(record({**names, **_method_settings(options)}, options.span))
    if any(entry.entries for entry in methods):
        stage.set("MethodSettings", Array([entry for entry in methods if entry.entries], where))


def _method_settings(settings: Record) -> dict[str, Value]:
    method: dict[str, Value] = {
        "ThrottlingRateLimit": prop(settings, "throttlingRateLimit"),
        "ThrottlingBurstLimit": prop(settings, "throttlingBurstLimit"),
        "DataTraceEnabled": prop(settings, "dataTraceEnabled"),
        "CacheDataEncrypted": prop(settings, "cacheDataEncrypted"),
    }
    level = prop(settings, "loggingLevel")
    if given(level):
        method["LoggingLevel"] = scalar(member_name(level), level.span)
    return method


def _deployment(construct: Construct) -> None:
    """A deployment declares nothing that is read, but stages say which API they belong to by it."""
    construct.memory["api"] = prop(construct.props, "api")


def _own_stage(construct: Construct) -> None:
    """`new apigateway.Stage(this, id, {deployment, stageName, …})`, of an API with `deploy: false`."""
    deployment = construct_of(prop(construct.props, "deployment"))
    api = construct_of(deployment.memory["api"]) if deployment is not None and "api" in deployment.memory else None
    stage = construct.main = construct.add("AWS::ApiGateway::Stage", construct.span)
    if api is not None:
        stage.set("RestApiId", api.ref(construct.span))
    name = prop(construct.props, "stageName")
    stage.set("StageName", name if given(name) else scalar("prod", construct.span))
    _stage_settings(stage, construct.props, construct.span)


def _lambda_api(construct: Construct) -> None:
    _rest_api(construct)
    root = construct_of(construct.memory.get("root", Node.absent(construct.span)))
    handler = prop(construct.props, "handler")
    options = prop(construct.props, "integrationOptions")
    if root is None:
        return
    integration = Thing(
        construct.program,
        "apigateway.LambdaIntegration",
        Call.of(construct.arguments).arguments,
        options if isinstance(options, Record) else Record({}, {}, construct.span),
        construct.span,
        {"handler": handler},
    )
    root.memory["defaultIntegration"] = integration
    if node_of(prop(construct.props, "proxy")).value is not False:
        add_method(root, "ANY", integration, Record({}, {}, construct.span), construct.span)
        proxy = _place(construct, root, "{proxy+}", construct.span)
        add_method(proxy, "ANY", integration, Record({}, {}, construct.span), construct.span)


def _spec_api(construct: Construct) -> None:
    _rest_api(construct)
    api = construct.main
    definition = thing_of(prop(construct.props, "apiDefinition"))
    if api is None or definition is None:
        return
    argument = definition.argument(0)
    if definition.kind.endswith("fromInline"):
        api.set("Body", argument)
        return
    text = known_text(argument)
    path = tree_path(text, construct.program.folder) if text else None
    if path is not None and construct.unit is not None:
        relative = relpath(f"/{path}", f"/{dirname(construct.unit.path)}")
        api.set("BodyS3Location", scalar(relative, argument.span))
    else:
        api.set("Body", Node.opaque("where the definition is cannot be known", definition.span))


def _workflow_api(construct: Construct) -> None:
    """StepFunctionsRestApi: every method starts the state machine."""
    _rest_api(construct)
    root = construct_of(construct.memory.get("root", Node.absent(construct.span)))
    if root is not None:
        machine = construct_of(prop(construct.props, "stateMachine"))
        uri = "arn:aws:apigateway:${AWS-Region}:states:action/StartSyncExecution"
        made = service_integration(uri, [machine.arn(construct.span)] if machine else [], construct.span)
        _method(root, "ANY", made, Record({}, {}, construct.span), construct.span)


# --- resources ---


def _place(api: Construct, parent: Construct | None, part: str, span: Span) -> Construct:
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
    for key in _DEFAULTS:
        if key in parent.memory:
            place.memory[key] = parent.memory[key]
    place.memory["parentResource"] = parent
    return place


def _resource_id(place: Construct, span: Span) -> Node:
    if place.main is not None:
        return place.main.reference(span)
    api = construct_of(place.memory.get("api", Node.absent(span)))
    if api is None or api.main is None:
        return Node.opaque("the API is declared elsewhere", span)
    return api.main.reference(span, "RootResourceId")


def _add_resource(place: Construct, call: Call) -> Value:
    part = text_of(call.get(0, "pathPart"))
    known = place.memory.get(f"*{part}")
    if known is not None:
        return known
    api = construct_of(place.memory.get("api", Node.absent(call.span)))
    if api is None:
        return Node.opaque("the API is declared elsewhere", call.span)
    made = _place(api, place, part, call.span)
    made.memory.update({key: value for key in _DEFAULTS if given(value := prop(call.props, key))})
    place.memory[f"*{part}"] = made
    _preflight(made, call.span)
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


def _preflight(place: Construct, span: Span) -> None:
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
    _method(place, "OPTIONS", made, Record({}, {}, span), span, open_to_all=True)


# --- methods ---


def _add_method_call(place: Construct, call: Call) -> Value:
    options = call.get(2, "options")
    props = (
        options if isinstance(options, Record) else call.props if call.arguments.keywords else Record({}, {}, call.span)
    )
    method = member_name(call.get(0, "httpMethod"))
    return add_method(place, method, call.get(1, "integration", "target"), props, call.span)


def add_method(place: Construct, method: str, target: Value, options: Record, span: Span) -> Value:
    if not given(target):
        target = place.memory.get("defaultIntegration", target)
    return _method(place, method, integration(target, span), options, span)


def _method(
    place: Construct, method: str, made: Value, options: Record, span: Span, *, open_to_all: bool = False
) -> Construct:
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


# --- keys and plans ---


def _usage_plan(construct: Construct) -> None:
    construct.main = plan = construct.add("AWS::ApiGateway::UsagePlan", construct.span)
    if given(prop(construct.props, "throttle")):
        plan.set("Throttle", capitalised(prop(construct.props, "throttle")))
    for stage in items(prop(construct.props, "apiStages")):
        _plan_stage(construct, stage)


def _plan_stage(plan: Construct, stage: Value) -> None:
    api = construct_of(prop(stage, "api")) if isinstance(stage, Record) else None
    if plan.main is not None and api is not None:
        plan.main.list("ApiStages").items.append(record({"ApiId": api.ref(stage.span)}, stage.span))


def _add_api_stage(plan: Construct, call: Call) -> Value:
    _plan_stage(plan, call.props)
    return Node.absent(call.span)


def _add_usage_plan(api: Construct, call: Call) -> Value:
    return api.child("apigateway.UsagePlan", safe_id(text_of(call.get(0, "id"))), dict(call.props.entries), call.span)


def _add_api_key(api: Construct, call: Call) -> Value:
    return api.child("apigateway.ApiKey", safe_id(text_of(call.get(0, "id"))), dict(call.props.entries), call.span)


def _api_key(construct: Construct) -> None:
    construct.main = key = construct.add("AWS::ApiGateway::ApiKey", construct.span)
    key.set("Value", prop(construct.props, "value"))


def _none(construct: Construct) -> None:
    """Its resource is declared where it is made."""


def _nothing(construct: Construct, call: Call) -> Value:
    return Node.absent(call.span)


_PLACE = {
    "addResource": _add_resource,
    "addMethod": _add_method_call,
    "addProxy": _add_proxy,
    "addCorsPreflight": _add_cors_call,
    "resourceForPath": _resource_for_path,
    "getResource": _get_resource,
}
_API = {
    "addUsagePlan": _add_usage_plan,
    "addApiKey": _add_api_key,
    "addModel": _nothing,
    "addGatewayResponse": _nothing,
    "addDomainName": _nothing,
    "addRequestValidator": _nothing,
}

KINDS: dict[str, Kind] = {
    "apigateway.RestApi": Kind(build=_rest_api, methods=dict(_API)),
    "apigateway.LambdaRestApi": Kind(build=_lambda_api, methods=dict(_API)),
    "apigateway.SpecRestApi": Kind(build=_spec_api, methods=dict(_API)),
    "apigateway.StepFunctionsRestApi": Kind(build=_workflow_api, methods=dict(_API)),
    "apigateway.Resource": Kind(build=_own_resource, methods=dict(_PLACE)),
    "apigateway.ProxyResource": Kind(build=_own_resource, methods=dict(_PLACE)),
    "apigateway.Method": Kind(build=_method_construct),
    "apigateway.MethodOf": Kind(build=_none, methods={"addMethodResponse": _nothing}),
    "apigateway.StageOf": Kind(build=_none),
    "apigateway.UsagePlan": Kind(build=_usage_plan, methods={"addApiStage": _add_api_stage, "addApiKey": _nothing}),
    "apigateway.ApiKey": Kind(build=_api_key),
    "apigateway.RequestValidator": Kind(build=_none),
    "apigateway.Model": Kind(build=_none),
    "apigateway.GatewayResponse": Kind(build=_none),
    "apigateway.Deployment": Kind(build=_deployment),
    "apigateway.Stage": Kind(build=_own_stage),
    "apigateway.DomainName": Kind(build=_none, methods={"addBasePathMapping": _nothing}),
    "apigateway.BasePathMapping": Kind(build=_none),
}
