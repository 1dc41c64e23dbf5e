"""Roles of a stack: declared ones with every policy that is attached to them, and those that SAM generates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, known, sole_placeholder
from goatherd.frontends.aws.connectors import connect
from goatherd.frontends.aws.policy_documents import further, read_boundary, read_document
from goatherd.frontends.aws.sam_roles import generated_role, generated_role_id
from goatherd.model.role import PolicyReference, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

ROLE, USER = "AWS::IAM::Role", "AWS::IAM::User"
POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy")
# Where a holder has its name, and where policies say which of its kind they are attached to.
_HOLDERS = {ROLE: ("RoleName", ("Roles", "RoleName")), USER: ("UserName", ("Users", "UserName"))}


def read_roles(stack: Stack, functions: list[Function]) -> dict[str, Role]:
    """All roles of the stack by id; sets `role` of every function.

    A function whose role the stack does not declare gets one whose policies are `unreadable`.
    """
    roles = {declared.id: _declared_role(declared, stack) for declared in stack.of(ROLE)}
    _attach_policies(stack, roles, ROLE)
    names = _physical_names(stack, ROLE)
    for function in functions:
        declared = stack.resources.get(function.id)
        if declared is not None:
            function.role = _role_of(declared, roles, names, stack)
    _add_state_machine_roles(stack, roles)
    for role in roles.values():
        _spell_out_boundary(role, stack)
    connect(stack, roles, {f.id: f.role for f in functions if f.role is not None})
    used = {f.role.id for f in functions if f.role is not None}
    return {id: role for id, role in roles.items() if id in used or _enabled(stack, id)}


def read_users(stack: Stack) -> list[Role]:
    """What users of the account may do, as that of roles which nothing can assume."""
    users = {declared.id: _declared_role(declared, stack) for declared in stack.of(USER)}
    _attach_policies(stack, users, USER)
    for user in users.values():
        _spell_out_boundary(user, stack)
    return [user for id, user in users.items() if _enabled(stack, id)]


def _enabled(stack: Stack, id: str) -> bool:
    declared = stack.resources.get(id)
    return declared is None or declared.enabled is not False


def _declared_role(declared: Declared, stack: Stack) -> Role:
    properties = declared.properties
    name, _ = _HOLDERS[declared.type]
    role = Role(id=declared.id, span=declared.span, name=properties.get(name).text() or "")
    role.trust, unreadable = read_document(properties.get("AssumeRolePolicyDocument"))
    role.unreadable += unreadable
    for policy in properties.get("Policies").list():
        # a front end that generates roles says so of policies that nobody wrote
        origin = policy.get("Origin").text() or ""
        add_document(role, policy if policy.kind == "opaque" else policy.get("PolicyDocument"), origin=origin)
    for arn in properties.get("ManagedPolicyArns").list():
        add_managed(role, arn, stack)
    for attached in (properties.get("Policies"), properties.get("ManagedPolicyArns")):
        role.unreadable += further(attached)
    role.boundary = read_boundary(properties)
    return role


def add_document(role: Role, document: Node, *, origin: str = "") -> None:
    statements, unreadable = read_document(document, origin=origin)
    role.statements += statements
    role.unreadable += unreadable


def add_managed(role: Role, node: Node, stack: Stack) -> None:
    """Attach a managed policy by ARN or name; one that the stack declares is spelled out in place."""
    text = node.text()
    if text is None:
        role.unreadable.append((node.span, node.why or "a managed policy that is not text"))
        return
    target = sole_placeholder(text)
    declared = stack.resources.get(target[0]) if target else None
    if declared is not None and declared.type == "AWS::IAM::ManagedPolicy":
        if role.id not in _attached_to(declared, *_HOLDERS.values()):
            add_document(role, declared.properties.get("PolicyDocument"))
    elif target or text == HOLE:
        role.unreadable.append((node.span, "the managed policy is decided at deployment"))
    else:
        role.references.append(PolicyReference("managed", text, node.span))


def _spell_out_boundary(role: Role, stack: Stack) -> None:
    target = sole_placeholder(role.boundary.name) if role.boundary is not None else None
    declared = stack.resources.get(target[0]) if target else None
    if declared is not None and declared.type == "AWS::IAM::ManagedPolicy":
        statements, unreadable = read_document(declared.properties.get("PolicyDocument"))
        role.limits = None if unreadable else statements


def _attached_to(policy: Declared, *kinds: tuple[str, tuple[str, ...]]) -> Iterator[str]:
    for node in (node for _, keys in kinds for key in keys for node in policy.properties.get(key).list()):
        text = node.text() or ""
        target = sole_placeholder(text)
        yield target[0] if target else text


def _attach_policies(stack: Stack, roles: dict[str, Role], kind: str) -> None:
    names = _physical_names(stack, kind)
    for policy in stack.of(*POLICIES):
        if policy.enabled is False and not policy.changeable:
            continue
        for attached in _attached_to(policy, _HOLDERS[kind]):
            role = roles.get(names.get(attached, attached))
            if role is not None and policy.enabled is False:
                role.unreadable.append((policy.span, f"parameters decide condition {policy.condition} of a policy"))
            elif role is not None:
                add_document(role, policy.properties.get("PolicyDocument"))


def _physical_names(stack: Stack, kind: str) -> dict[str, str]:
    named = ((known(d.properties.get(_HOLDERS[kind][0]).as_text()), d.id) for d in stack.of(kind))
    return {name: id for name, id in named if name and "${" not in name}


def _role_of(declared: Declared, roles: dict[str, Role], names: dict[str, str], stack: Stack) -> Role:
    written = declared.properties.get("Role")
    if not written.exists and declared.type == "AWS::Serverless::Function":
        role = generated_role(declared)
        for node in _managed_nodes(declared):
            add_managed(role, node, stack)
        return roles.setdefault(role.id, role)
    text = written.text() or ""
    target = sole_placeholder(text)
    id = target[0] if target else names.get(text.rpartition("/")[2], "")
    if id in roles:
        return roles[id]
    if text not in ("", HOLE) and not target:
        # the same outside role may serve several functions
        return roles.setdefault(text, _outside_role(text, written.span))
    id = generated_role_id(declared.id)
    return roles.setdefault(id, _outside_role(id, written.span))


def _outside_role(id: str, span: Span) -> Role:
    return Role(id=id, span=span, unreadable=[(span, "the role is not declared in this application")])


def _managed_nodes(declared: Declared) -> list[Node]:
    return [node for node in declared.properties.get("Policies").list() if node.kind in ("scalar", "opaque")]


def _add_state_machine_roles(stack: Stack, roles: dict[str, Role]) -> None:
    for declared in stack.of("AWS::Serverless::StateMachine"):
        if not declared.properties.get("Role").exists:
            role = generated_role(declared)
            for node in _managed_nodes(declared):
                add_managed(role, node, stack)
            roles.setdefault(role.id, role)
