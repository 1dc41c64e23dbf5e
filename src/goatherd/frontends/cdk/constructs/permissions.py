"""Roles, policies and grants: every `grant…` is a statement of the grantee's role, as the kit makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cdk.constructs.statements import (
    document,
    principal,
    principal_conditions,
    simple_statement,
    statement,
)
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
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
    items,
    node_of,
    prop,
    record,
    scalar,
    text_of,
    thing_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable


MANAGED = "arn:aws:iam::aws:policy/"
ROLE = "AWS::IAM::Role"


# --- roles ---


def _role(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = role = construct.add(ROLE, span)
    role.set("RoleName", prop(props, "roleName"))
    role.set("AssumeRolePolicyDocument", trust(prop(props, "assumedBy"), span))
    for value in items(prop(props, "managedPolicies")):
        role.list("ManagedPolicyArns").items.append(managed(value))
    inline = prop(props, "inlinePolicies")
    if isinstance(inline, Record):
        for name, policy in inline.entries.items():
            entry = record({"PolicyName": scalar(name, policy.span), "PolicyDocument": document(policy, span)}, span)
            role.list("Policies").items.append(entry)
    boundary = prop(props, "permissionsBoundary")
    if given(boundary):
        role.set("PermissionsBoundary", managed(boundary))


def trust(assumed_by: Value, span: Span) -> Value:
    """An `AssumeRolePolicyDocument` for whoever may assume a role."""
    thing = thing_of(assumed_by)
    principals: list[Value] = [assumed_by] if given(assumed_by) else []
    if thing is not None and thing.kind == "iam.CompositePrincipal":
        principals = list(thing.arguments.args)
    narrowed = [(each, on) for each in principals if given(on := principal_conditions(each))]
    free = [each for each in principals if not any(each is other for other, _ in narrowed)]
    held = [_trusted(principal(free, span), span)] if free or not narrowed else []
    held += [_trusted(principal([each], span), span, on) for each, on in narrowed]
    return record({"Statement": Array(list(held), span)}, span)


def _trusted(who: Value, span: Span, conditions: Value | None = None) -> Value:
    made = {"Effect": scalar("Allow", span), "Action": scalar("sts:AssumeRole", span), "Principal": who}
    return record(made if conditions is None else {**made, "Condition": conditions}, span)


def managed(value: Value) -> Value:
    """The ARN of a managed policy."""
    construct = construct_of(value)
    if construct is not None:
        return construct.ref(value.span)
    thing = thing_of(value)
    if thing is not None and thing.kind.endswith("fromAwsManagedPolicyName"):
        return scalar(MANAGED + text_of(thing.argument(0, "managedPolicyName")), thing.span)
    return node_of(value)


def make_role(parent: Construct, id: str, service: str, *policies: str) -> Construct:
    """The role that a construct makes for itself."""
    span = parent.span
    role = parent.child("iam.Role", id, {}, span)
    if role.main is not None:
        let_assume(role.main, service, span)
        for policy in policies:
            role.main.list("ManagedPolicyArns").items.append(scalar(MANAGED + policy, span))
    return role


def let_assume(role: Resource, service: str, span: Span) -> None:
    """Let one more service assume the role."""
    principals = record({"Service": scalar(service, span)}, span)
    held = record(
        {"Effect": scalar("Allow", span), "Action": scalar("sts:AssumeRole", span), "Principal": principals}, span
    )
    document = role.mapping("AssumeRolePolicyDocument")
    statements = document.entries.setdefault("Statement", Array([], span))
    if isinstance(statements, Array):
        statements.items.append(held)


def role_of(grantee: Value) -> Construct | None:
    """The role behind whoever gets a permission."""
    construct = construct_of(grantee)
    for _ in range(4):
        if construct is None or construct.kind in ("iam.Role", "iam.LazyRole"):
            return construct
        construct = construct_of(construct.memory.get("role", Node.absent(construct.span)))
    return None


def allow(grantee: Value, statement_value: Value, span: Span) -> None:
    """Add a statement to the default policy of the grantee's role."""
    role = role_of(grantee)
    if role is None or role.main is None:
        return
    _policy_of(role, span).items.append(statement_value)


def _policy_of(role: Construct, span: Span) -> Array:
    held = role.memory.get("*statements")
    if isinstance(held, Array):
        return held
    assert role.main is not None
    policy = role.add("AWS::IAM::Policy", span, "DefaultPolicy")
    statements = Array([], span)
    policy.set("PolicyDocument", record({"Statement": statements}, span))
    policy.set("Roles", Array([role.main.reference(span)], span))
    role.memory["*statements"] = statements
    return statements


def add_to_policy(target: Construct, call: Call) -> Value:
    """`addToRolePolicy(statement)` of anything that has a role."""
    allow(target, statement(call.get(0, "statement")), call.span)
    return Node.absent(call.span)


def _add_managed(role: Construct, call: Call) -> Value:
    if role.main is not None:
        role.main.list("ManagedPolicyArns").items.append(managed(call.get(0, "policy")))
    return Node.absent(call.span)


def _attach_inline(role: Construct, call: Call) -> Value:
    policy = construct_of(call.get(0, "policy"))
    if role.main is None:
        return Node.absent(call.span)
    if policy is not None and policy.main is not None:
        policy.main.list("Roles").items.append(role.main.reference(call.span))
    else:  # the role may do more than can be read
        unknown = Node.opaque("what the policy allows is not known", call.span)
        role.main.list("Policies").items.append(record({"PolicyDocument": unknown}, call.span))
    return Node.absent(call.span)


# --- policies ---


def _policy(construct: Construct, type: str = "AWS::IAM::Policy") -> None:
    props, span = construct.props, construct.span
    construct.main = policy = construct.add(type, span)
    statements = Array([statement(item) for item in items(prop(props, "statements"))], span)
    written = prop(props, "document")
    policy.set("PolicyDocument", document(written, span) if given(written) else record({"Statement": statements}, span))
    construct.memory["*statements"] = statements
    for role in items(prop(props, "roles")):
        attached = construct_of(role)
        policy.list("Roles").items.append(attached.ref(span) if attached is not None else node_of(role))


def _shaped_policy(construct: Construct) -> None:
    """A policy of another library with the actions and resources of its only statement."""
    props, span = construct.props, construct.span
    effect = scalar("Deny" if construct.kind.endswith("DenyPolicy") else "Allow", span)
    entries: dict[str, Value] = {
        "Effect": effect,
        "Action": prop(props, "actions"),
        "Resource": prop(props, "resources"),
    }
    construct.main = policy = construct.add("AWS::IAM::Policy", span)
    policy.set("PolicyDocument", record({"Statement": Array([record(entries, span)], span)}, span))


def _managed_policy(construct: Construct) -> None:
    _policy(construct, "AWS::IAM::ManagedPolicy")


def _policy_add(policy: Construct, call: Call) -> Value:
    held = policy.memory.get("*statements")
    if isinstance(held, Array):
        held.items.extend(statement(item) for item in call.args)
    return Node.absent(call.span)


def _policy_attach(policy: Construct, call: Call) -> Value:
    role = role_of(call.get(0, "role"))
    if policy.main is not None and role is not None:
        policy.main.list("Roles").items.append(role.ref(call.span))
    return Node.absent(call.span)


# --- resource policies and grants ---


def resource_policy(type: str, target_key: str, *, bare: bool = False) -> Callable[[Construct, Call], Value]:
    """`addToResourcePolicy(statement)` of buckets, queues and topics."""

    def add(construct: Construct, call: Call) -> Value:
        if construct.main is not None:
            attach(construct, type, target_key, statement(call.get(0, "statement")), call.span)
        return Node.absent(call.span)

    return add


def attach(construct: Construct, type: str, target_key: str, statement_value: Value, span: Span) -> None:
    """Add a statement to the policy of a resource, which the first one makes."""
    held = construct.memory.get("*policy")
    if not isinstance(held, Array):
        held = construct.memory["*policy"] = Array([], span)
        policy: Resource = construct.add(type, span, "Policy")
        reference = construct.ref(span)
        policy.set(target_key, reference if target_key == "Bucket" else Array([reference], span))
        policy.set("PolicyDocument", record({"Statement": held}, span))
    held.items.append(statement_value)


def grants(
    table: dict[str, list[str]], resources: Callable[[Construct, Call, str], list[Node]]
) -> dict[str, Callable[[Construct, Call], Value]]:
    """Methods by name, each a statement with its actions over what `resources` gives; `grant` takes the actions."""

    def method(name: str, actions: list[str]) -> Callable[[Construct, Call], Value]:
        def grant(construct: Construct, call: Call) -> Value:
            grantee = call.get(0, "grantee", "identity")
            wanted = actions or [text_of(action) for action in call.args[1:]]
            others = {name: actions, **table} if actions else None
            made = simple_statement(wanted, resources(construct, call, name), call.span, others)
            allow(grantee, made, call.span)
            return Node.opaque("it is a grant", call.span)

        return grant

    return {name: method(name, actions) for name, actions in {**table, "grant": []}.items()}


def own_arn(construct: Construct, call: Call, name: str) -> list[Node]:
    """What most grants are about: the construct itself."""
    return [construct.arn(call.span)]


def with_suffixes(*suffixes: str) -> Callable[[Construct, Call, str], list[Node]]:
    """The ARN itself ("") and what is below it."""

    def resources(construct: Construct, call: Call, name: str) -> list[Node]:
        arn = text_of(construct.arn(call.span))
        return [scalar(arn + suffix, call.span) for suffix in suffixes]

    return resources


def _role_grants(role: Construct, call: Call) -> Value:
    allow(call.get(0), simple_statement(["iam:PassRole"], [role.arn(call.span)], call.span), call.span)
    return Node.opaque("it is a grant", call.span)


def _grant_static(program: Kit, call: Call) -> Value:
    """`iam.Grant.addToPrincipal({grantee, actions, resourceArns})`."""
    made = record(
        {
            "Effect": scalar("Allow", call.span),
            "Action": prop(call.props, "actions"),
            "Resource": prop(call.props, "resourceArns"),
        },
        call.span,
    )
    allow(prop(call.props, "grantee"), made, call.span)
    return Node.opaque("it is a grant", call.span)


KINDS: dict[str, Kind] = {
    "iam.Role": Kind(
        build=_role,
        methods={
            "addToPolicy": add_to_policy,
            "addToPrincipalPolicy": add_to_policy,
            "addManagedPolicy": _add_managed,
            "attachInlinePolicy": _attach_inline,
            "grantPassRole": _role_grants,
        },
    ),
    "iam.Policy": Kind(build=_policy, methods={"addStatements": _policy_add, "attachToRole": _policy_attach}),
    "iam.AllowPolicy": Kind(_shaped_policy, {"attachToRole": _policy_attach}),
    "iam.DenyPolicy": Kind(_shaped_policy, {"attachToRole": _policy_attach}),
    "iam.ManagedPolicy": Kind(
        build=_managed_policy, methods={"addStatements": _policy_add, "attachToRole": _policy_attach}
    ),
    "iam.Grant": Kind(methods={"static addToPrincipal": _grant_static}),
}
