"""What programs do to functions: variables, sources, URLs, permissions, aliases, destinations."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.event_sources import add_event_source
from goatherd.frontends.cdk.constructs.http_api import cors_configuration
from goatherd.frontends.cdk.constructs.vocabulary import (
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Resource,
    Span,
    Value,
    construct_of,
    given,
    known_text,
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
    text_of,
    thing_of,
)


def destinations(construct: Construct, props: Record, span: Span) -> None:
    """Where the results of asynchronous invocations go; one configuration for a function."""
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
        permit(construct, text_of(statements.principal([grantee], span)), grantee, span)
        return Node.opaque("it is a grant", span)
    arn = text_of(construct.arn(span))
    resources = [scalar(arn, span), scalar(f"{arn}:*", span)]
    permissions.allow(grantee, statements.simple_statement(["lambda:InvokeFunction"], resources, span), span)
    return Node.opaque("it is a grant", span)


def permit(construct: Construct, id: str, principal: Value, span: Span) -> Resource:
    """A permission for a principal to invoke the function."""
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
        destinations(function, construct.props, construct.span)


def _alias(construct: Construct) -> None:
    construct.main = alias = construct.add("AWS::Lambda::Alias", construct.span)
    function = version_or_function(prop(construct.props, "version"))
    if function is not None:
        alias.set("FunctionName", function.ref(construct.span))
        construct.memory["role"] = function
    alias.set("Name", prop(construct.props, "aliasName"))


def version_or_function(value: Value) -> Construct | None:
    """The function that a version is of, or the construct itself."""
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
    destinations(construct, call.props, call.span)
    return Node.absent(call.span)


def _mapping(construct: Construct, call: Call) -> Value:
    props = dict(call.props.entries)
    props["target"] = construct
    return construct.child("lambda.EventSourceMapping", safe_id(text_of(call.get(0, "id"))), props, call.span)


_METHODS = {
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


def invokable(build: object) -> Kind:
    """A kind of functions: what can be done to all of them, and how this one is declared."""
    return Kind(build=build, methods=dict(_METHODS), members=dict(_MEMBERS))  # type: ignore[arg-type]


KINDS: dict[str, Kind] = {
    "lambda.Alias": invokable(_alias),
    "lambda.Version": Kind(build=_alias),
    "lambda.EventInvokeConfig": Kind(build=_invoke_config),
    "lambda.FunctionUrl": Kind(build=_url),
}
