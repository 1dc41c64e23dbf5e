"""Statements in SST's words (and those of Pulumi's `getPolicyDocument`) as IAM has them; what links grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Arguments, Closure, Record, Value, text_of
from goatherd.frontends.sst.resources import Resource, resource_of
from goatherd.frontends.sst.things import Component, component_of, given, items, prop, rec

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.sst.program import SstProgram

# By component: the actions that a link to it grants, and what is appended to its ARN for their resources.
_GRANTS = {
    "Bucket": ("s3:*", ("", "/*")),
    "Bus": ("events:*", ("",)),
    "CognitoIdentityPool": ("cognito-identity:*", ("",)),
    "CognitoUserPool": ("cognito-idp:*", ("",)),
    "Dynamo": ("dynamodb:*", ("", "/*")),
    "Email": ("ses:*", ("",)),
    "Function": ("lambda:InvokeFunction", ("",)),
    "KinesisStream": ("kinesis:*", ("",)),
    "Queue": ("sqs:*", ("",)),
    "SnsTopic": ("sns:*", ("",)),
}
# Those that only give addresses, names and secrets.
# fmt: off
_GRANT_NOTHING = frozenset((
    "Analog", "ApiGatewayV1", "ApiGatewayV2", "AppSync", "Astro", "Auth", "Cluster", "CognitoUserPoolClient",
    "Mysql", "Nextjs", "Nuxt", "Postgres", "React", "Redis", "Remix", "Router", "Secret", "Service", "SolidStart",
    "StaticSite", "SvelteKit", "TanStackStart", "Vpc",
))
# fmt: on
_DATA = ("BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "ExecuteStatement", "RollbackTransaction")
_WHAT = {
    # which members of a component its link names, where these are not of its own resource
    "Bucket": ("name",),
    "Bus": ("name", "arn"),
    "CognitoUserPool": ("id",),
    "CognitoUserPoolClient": ("id",),
    "Dynamo": ("name",),
    "Function": ("name", "url"),
    "KinesisStream": ("name",),
    "Queue": ("url",),
    "SnsTopic": ("arn",),
    "ApiGatewayV1": ("url",),
    "ApiGatewayV2": ("url",),
    "ApiGatewayWebSocket": ("url", "managementEndpoint"),
}


def policy_document(statements: Value, span: Span) -> Record:
    return rec({"Version": "2012-10-17", "Statement": [statement(each) for each in items(statements)]}, span)


def statement(written: Value) -> Value:
    """`{actions, resources}` as a statement; opaque where it is not known."""
    if not isinstance(written, Record):
        return Node.opaque("a permission that is not known", written.span)
    effect = text_of(prop(written, "effect")).capitalize() if given(prop(written, "effect")) else "Allow"
    made = {
        "Effect": effect,
        "Action": prop(written, "actions"),
        "NotAction": prop(written, "notActions"),
        "Resource": prop(written, "resources"),
        "NotResource": prop(written, "notResources"),
        "Principal": _principals(prop(written, "principals")),
        "Condition": _conditions(prop(written, "conditions")),
    }
    return rec(made, written.span)


def _principals(written: Value) -> Value:
    if not given(written):
        return written
    made: dict[str, list[Value]] = {}
    for each in items(written):
        kind = text_of(prop(each, "type"))
        made.setdefault("AWS" if kind == "*" else kind, []).extend(items(prop(each, "identifiers")))
    return rec(made, written.span)


def _conditions(written: Value) -> Value:
    if not given(written):
        return written
    made: dict[str, dict[str, Value]] = {}
    for each in items(written):
        made.setdefault(text_of(prop(each, "test")), {})[text_of(prop(each, "variable"))] = prop(each, "values")
    return rec(made, written.span)


def allow(actions: list[str], resources: list[object], span: Span) -> Record:
    return rec({"Effect": "Allow", "Action": actions, "Resource": resources}, span)


# --- links ---


def link_statements(program: SstProgram, link: Value) -> list[Value]:
    """What a function may do because of its `link`, in the order of the list."""
    return [made for each in items(link) for made in _granted(program, each, link.span)]


def _granted(program: SstProgram, linked: Value, span: Span) -> list[Value]:
    component = component_of(linked)
    if component is not None:
        return _by_component(component, span)
    resource = resource_of(linked)
    if resource is not None:
        return [statement(each) for each in items(prop(_wrapping(program, resource), "include"))]
    if isinstance(linked, Record):
        return [statement(each) for each in items(prop(linked, "include"))]
    return [Node.opaque("what is linked is not known", span)] if given(linked) else []


def _by_component(component: Component, span: Span) -> list[Value]:
    kind = component.kind
    if kind in _GRANTS:
        action, tails = _GRANTS[kind]
        arn = text_of(component.member(component.program.machine, "arn", span)) if component.program.machine else "*"
        return [allow([action], [arn + tail for tail in tails], span)]
    if kind == "ApiGatewayWebSocket" and component.main is not None:
        arn = text_of(component.main.reference(span, "ExecutionArn"))
        return [allow(["execute-api:ManageConnections"], [f"{arn}/*/*/@connections/*"], span)]
    if kind == "Aurora":
        unknown = Node.opaque("the cluster is not read", span)
        actions = ["secretsmanager:GetSecretValue", *(f"rds-data:{name}" for name in _DATA)]
        return [allow(actions, [unknown], span)]
    if kind == "Linkable":
        return [statement(each) for each in items(prop(component.args, "include"))]
    if kind in _GRANT_NOTHING:
        return []
    return [Node.opaque(f"what a link to {kind} {component.name} grants is not known", span)]


def _wrapping(program: SstProgram, resource: Resource) -> Value:
    """What `sst.Linkable.wrap` says of a resource of Pulumi."""
    make = program.wrapped.get(resource.type)
    if isinstance(make, Closure) and program.machine is not None:
        return program.machine.call(make, Arguments([resource], {}, resource.span))
    return Node.absent(resource.span)


def _type(kind: str) -> str:
    return f"sst.sst.{kind}" if kind in ("Secret", "Linkable") else f"sst.aws.{kind}"


def link_properties(program: SstProgram, link: Value) -> dict[str, Record]:
    """What `Resource.NAME` has in a function, for everything that it links: the names that stand for resources."""
    found: dict[str, Record] = {}
    for each in items(link):
        component, resource = component_of(each), resource_of(each)
        if component is not None and program.machine is not None:
            machine, span = program.machine, component.span
            names = _WHAT.get(component.kind, ())
            values = {name: component.member(machine, name, span) for name in names}
            if component.kind == "Linkable" and isinstance(properties := prop(component.args, "properties"), Record):
                values.update(properties.entries)
            found[component.name] = rec({**values, "type": _type(component.kind)}, span)
        elif resource is not None:
            properties = prop(_wrapping(program, resource), "properties")
            found[resource.id] = properties if isinstance(properties, Record) else Record({}, {}, resource.span)
    return found
