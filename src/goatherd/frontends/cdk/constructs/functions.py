"""Functions of Lambda: those whose code is written down, bundled from an entry file, or an image; aliases, layers."""

from __future__ import annotations

from posixpath import basename, dirname, splitext

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.code import asset, entry_file, path_node, runtime, set_code
from goatherd.frontends.cdk.constructs.event_sources import add_event_source
from goatherd.frontends.cdk.constructs.function_methods import destinations, invokable
from goatherd.frontends.cdk.constructs.log_retention import retention_days
from goatherd.frontends.cdk.constructs.vocabulary import (
    Construct,
    Kind,
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
    scalar,
    seconds,
    thing_of,
)

FUNCTION = "AWS::Lambda::Function"
_BASIC = "service-role/AWSLambdaBasicExecutionRole"
_OF_IMAGE = "FROM_IMAGE"
_NETWORK = "service-role/AWSLambdaVPCAccessExecutionRole"


def _function(construct: Construct) -> None:
    declare(construct)
    code = prop(construct.props, "code")
    set_code(construct, code)
    if member_name(prop(construct.props, "handler")) == _OF_IMAGE:
        return  # the image says what it runs
    _set(construct, "Handler", node_of(prop(construct.props, "handler")))
    _set(construct, "Runtime", runtime(prop(construct.props, "runtime")))


def _started_by_deployment(construct: Construct) -> None:
    _function(construct)
    if construct.main is not None:
        call = construct.add("Custom::Trigger", construct.span, "Trigger")
        call.set("HandlerArn", construct.arn(construct.span))


def _edge(construct: Construct) -> None:
    """CloudFront copies it to its places: the role is for those as well."""
    _function(construct)
    role = construct_of(construct.memory["role"])
    if role is not None and role.main is not None and not given(prop(construct.props, "role")):
        permissions.let_assume(role.main, "edgelambda.amazonaws.com", construct.span)


def _nodejs(construct: Construct) -> None:
    declare(construct)
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
    declare(construct)
    props = construct.props
    _set(construct, "Code", asset(construct, prop(props, "entry")))
    index = known_text(prop(props, "index")) or "index.py"
    handler = known_text(prop(props, "handler")) or "handler"
    module = splitext(index)[0]
    _set(construct, "Handler", scalar(handler if "." in handler else f"{module}.{handler}", construct.span))
    _set(construct, "Runtime", runtime(prop(props, "runtime")))


def _go(construct: Construct) -> None:
    declare(construct)
    _set(construct, "Code", asset(construct, prop(construct.props, "entry")))
    _set(construct, "Handler", scalar("bootstrap", construct.span))
    _set(construct, "Runtime", scalar("provided.al2", construct.span))


def _image(construct: Construct) -> None:
    declare(construct)
    _set(construct, "PackageType", scalar("Image", construct.span))
    set_code(construct, prop(construct.props, "code"))


def declare(construct: Construct) -> None:
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
        permissions.allow(construct, statements.statement(policy), policy.span)
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
            permissions.allow(construct, statements.simple_statement(actions, [scalar("*", span)], span), span)
    layers = items(prop(props, "layers"))
    for layer in layers:
        function.list("Layers").items.append(node_of(layer))
    queue = construct_of(prop(props, "deadLetterQueue"))
    if queue is not None or is_true(prop(props, "deadLetterQueueEnabled")):
        queue = queue or construct.child("sqs.Queue", "DeadLetterQueue", {}, span)
        function.set("DeadLetterConfig", record({"TargetArn": queue.arn(span)}, span))
        permissions.allow(construct, statements.simple_statement(["sqs:SendMessage"], [queue.arn(span)], span), span)
    _network(function, prop(props, "vpc"), span)
    key = construct_of(prop(props, "environmentEncryption"))
    if key is not None:
        function.set("KmsKeyArn", key.arn(span))
    if given(prop(props, "codeSigningConfig")):
        function.set("CodeSigningConfigArn", Node.opaque("it is declared in the program", span))
    group = construct_of(prop(props, "logGroup"))
    if group is not None:
        function.set("LoggingConfig", record({"LogGroup": group.ref(span)}, span))
    destinations(construct, props, span)


def _network(function: Resource, vpc: Value, span: Span) -> None:
    """A network that is declared or looked up is there, whichever its subnets are; what is passed in may be none."""
    if not given(vpc):
        return
    subnets = Node.opaque("the subnets are chosen when the app is synthesized", span)
    if construct_of(vpc) is not None:
        subnets = Node.sequence((subnets,), span)
    function.set("VpcConfig", record({"SubnetIds": subnets}, vpc.span))


def _log_retention(construct: Construct) -> None:
    retention = prop(construct.props, "logRetention")
    if given(retention) and construct.main is not None:
        group = construct.add("AWS::Logs::LogGroup", retention.span, "LogRetention")
        group.set("LogGroupName", scalar(f"/aws/lambda/{construct.main.text()}", retention.span))
        group.set("RetentionInDays", retention_days(retention))


def _set(construct: Construct, key: str, value: Value) -> None:
    if construct.main is not None:
        construct.main.set(key, value)


def _layer(construct: Construct) -> None:
    construct.main = layer = construct.add("AWS::Lambda::LayerVersion", construct.span)
    code = thing_of(prop(construct.props, "code"))
    path = code.argument(0, "path") if code is not None else prop(construct.props, "entry")
    if given(path):
        layer.set("Content", asset(construct, path))
    layer.set("LayerName", prop(construct.props, "layerVersionName"))
    construct.memory["layerVersionArn"] = layer.reference(construct.span)


KINDS: dict[str, Kind] = {
    "lambda.Function": invokable(_function),
    "lambda.SingletonFunction": invokable(_function),
    "triggers.TriggerFunction": invokable(_started_by_deployment),
    "lambda.DockerImageFunction": invokable(_image),
    "lambda_nodejs.NodejsFunction": invokable(_nodejs),
    "lambda_python.PythonFunction": invokable(_python),
    "lambda_go.GoFunction": invokable(_go),
    "cloudfront.experimental.EdgeFunction": invokable(_edge),
    "lambda.LayerVersion": Kind(build=_layer),
    "lambda_python.PythonLayerVersion": Kind(build=_layer),
}
