"""REST APIs, their stages, keys and usage plans."""

from __future__ import annotations

from posixpath import dirname, relpath

from goatherd.frontends.cdk.constructs import statements
from goatherd.frontends.cdk.constructs.integrations import service_integration
from goatherd.frontends.cdk.constructs.rest_resources import (
    DEFAULTS,
    ROOT_ID,
    add_method,
    declared_elsewhere,
    new_method,
    new_resource,
    nothing,
    preflight,
)
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

# --- APIs ---


def _rest_api(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = api = construct.add("AWS::ApiGateway::RestApi", span)
    api.set("Name", prop(props, "restApiName"))
    _endpoint_types(construct)
    policy = prop(props, "policy")
    if given(policy):
        api.set("Policy", statements.document(policy, span))
    if given(prop(props, "disableExecuteApiEndpoint")):
        api.set("DisableExecuteApiEndpoint", prop(props, "disableExecuteApiEndpoint"))
    _stage(construct)
    root = new_resource(construct, None, "", span)
    root.memory.update({key: value for key in DEFAULTS if given(value := prop(props, key))})
    construct.memory["root"] = root
    construct.memory[ROOT_ID] = api.reference(span, "RootResourceId")
    construct.memory["url"] = scalar("https://${?}.execute-api.${AWS-Region}.amazonaws.com/${?}/", span)
    preflight(root, span)


def _imported_api(construct: Construct) -> None:
    """What is added to it is declared here; who may call that, only the API's own policy could narrow."""
    construct.memory["root"] = new_resource(construct, None, "", construct.span)
    construct.memory[ROOT_ID] = prop(construct.props, "rootResourceId")


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
        proxy = new_resource(construct, root, "{proxy+}", construct.span)
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
        new_method(root, "ANY", made, Record({}, {}, construct.span), construct.span)


# --- keys and plans ---


def _usage_plan(construct: Construct) -> None:
    construct.main = plan = construct.add("AWS::ApiGateway::UsagePlan", construct.span)
    if given(prop(construct.props, "throttle")):
        plan.set("Throttle", capitalised(prop(construct.props, "throttle")))
    if given(prop(construct.props, "quota")):
        plan.set("Quota", capitalised(prop(construct.props, "quota")))
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


_API = {
    "addUsagePlan": _add_usage_plan,
    "addApiKey": _add_api_key,
    "addModel": nothing,
    "addGatewayResponse": nothing,
    "addDomainName": nothing,
    "addRequestValidator": nothing,
}

KINDS: dict[str, Kind] = {
    "apigateway.RestApi": Kind(build=_rest_api, imported=_imported_api, methods=dict(_API)),
    "apigateway.LambdaRestApi": Kind(build=_lambda_api, imported=_imported_api, methods=dict(_API)),
    "apigateway.SpecRestApi": Kind(build=_spec_api, imported=_imported_api, methods=dict(_API)),
    "apigateway.StepFunctionsRestApi": Kind(build=_workflow_api, imported=_imported_api, methods=dict(_API)),
    "apigateway.StageOf": Kind(build=declared_elsewhere),
    "apigateway.UsagePlan": Kind(build=_usage_plan, methods={"addApiStage": _add_api_stage, "addApiKey": nothing}),
    "apigateway.ApiKey": Kind(build=_api_key),
    "apigateway.RequestValidator": Kind(build=declared_elsewhere),
    "apigateway.Model": Kind(build=declared_elsewhere),
    "apigateway.GatewayResponse": Kind(build=declared_elsewhere),
    "apigateway.Deployment": Kind(build=_deployment),
    "apigateway.Stage": Kind(build=_own_stage),
    "apigateway.DomainName": Kind(build=declared_elsewhere, methods={"addBasePathMapping": nothing}),
    "apigateway.BasePathMapping": Kind(build=declared_elsewhere),
}
