"""Policy documents and their statements, and the principals that they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.policy_documents import GRANTS
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    items,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    sequence,
    text_of,
    thing_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_TRUSTED = {
    "iam.AnyPrincipal": ("AWS", "*"),
    "iam.StarPrincipal": ("AWS", "*"),
    "iam.AccountRootPrincipal": ("AWS", "arn:aws:iam::${AWS-AccountId}:root"),
}
_PRINCIPAL_KINDS = {
    "iam.ServicePrincipal": "Service",
    "iam.ArnPrincipal": "AWS",
    "iam.AccountPrincipal": "AWS",
    "iam.FederatedPrincipal": "Federated",
    "iam.WebIdentityPrincipal": "Federated",
    "iam.OpenIdConnectPrincipal": "Federated",
    "iam.CanonicalUserPrincipal": "CanonicalUser",
}


def statement(value: Value) -> Value:
    """A `PolicyStatement` as a policy document has it."""
    thing = thing_of(value)
    if thing is None:
        return value
    if thing.kind.startswith("iam.PolicyStatement.from") and isinstance(thing.argument(0), Record):
        return thing.argument(0)
    props, span = thing.props, thing.span
    made: dict[str, Value] = {"Effect": scalar(_effect(prop(props, "effect")), span)}
    for key, name in (("sid", "Sid"), ("conditions", "Condition")):
        made[name] = prop(props, key)
    for key, name in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        made[name] = _listed(prop(props, key), thing.memory.get(name))
    principals = [*items(prop(props, "principals")), *items(thing.memory.get("Principal", Node.absent(span)))]
    if principals:
        made["Principal"] = principal(principals, span)
    return record(made, span)


def _effect(value: Value) -> str:
    return "Deny" if member_name(value).upper() == "DENY" else "Allow"


def _listed(written: Value, added: Value | None) -> Value:
    if added is None:
        return written
    return Array([*items(written), *items(added)], written.span)


def principal(values: list[Value], span: Span) -> Value:
    """The `Principal` of a statement."""
    made: dict[str, Value] = {}
    for value in values:
        thing = thing_of(value)
        kind, name = ("AWS", text_of(value))
        if thing is not None:
            kind = _PRINCIPAL_KINDS.get(thing.kind, "AWS")
            name = text_of(thing.argument(0, "service"))
            kind, name = _TRUSTED.get(thing.kind, (kind, name))
        held = made.setdefault(kind, Array([], span))
        if isinstance(held, Array):
            held.items.append(scalar(name, span))
    return record(made, span)


def principal_conditions(value: Value) -> Value:
    """On what a principal may do what it is let do; absent where it says nothing of that."""
    thing = thing_of(value)
    if thing is None or _PRINCIPAL_KINDS.get(thing.kind) != "Federated":
        return Node.absent(value.span)
    return thing.argument(1, "conditions")


def _collects(name: str, statement_key: str) -> dict[str, Callable[[Thing, Call], Value]]:
    def add(thing: Thing, call: Call) -> Value:
        held = thing.memory.setdefault(statement_key, Array([], thing.span))
        if isinstance(held, Array):
            held.items.extend(call.args)
        return thing

    return {name: add}


def _add_service(thing: Thing, call: Call) -> Value:
    held = thing.memory.setdefault("Principal", Array([], thing.span))
    if isinstance(held, Array):
        made = Thing(thing.program, "iam.ServicePrincipal", call.arguments, call.props, call.span)
        held.items.append(made)
    return thing


def document(value: Value, span: Span) -> Value:
    """A `PolicyDocument`, or a list of statements."""
    thing = thing_of(value)
    if thing is not None and thing.kind.startswith("iam.PolicyDocument.from"):
        return thing.argument(0)
    if thing is not None:
        added = thing.memory.get("Statement", Node.absent(span))
        value = Array([*items(prop(thing.props, "statements")), *items(added)], thing.span)
    elif isinstance(value, Record):
        return value
    return record({"Statement": Array([statement(item) for item in items(value)], value.span)}, value.span)


def _document_statements(thing: Thing, call: Call) -> Value:
    held = thing.memory.setdefault("Statement", Array([], thing.span))
    if isinstance(held, Array):
        held.items.extend(call.args)
    return Node.absent(call.span)


def simple_statement(
    actions: list[str], resources: list[Node], span: Span, grants: dict[str, list[str]] | None = None
) -> Value:
    """A statement that a call makes; `grants` are the methods that could make it, the called one first."""
    made: dict[str, Value] = {
        "Effect": scalar("Allow", span),
        "Action": sequence(actions, span),
        "Resource": Array(list(resources), span),
    }
    if grants:
        made[GRANTS] = record({name: sequence(listed, span) for name, listed in grants.items()}, span)
    return record(made, span)


def _as_document(thing: Thing, span: Span) -> Node:
    return node_of(document(thing, span))


KINDS: dict[str, Kind] = {
    "iam.PolicyStatement": Kind(
        value=lambda thing, span: node_of(statement(thing)),
        methods={
            **_collects("addActions", "Action"),
            **_collects("addResources", "Resource"),
            **_collects("addPrincipals", "Principal"),
            **_collects("addArnPrincipal", "Principal"),
            "addServicePrincipal": _add_service,
        },
    ),
    "iam.PolicyDocument": Kind(value=_as_document, methods={"addStatements": _document_statements}),
    **{name: Kind(value=lambda thing, span: node_of(thing.argument(0))) for name in _PRINCIPAL_KINDS},
}
