"""Functions of Lambda: those whose code is written down, bundled from an entry file, or an image; aliases, layers."""

from __future__ import annotations

from posixpath import basename, dirname, splitext

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.code import asset, entry_file, path_node, runtime, set_code
from goatherd.frontends.cdk.constructs.event_sources import add_event_source
from goatherd.frontends.cdk.constructs.http_api import cors_configuration
from goatherd.frontends.cdk.constructs.vocabulary import (
    Call,
    Construct,
    Kind,
    Kit,
    Node,
    Record,
    Resource,
    Span,
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
    seconds,
    text_of,
    thing_of,
)

FUNCTION = "AWS::Lambda::Function"
_BASIC = "service-role/AWSLambdaBasicExecutionRole"
_NETWORK = "service-role/AWSLambdaVPCAccessExecutionRole"
_DAYS = {
    "ONE_DAY": 1,
    "THREE_DAYS": 3,
    "FIVE_DAYS": 5,
    "ONE_WEEK": 7,
    "TWO_WEEKS": 14,
    "ONE_MONTH": 30,
    "TWO_MONTHS": 60,
    "THREE_MONTHS": 90,
    "FOUR_MONTHS": 120,
    "FIVE_MONTHS": 150,
    "SIX_MONTHS": 180,
    "ONE_YEAR": 365,
    "THIRTEEN_MONTHS": 400,
    "EIGHTEEN_MONTHS": 545,
    "TWO_YEARS": 731,
    "THREE_YEARS": 1096,
    "FIVE_YEARS": 1827,
    "SIX_YEARS": 2192,
    "SEVEN_YEARS": 2557,
    "EIGHT_YEARS": 2922,
    "NINE_YEARS": 3288,
    "TEN_YEARS": 3653,
}


def retention_days(value: Value) -> Node:
    name = member_name(value)
    if name == "INFINITE":
        return Node.absent(value.span)
    if name in _DAYS:
        return scalar(_DAYS[name], value.span)
    node = node_of(value)
    return node if node.kind == "scalar" else Node.opaque("how long logs are kept is not known", value.span)


# --- the function itself ---


def _function(construct: Construct) -> None:
    _declare(construct)
    code = prop(construct.props, "code")
    set_code(construct, code)
    _set(construct, "Handler", node_of(prop(construct.props, "handler")))
    _set(construct, "Runtime", runtime(prop(construct.props, "runtime")))


def _nodejs(construct: Construct) -> None:
    _declare(construct)
    props, span = construct.props, construct.span
    handler = known_text(prop(props, "handler")) or "handler"
    entry = entry_file(construct)
    where = prop(props, "entry")
    if entry is not None:
        _set(construct, "Code", path_node(construct, dirname(entry), where.span if given(where) else span))
        stem = splitext(basename(entry))[0]
        text = handler if handler.startswith(f"{stem}.") else f"{stem}.{handler.rpartition('.')[2]}"
    else:
        text = handler if "." in handler else f"index.{handler}"
        if given(prop(props, "code")):
            set_code(construct, prop(props, "code"))
    named = prop(props, "handler")
    _set(construct, "Handler", scalar(text, named.span if given(named) else span))
    written = prop(props, "runtime")
    _set(construct, "Runtime", runtime(written) if given(written) else scalar("nodejs20.x", span))


def _python(construct: Construct) -> None:
    _declare(construct)
    props = construct.props
    _set(construct, "Code", asset(construct, prop(props, "entry")))
    index = known_text(prop(props, "index")) or "index.py"
    handler = known_text(prop(props, "handler")) or "handler"
    module = splitext(index)[0]
    _set(construct, "Handler", scalar(handler if "." in handler else f"{module}.{handler}", construct.span))
    _set(construct, "Runtime", runtime(prop(props, "runtime")))


def _go(construct: Construct) -> None:
    _declare(construct)
    _set(construct, "Code", asset(construct, prop(construct.props, "entry")))
    _set(construct, "Handler", scalar("bootstrap", construct.span))
    _set(construct, "Runtime", scalar("provided.al2", construct.span))


def _image(construct: Construct) -> None:
    _declare(construct)
    _set(construct, "PackageType", scalar("Image", construct.span))
    set_code(construct, prop(construct.props, "code"))


def _edge(construct: Construct) -> None:
    _function(construct)


def _declare(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = function = construct.add(FUNCTION, span)
    written = prop(props, "role")
    role = construct_of(written)
    construct.memory["role"] = written if given(written) else _own_role(construct)
    if role is not None or not given(written):
        holder = construct_of(construct.memory["role"])
        function.set("Role", holder.arn(written.span) if holder is not None else node_of(written))
    else:
        function.set("Role", node_of(written))
    function.set("FunctionName", prop(props, "functionName"))
    function.set("Timeout", seconds(prop(props, "timeout")))
    function.set("MemorySize", node_of(prop(props, "memorySize")))
    function.set("ReservedConcurrentExecutions", node_of(prop(props, "reservedConcurrentExecutions")))
    _environment(construct)
    _settings(construct)
    for policy in items(prop(props, "initialPolicy")):
        permissions.allow(construct, permissions.statement(policy), policy.span)
    for source in items(prop(props, "events")):
        add_event_source(construct, source, source.span)
    _log_retention(construct)


def _own_role(construct: Construct) -> Construct:
    policies = [_BASIC, *([_NETWORK] if given(prop(construct.props, "vpc")) else [])]
    return permissions.make_role(construct, "ServiceRole", "lambda.amazonaws.com", *policies)


def _environment(construct: Construct) -> None:
    assert construct.main is not None
    variables = Record({}, {}, construct.span)
    written = prop(construct.props, "environment")
    if isinstance(written, Record):
        variables.entries.update(written.entries)
        variables.key_spans.update(written.key_spans)
        variables.span = written.span
    construct.memory["*environment"] = variables
    construct.main.set("Environment", Record({"Variables": variables}, {}, variables.span))


def _settings(construct: Construct) -> None:
    function, props, span = construct.main, construct.props, construct.span
    assert function is not None
    tracing = prop(props, "tracing")
    if given(tracing):
        mode = "Active" if member_name(tracing) == "ACTIVE" else "PassThrough"
        function.set("TracingConfig", record({"Mode": scalar(mode, tracing.span)}, tracing.span))
        if mode == "Active":
            actions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
            permissions.allow(construct, permissions.simple_statement(actions, [scalar("*", span)], span), span)
    layers = items(prop(props, "layers"))
    for layer in layers:
        function.list("Layers").items.append(node_of(layer))
    queue = construct_of(prop(props, "deadLetterQueue"))
    if queue is not None or is_true(prop(props, "deadLetterQueueEnabled")):
        queue = queue or construct.child("sqs.Queue", "DeadLetterQueue", {}, span)
        function.set("DeadLetterConfig", record({"TargetArn": queue.arn(span)}, span))
        permissions.allow(construct, permissions.simple_statement(["sqs:SendMessage"], [queue.arn(span)], span), span)
    _network(function, prop(props, "vpc"), span)
    key = construct_of(prop(props, "environmentEncryption"))
    if key is not None:
        function.set("KmsKeyArn", key.arn(span))
    if given(prop(props, "codeSigningConfig")):
        function.set("CodeSigningConfigArn", Node.opaque("it is declared in the program", span))
    group = construct_of(prop(props, "logGroup"))
    if group is not None:
        function.set("LoggingConfig", record({"LogGroup": group.ref(span)}, span))
    _destinations(construct, props, span)


def _network(function: Resource, vpc: Value, span: Span) -> None:
    """A network that is declared or looked up is there, whichever its subnets are; what is passed in may be none."""
    if not given(vpc):
        return
    subnets = Node.opaque("the subnets are chosen when the app is synthesized", span)
    if construct_of(vpc) is not None:
        subnets = Node.sequence((subnets,), span)
    function.set("VpcConfig", record({"SubnetIds": subnets}, vpc.span))


def _destinations(construct: Construct, props: Record, span: Span) -> None:
    for key, name in (("onFailure", "OnFailure"), ("onSuccess", "OnSuccess")):
        thing = thing_of(prop(props, key))
        target = construct_of(thing.argument(0)) if thing is not None else None
        if target is None:
            continue
        config = construct.memory.get("*invoke")
        if not isinstance(config, Record):
            resource = construct.add("AWS::Lambda::EventInvokeConfig", span, "EventInvokeConfig")
            resource.set("FunctionName", construct.ref(span))
            config = construct.memory["*invoke"] = resource.mapping("DestinationConfig")
        config.entries[name] = record({"Destination": target.arn(span)}, span)


def _log_retention(construct: Construct) -> None:
    retention = prop(construct.props, "logRetention")
    if given(retention) and construct.main is not None:
        group = construct.add("AWS::Logs::LogGroup", retention.span, "LogRetention")
        group.set("LogGroupName", scalar(f"/aws/lambda/{construct.main.text()}", retention.span))
        group.set("RetentionInDays", retention_days(retention))


def _set(construct: Construct, key: str, value: Value) -> None:
    if construct.main is not None:
        construct.main.set(key, value)


# --- what is done to functions ---


def _add_environment(construct: Construct, call: Call) -> Value:
    variables = construct.memory.get("*environment")
    key = known_text(call.get(0, "key"))
    if isinstance(variables, Record) and key:
        variables.entries[key] = call.get(1, "value")
        variables.key_spans[key] = call.span
    return construct


def _add_event_source(construct: Construct, call: Call) -> Value:
    add_event_source(construct, call.get(0, "source"), call.span)
    return Node.absent(call.span)


def _add_url(construct: Construct, call: Call) -> Value:
    url = construct.child("lambda.FunctionUrl", "FunctionUrl", dict(call.props.entries), call.span)
    if url.main is not None:
        url.main.set("TargetFunctionArn", construct.ref(call.span))
    return url


def _url(construct: Construct) -> None:
    construct.main = url = construct.add("AWS::Lambda::Url", construct.span)
    props = construct.props
    function = construct_of(prop(props, "function"))
    if function is not None:
        url.set("TargetFunctionArn", function.ref(construct.span))
    kind = prop(props, "authType")
    signed = not given(kind) or member_name(kind) == "AWS_IAM"
    url.set(
        "AuthType", scalar("AWS_IAM" if signed else member_name(kind), kind.span if given(kind) else construct.span)
    )
    if given(prop(props, "invokeMode")):
        url.set("InvokeMode", scalar(member_name(prop(props, "invokeMode")), construct.span))
    cors = prop(props, "cors")
    if isinstance(cors, Record):
        url.set("Cors", cors_configuration(cors))


def _grant_invoke(construct: Construct, call: Call) -> Value:
    grantee = call.get(0, "grantee")
    thing = thing_of(grantee)
    span = call.span
    if thing is not None and thing.kind.startswith("iam."):
        permit(construct, text_of(permissions.principal([grantee], span)), grantee, span)
        return Node.opaque("it is a grant", span)
    arn = text_of(construct.arn(span))
    resources = [scalar(arn, span), scalar(f"{arn}:*", span)]
    permissions.allow(grantee, permissions.simple_statement(["lambda:InvokeFunction"], resources, span), span)
    return Node.opaque("it is a grant", span)


def permit(construct: Construct, id: str, principal: Value, span: Span) -> Resource:
    permission = construct.add("AWS::Lambda::Permission", span, safe_id(id))
    permission.set("Action", scalar("lambda:InvokeFunction", span))
    permission.set("FunctionName", construct.ref(span))
    thing = thing_of(principal)
    permission.set("Principal", node_of(thing.argument(0, "service")) if thing is not None else node_of(principal))
    return permission


def _add_permission(construct: Construct, call: Call) -> Value:
    principal = prop(call.props, "principal")
    permission = permit(construct, text_of(call.get(0, "id")), principal, call.span)
    for key, name in (
        ("action", "Action"),
        ("sourceArn", "SourceArn"),
        ("sourceAccount", "SourceAccount"),
        ("organizationId", "PrincipalOrgID"),
    ):
        if given(prop(call.props, key)):
            permission.set(name, node_of(prop(call.props, key)))
    if given(prop(call.props, "functionUrlAuthType")):
        kind = prop(call.props, "functionUrlAuthType")
        permission.set("FunctionUrlAuthType", scalar(member_name(kind), kind.span))
    return Node.absent(call.span)


def _invoke_config(construct: Construct) -> None:
    function = construct_of(prop(construct.props, "function"))
    if function is not None:
        _destinations(function, construct.props, construct.span)


def _alias(construct: Construct) -> None:
    construct.main = alias = construct.add("AWS::Lambda::Alias", construct.span)
    function = version_or_function(prop(construct.props, "version"))
    if function is not None:
        alias.set("FunctionName", function.ref(construct.span))
        construct.memory["role"] = function
    alias.set("Name", prop(construct.props, "aliasName"))


def version_or_function(value: Value) -> Construct | None:
    construct = construct_of(value)
    if construct is not None and "lambda" in construct.memory:
        return construct_of(construct.memory["lambda"])
    return construct


def _add_alias(construct: Construct, call: Call) -> Value:
    id = f"Alias{safe_id(text_of(call.get(0)))}"
    return construct.child("lambda.Alias", id, {"version": construct}, call.span)


def _itself(construct: Construct, span: Span) -> Value:
    return construct


def _configure_async(construct: Construct, call: Call) -> Value:
    _destinations(construct, call.props, call.span)
    return Node.absent(call.span)


def _mapping(construct: Construct, call: Call) -> Value:
    props = dict(call.props.entries)
    props["target"] = construct
    return construct.child("lambda.EventSourceMapping", safe_id(text_of(call.get(0, "id"))), props, call.span)


def _layer(construct: Construct) -> None:
    construct.main = layer = construct.add("AWS::Lambda::LayerVersion", construct.span)
    code = thing_of(prop(construct.props, "code"))
    path = code.argument(0, "path") if code is not None else prop(construct.props, "entry")
    if given(path):
        layer.set("Content", asset(construct, path))
    layer.set("LayerName", prop(construct.props, "layerVersionName"))
    construct.memory["layerVersionArn"] = layer.reference(construct.span)


def _imported_function(program: Kit, call: Call) -> Value:
    return Node.opaque("the function is declared elsewhere", call.span)


_INVOKED = {
    "addEnvironment": _add_environment,
    "addEventSource": _add_event_source,
    "addFunctionUrl": _add_url,
    "addToRolePolicy": permissions.add_to_policy,
    "grantInvoke": _grant_invoke,
    "grantInvokeUrl": _grant_invoke,
    "addPermission": _add_permission,
    "addAlias": _add_alias,
    "configureAsyncInvoke": _configure_async,
    "addEventSourceMapping": _mapping,
}
_MEMBERS = {"currentVersion": _itself, "latestVersion": _itself, "lambda": _itself}


def _kind(build: object) -> Kind:
    return Kind(build=build, methods=dict(_INVOKED), members=dict(_MEMBERS))  # type: ignore[arg-type]


KINDS: dict[str, Kind] = {
    "lambda.Function": _kind(_function),
    "lambda.SingletonFunction": _kind(_function),
    "triggers.TriggerFunction": _kind(_function),
    "lambda.DockerImageFunction": _kind(_image),
    "lambda_nodejs.NodejsFunction": _kind(_nodejs),
    "lambda_python.PythonFunction": _kind(_python),
    "lambda_go.GoFunction": _kind(_go),
    "cloudfront.experimental.EdgeFunction": _kind(_edge),
    "lambda.Alias": _kind(_alias),
    "lambda.Version": Kind(build=_alias),
    "lambda.EventInvokeConfig": Kind(build=_invoke_config),
    "lambda.FunctionUrl": Kind(build=_url),
    "lambda.LayerVersion": Kind(build=_layer),
    "lambda_python.PythonLayerVersion": Kind(build=_layer),
}
