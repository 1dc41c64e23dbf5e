"""SST 2: functions, what they are bound to, and how its other constructs name them."""

from __future__ import annotations

import posixpath

from goatherd.core.finding import Diagnosis
from goatherd.frontends.cdk.constructs import functions, permissions, statements
from goatherd.frontends.cdk.constructs.code import path_node
from goatherd.frontends.cdk.constructs.function_methods import invokable
from goatherd.frontends.cdk.constructs.http_api import cors_configuration
from goatherd.frontends.cdk.constructs.vocabulary import (
    Arguments,
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
    items,
    known_text,
    node_of,
    scalar,
    text_of,
    thing_of,
)
from goatherd.frontends.programs.values import tree_path
from goatherd.frontends.sst.things import amount, prop, safe

_TIMEOUT, _MEMORY = 10, 1024
_BY_VERSION = "which version of Node.js is the default is decided by that of SST"
_COMPILED = ("go1.x", "go", "rust", "java", "container", "dotnet")
_LISTS = ("bind", "permissions", "layers")
# By construct: the actions that binding to it grants, and what is appended to its ARN for their resources.
_GRANTS = {
    "sst.Bucket": ("s3:*", ("", "/*")),
    "sst.Cognito": ("cognito-idp:*", ("",)),
    "sst.EventBus": ("events:*", ("",)),
    "sst.Function": ("lambda:*", ("",)),
    "sst.Job": ("lambda:*", ("",)),
    "sst.KinesisStream": ("kinesis:*", ("",)),
    "sst.Queue": ("sqs:*", ("",)),
    "sst.Table": ("dynamodb:*", ("", "/*")),
    "sst.Topic": ("sns:*", ("",)),
    "dynamodb.Table": ("dynamodb:*", ("", "/*")),
    "events.EventBus": ("events:*", ("",)),
    "kinesis.Stream": ("kinesis:*", ("",)),
    "lambda.Function": ("lambda:*", ("",)),
    "s3.Bucket": ("s3:*", ("", "/*")),
    "sns.Topic": ("sns:*", ("",)),
    "sqs.Queue": ("sqs:*", ("",)),
}
# What code reads of what it is bound to: `Table.Notes.tableName` is the variable SST_Table_tableName_Notes.
_NAMES = {
    "sst.Bucket": "bucketName",
    "sst.EventBus": "eventBusName",
    "sst.Function": "functionName",
    "sst.KinesisStream": "streamName",
    "sst.Queue": "queueUrl",
    "sst.Table": "tableName",
    "sst.Topic": "topicArn",
}
# Those that only give addresses.
_GRANT_NOTHING = ("sst.Api", "sst.ApiGatewayV1Api", "sst.AppSyncApi", "sst.Auth", "sst.StaticSite", "sst.NextjsSite")


def _function(construct: Construct) -> None:
    """As the kit makes it, of SST's own properties."""
    written = merged(*_defaults(construct), construct.props)
    span = construct.span
    construct.props = Record(
        {
            **{key: written.get(key) for key in ("functionName", "layers", "role", "vpc") if key in written.entries},
            "timeout": amount(written.get("timeout"), _TIMEOUT),
            "memorySize": amount(written.get("memorySize"), _MEMORY),
            "environment": written.get("environment"),
            "tracing": scalar("PASS_THROUGH" if known_text(written.get("tracing")) == "disabled" else "ACTIVE", span),
        },
        written.key_spans,
        span,
    )
    functions.declare(construct)
    _code(construct, written)
    bind(construct, written.get("bind"))
    attach(construct, written.get("permissions"))
    _url(construct, written.get("url"))


def _defaults(construct: Construct) -> list[Record]:
    """What the app and the stack give all of their functions."""
    holders = (construct.program.memory, construct.stack.memory if construct.stack is not None else {})
    found = [memory.get("*functions") for memory in holders]
    return [value for value in found if isinstance(value, Record)]


def merged(*layers: Record) -> Record:
    """Properties of functions from the most general to the most specific: variables and permissions add up."""
    made = Record({}, {}, layers[-1].span)
    for layer in layers:
        for key, value in layer.entries.items():
            held = made.entries.get(key)
            if key in _LISTS and isinstance(held, Array) and isinstance(value, Array):
                value = Array([*held.items, *value.items], value.span)
            elif key == "environment" and isinstance(held, Record) and isinstance(value, Record):
                value = Record({**held.entries, **value.entries}, {**held.key_spans, **value.key_spans}, value.span)
            made.entries[key] = value
            made.key_spans[key] = layer.key_spans.get(key, value.span)
        made.open = made.open or layer.open
    return made


def _code(construct: Construct, props: Record) -> None:
    function, span = construct.main, construct.span
    assert function is not None
    handler = prop(props, "handler")
    text = known_text(handler)
    written = prop(props, "runtime")
    runtime = known_text(written) or ""
    source = known_text(prop(props, "srcPath")) or "."
    place = tree_path(source, construct.program.folder)
    function.set("Code", path_node(construct, place or ".", handler.span if given(handler) else span))
    function.set("Handler", scalar(posixpath.normpath(text), handler.span) if text else node_of(handler))
    function.set("Runtime", scalar(runtime, written.span) if runtime else Node.opaque(_BY_VERSION, span))
    if runtime.startswith(_COMPILED):
        function.set("Handler", scalar("bootstrap", span))
        function.set("Runtime", scalar("provided.al2", written.span))


def _url(construct: Construct, url: Value) -> None:
    if not given(url) or (isinstance(url, Node) and url.value is False):
        return
    made = construct.add("AWS::Lambda::Url", url.span, "FunctionUrl")
    made.set("TargetFunctionArn", construct.ref(url.span))
    signed = isinstance(url, Record) and known_text(prop(url, "authorizer")) == "iam"
    made.set("AuthType", scalar("AWS_IAM" if signed else "NONE", url.span))
    cors = prop(url, "cors") if isinstance(url, Record) else Node.absent(url.span)
    if isinstance(cors, Record):
        made.set("Cors", cors_configuration(cors))
    construct.memory["url"] = made.reference(url.span, "FunctionUrl")


# --- permissions ---


def bind(function: Construct, bound: Value) -> None:
    """What `bind` lets a function do, and the names that it gives its code."""
    for each in items(bound):
        construct, thing = construct_of(each), thing_of(each)
        if construct is not None:
            _bind(function, construct, bound.span)
        elif thing is not None and thing.kind.startswith("sst.Config."):
            name = text_of(thing.argument(1))
            arn = f"arn:aws:ssm:${{AWS-Region}}:${{AWS-AccountId}}:parameter/sst/*/{name}/value"
            _allow(function, ["ssm:GetParameters"], [arn], bound.span)
        elif given(each):
            _unknown(function, "what it is bound to is not known", bound.span)


def _bind(function: Construct, bound: Construct, span: Span) -> None:
    if bound.kind in _GRANTS:
        _allow_all(function, bound, span)
        name = _NAMES.get(bound.kind)
        variables = function.memory.get("*environment")
        if name is not None and isinstance(variables, Record):
            key = f"SST_{bound.kind.removeprefix('sst.')}_{name}_{bound.path.rpartition('/')[2]}"
            variables.entries[key] = bound.ref(span)
            variables.key_spans[key] = span
    elif bound.kind == "sst.WebSocketApi":
        arn = f"arn:aws:execute-api:${{AWS-Region}}:${{AWS-AccountId}}:{text_of(bound.ref(span))}/*"
        _allow(function, ["execute-api:ManageConnections"], [arn], span)
    elif bound.kind not in _GRANT_NOTHING:
        _unknown(
            function, f"what binding to {bound.path} ({bound.kind.removeprefix('sst.')}) grants is not known", span
        )


def _allow_all(function: Construct, target: Construct, span: Span) -> None:
    action, tails = _GRANTS[target.kind]
    arn = text_of(target.arn(span))
    _allow(function, [action], [arn + tail for tail in tails], span)


def attach(function: Construct, written: Value) -> None:
    """`permissions`: "*", services, actions, constructs, statements, and pairs of a construct and a method of it."""
    if known_text(written) == "*":
        _allow(function, ["*"], ["*"], written.span)
        return
    for each in items(written):
        text, construct, thing = known_text(each), construct_of(each), thing_of(each)
        if text is not None:
            _allow(function, [text if ":" in text else f"{text}:*"], ["*"], each.span)
        elif construct is not None and construct.kind in _GRANTS:
            _allow_all(function, construct, written.span)
        elif thing is not None and thing.kind.startswith("iam.PolicyStatement"):
            permissions.allow(function, statements.statement(thing), thing.span)
        elif isinstance(each, Array) and len(each.items) == 2:
            _granted(function, each.items[0], text_of(each.items[1]), each.span)
        elif given(each):
            _unknown(function, "a permission that is not known", each.span)


def _granted(function: Construct, target: Value, method: str, span: Span) -> None:
    construct, machine = construct_of(target), function.program.machine
    if construct is None or machine is None:
        _unknown(function, "a permission that is not known", span)
        return
    machine.call(construct.member(machine, method, span), Arguments([function], {}, span))


def _allow(function: Construct, actions: list[str], resources: list[str], span: Span) -> None:
    on = [scalar(text, span) for text in resources]
    permissions.allow(function, statements.simple_statement(actions, on, span), span)


def _unknown(function: Construct, why: str, span: Span) -> None:
    permissions.allow(function, Node.opaque(why, span), span)


def on_all(holder: Construct) -> list[Construct]:
    """The functions that a construct has made or was given."""
    found = holder.memory.get("*all")
    return [each for item in items(found) if (each := construct_of(item))] if found is not None else []


def _bind_call(holder: Construct, call: Call) -> Value:
    for function in [holder] if holder.kind == "sst.Function" else on_all(holder):
        bind(function, call.get(0))
    return Node.absent(call.span)


def _attach_call(holder: Construct, call: Call) -> Value:
    for function in [holder] if holder.kind == "sst.Function" else on_all(holder):
        attach(function, call.get(0))
    return Node.absent(call.span)


SHARED = {"bind": _bind_call, "attachPermissions": _attach_call}


# --- whom other constructs call ---


def called(
    holder: Construct, definition: Value, id: str, span: Span, defaults: Value | None = None
) -> Construct | None:
    """The function that is written as a handler, as properties (also under `function`), or as a construct."""
    written = prop(definition, "function") if isinstance(definition, Record) else definition
    if isinstance(definition, Record) and not given(written):
        written = definition
    function = construct_of(written)
    if function is None and known_text(written) is not None:
        props: dict[str, Value] = {"handler": written}
        function = _made(holder, Record(props, {"handler": written.span}, written.span), id, defaults)
    elif function is None and isinstance(written, Record):
        function = _made(holder, written, id, defaults)
    if function is None:
        tell(holder, f"which function {holder.path} calls is not known", span)
        return None
    held = holder.memory.setdefault("*all", Array([], span))
    if isinstance(held, Array):
        held.items.append(function)
    return function


def _made(holder: Construct, props: Record, id: str, defaults: Value | None) -> Construct:
    own = merged(defaults, props) if isinstance(defaults, Record) else props
    return holder.program.create("sst.Function", holder, safe(id), own, Arguments([], {}, props.span))


def tell(holder: Construct, message: str, span: Span) -> None:
    unit = holder.unit or holder.program.unit_of(span)
    unit.diagnoses.append(Diagnosis(span, message))


def named(value: Value) -> list[tuple[str, Value]]:
    """The entries of `{name: definition}`, or of a list of definitions."""
    if isinstance(value, Record):
        return list(value.entries.items())
    return [(f"{number}", each) for number, each in enumerate(items(value))]


_KIND = invokable(_function)
_KIND.methods.update(SHARED)
KINDS: dict[str, Kind] = {"sst.Function": _KIND}
