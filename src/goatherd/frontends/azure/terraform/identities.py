"""Identities of function apps, and the roles that they have for a whole subscription or group of resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.frontends.azure.terraform.apps import TYPES
from goatherd.frontends.terraform.references import block
from goatherd.model.role import PolicyReference, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.frontends.node import Node
    from goatherd.frontends.terraform.instance import Instance

_IDENTITY, _ASSIGNMENT = "azurerm_user_assigned_identity", "azurerm_role_assignment"
_WIDE = ("azurerm_resource_group.", "azurerm_subscription.", "azurerm_management_group.")
_ELSEWHERE = "what it may do with single resources is not read"


def identities_of(instances: Sequence[Instance]) -> dict[str, Role]:
    """The role of every function app with an identity, by the app's address: its own or the one that it is given."""
    holders = [instance for instance in instances if instance.type in (*TYPES, _IDENTITY)]
    roles = {one.address: Role(one.address, one.span, unreadable=[(one.span, _ELSEWHERE)]) for one in holders}
    for assignment in instances:
        arguments = assignment.arguments
        holder = _named(arguments.get("principal_id"), roles) if assignment.type == _ASSIGNMENT else None
        name = arguments.get("role_definition_name")
        if holder is not None and name.text() and _is_wide(arguments.get("scope")):
            holder.references.append(PolicyReference("azure", name.text() or "", name.span))
    found = {}
    for app in instances:
        identity = block(app.arguments, "identity")
        if app.type in TYPES and identity.exists:
            given = _named(identity.get("identity_ids", 0), roles)
            found[app.address] = roles[app.address] if given is None else given
    return found


def _named(node: Node, roles: dict[str, Role]) -> Role | None:
    return next((roles[id] for id, _ in placeholders(node.text() or "") if id in roles), None)


def _is_wide(scope: Node) -> bool:
    """Whether a scope is more than one resource."""
    text = scope.text()
    if text is None:
        return any(word in scope.why for word in _WIDE)
    if any(word in id for id, _ in placeholders(text) for word in _WIDE):
        return True
    return text.startswith("/subscriptions/") and "/providers/" not in text
