"""Functions: their settings, roles and addresses, and whoever another component calls."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from goatherd.core.value import sole_placeholder
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Record, Value, known_text, node_of, text_of
from goatherd.frontends.sst.policies import allow, link_properties, link_statements, statement
from goatherd.frontends.sst.resources import resource_of
from goatherd.frontends.sst.things import Component, amount, component_of, given, is_value, items, prop, rec

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.sst.program import SstProgram
    from goatherd.frontends.sst.resources import Resource

FUNCTION = "aws_lambda_function"
_TIMEOUT, _MEMORY = 20, 1024
_MANAGED = "arn:aws:iam::aws:policy/service-role/"
_BY_VERSION = "which version of Node.js is the default is decided by that of SST"
_COMPILED = {"go": "provided.al2023", "rust": "provided.al2023"}
_RETENTION = {"1 day": 1, "3 days": 3, "5 days": 5, "1 week": 7, "2 weeks": 14, "1 month": 30, "2 months": 60}
_LINKED = "SST_RESOURCE_"
ORIGIN = "SST"


def _function(made: Component) -> None:
    declare(made, made.name)


def declare(made: Component, id: str, permissions: list[Value] | None = None, link: Value | None = None) -> None:
    """Make the function of a component; `permissions` and `link` are what it gets from whatever calls it."""
    program, args, span = made.program, made.args, made.span
    transform = prop(args, "transform", "function")
    role = _role(made, id, permissions or [], link)
    settings = _settings(made, role, link)
    made.main = function = program.add(FUNCTION, id, settings, span, transform)
    program.functions[function.id] = made
    made.nodes["function"] = function
    made.members["arn"] = function.reference(span, "Arn")
    made.members["name"] = function.reference(span)
    _log_group(made, function)
    _url(made, function)


def _settings(made: Component, role: Value, link: Value | None) -> Record:
    args, span = made.args, made.span
    runtime = text_of(prop(args, "runtime")) if given(prop(args, "runtime")) else ""
    compiled = _COMPILED.get(runtime)
    handler = prop(args, "handler")
    text = known_text(handler)
    if compiled is not None:
        handler = Node.scalar("bootstrap", handler.span)
    elif text is not None:
        handler = Node.scalar(posixpath.normpath(text), handler.span)
    network = prop(args, "vpc")
    settings = {
        "name": prop(args, "name"),
        "code": prop(args, "bundle") if given(prop(args, "bundle")) else ".",
        "handler": handler,
        "runtime": compiled or (prop(args, "runtime") if runtime else Node.opaque(_BY_VERSION, span)),
        "role": role,
        "timeout": amount(prop(args, "timeout"), _TIMEOUT),
        "memorySize": amount(prop(args, "memory"), _MEMORY),
        "environment": {"variables": _environment(made, link)},
        "layers": prop(args, "layers"),
        "reservedConcurrentExecutions": prop(args, "concurrency", "reserved"),
        "vpcConfig": {"subnetIds": [_subnets(network)]} if given(network) else None,
    }
    return rec(settings, span, args)


def _subnets(network: Value) -> Node:
    return Node.opaque("the subnets are known after deployment", network.span)


def _environment(made: Component, link: Value | None) -> Record:
    written = prop(made.args, "environment")
    variables = Record({}, {}, written.span if given(written) else made.span)
    if isinstance(written, Record):
        variables.entries.update(written.entries)
        variables.key_spans.update(written.key_spans)
    for value in (link, prop(made.args, "link")):
        if value is None or not given(value):
            continue
        for name, properties in link_properties(made.program, value).items():
            known = {key: text for key, item in node_of(properties).items() if (text := item.text()) is not None}
            variables.entries.setdefault(_LINKED + name, Node.scalar(json.dumps(known), value.span))
            variables.key_spans.setdefault(_LINKED + name, value.span)
    return variables


# --- roles ---


def _role(made: Component, id: str, permissions: list[Value], link: Value | None) -> Value:
    args, span = made.args, made.span
    written = prop(args, "role")
    if given(written):
        return written
    own = prop(args, "permissions")
    policies = [_policy([statement(each) for each in items(own)], "")] if given(own) else []
    linked = link_statements(made.program, prop(args, "link"))
    linked += link_statements(made.program, link) if link is not None else []
    policies += [_policy([each], f"{ORIGIN} link") for each in linked]
    policies += [_policy([each], ORIGIN) for each in permissions]
    managed = ["AWSLambdaBasicExecutionRole"] if not is_value(prop(args, "logging"), False) else []
    managed += ["AWSLambdaVPCAccessExecutionRole"] if given(prop(args, "vpc")) else []
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    settings = {
        "assumeRolePolicy": {"Statement": [trust]},
        "inlinePolicies": policies,
        "managedPolicyArns": [_MANAGED + name for name in managed],
    }
    role = made.program.add("aws_iam_role", f"{id}Role", rec(settings, span), span, prop(args, "transform", "role"))
    made.nodes["role"] = role
    return role.reference(span, "Arn")


def _policy(statements: list[Value], origin: str) -> dict[str, object]:
    policy: dict[str, object] = {"name": "inline", "policy": {"Statement": statements}}
    return {**policy, "origin": origin} if origin else policy


# --- what stands beside a function ---


def _log_group(made: Component, function: Resource) -> None:
    logging = prop(made.args, "logging")
    if is_value(logging, False) or given(prop(logging, "logGroup")):
        return
    written = prop(logging, "retention")
    days: object = _RETENTION.get(text_of(written)) if given(written) else _RETENTION["1 month"]
    if is_value(written, "forever"):
        days = None
    elif days is None:
        days = Node.opaque("the retention is not known", written.span)
    settings = {"name": f"/aws/lambda/{text_of(function.reference(made.span))}", "retentionInDays": days}
    transform = prop(made.args, "transform", "logGroup")
    made.nodes["logGroup"] = made.program.add(
        "aws_cloudwatch_log_group", f"{function.id}LogGroup", rec(settings, made.span), made.span, transform
    )


def _url(made: Component, function: Resource) -> None:
    url = prop(made.args, "url")
    if not given(url) or is_value(url, False):
        return
    span = made.args.key_spans.get("url", url.span)
    written = prop(url, "authorization") if isinstance(url, Record) else Node.absent(span)
    kind: object = "NONE"
    if given(written):
        kind = "AWS_IAM" if is_value(written, "iam") else "NONE" if is_value(written, "none") else written
    streamed = is_value(prop(made.args, "streaming"), True)
    settings = {
        "functionName": function.reference(span),
        "authorizationType": kind,
        "cors": cors(prop(url, "cors") if isinstance(url, Record) else Node.absent(span), span),
        "invokeMode": "RESPONSE_STREAM" if streamed else None,
    }
    made_url = made.program.add("aws_lambda_function_url", f"{function.id}Url", rec(settings, span), span)
    made.members["url"] = made_url.reference(span, "FunctionUrl")


def cors(written: Value, span: Span) -> Record | None:
    """`cors` of an address or an API: everybody may call with everything, unless something else is written."""
    if is_value(written, False):
        return None
    everything: dict[str, object] = {key: ["*"] for key in ("allowHeaders", "allowMethods", "allowOrigins")}
    own = written if isinstance(written, Record) else Record({}, {}, written.span if given(written) else span)
    return rec({**everything, **own.entries}, own.span, own)


# --- whom other components call ---


def called(
    program: SstProgram,
    definition: Value,
    id: str,
    span: Span,
    permissions: list[Value] | None = None,
    link: Value | None = None,
    transform: Value | None = None,
) -> Node:
    """The ARN of a function that is written as a handler, as arguments, as a component or as an ARN."""
    component, resource = component_of(definition), resource_of(definition)
    if component is not None and component.main is not None and component.main.type == FUNCTION:
        return _shared(component, permissions)
    if resource is not None and resource.type == FUNCTION:
        return resource.reference(span, "Arn")
    if isinstance(definition, Record):
        return _own(program, definition, id, definition.span, permissions, link, transform)
    node = node_of(definition)
    text = node.text()
    if text is None or not given(definition):
        program.tell(span, f"which function {id} calls is not known")
        return Node.opaque("which function is called is not known", span)
    target = sole_placeholder(text)
    if target is not None and target[0] in program.functions:
        return _shared(program.functions[target[0]], permissions)
    if text.startswith(("arn:", "${")):
        return node
    return _own(program, rec({"handler": definition}, node.span), id, span, permissions, link, transform)


def _shared(component: Component, permissions: list[Value] | None) -> Node:
    """A function that exists already: SST leaves its role as it is."""
    assert component.main is not None
    return component.main.reference(component.span, "Arn")


def _own(
    program: SstProgram,
    args: Record,
    id: str,
    span: Span,
    permissions: list[Value] | None,
    link: Value | None,
    transform: Value | None,
) -> Node:
    if transform is not None and given(transform):
        args = program.transformed(args, transform, id)
    for change in program.transforms.get("Function", ()):
        args = program.transformed(args, change, id)
    made = Component(program, "Function", id, args, span)
    declare(made, id, permissions, link)
    assert made.main is not None
    return made.main.reference(span, "Arn")


def consuming(actions: list[str], source: Value, span: Span) -> list[Value]:
    """The permission that a subscriber gets to read what it is subscribed to."""
    return [allow(actions, [source], span)]


COMPONENTS = {"Function": _function}
