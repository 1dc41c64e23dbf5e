"""Service accounts that functions run as, and the roles that they have for a whole project, folder or organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import placeholders
from goatherd.model.role import PolicyReference, Role

if TYPE_CHECKING:
    from goatherd.frontends.google.terraform.resources import Resources

_ACCOUNT = "google_service_account"
_WHOLE = frozenset({"project", "folder", "organization"})
_ELSEWHERE = "what it may do with single resources is not read"


def accounts_of(resources: Resources) -> dict[str, Role]:
    """By the address of the account."""
    roles = {
        account.address: Role(account.address, account.span, unreadable=[(account.span, _ELSEWHERE)])
        for account in resources.of(_ACCOUNT)
    }
    for grant in resources.grants:
        role = account_in(grant.member, roles)
        if role is not None and grant.of in _WHOLE and grant.role:
            role.references.append(PolicyReference("google", grant.role, grant.role_span))
    return roles


def account_in(text: str, roles: dict[str, Role]) -> Role | None:
    """The account that a text names by its address or its member's name."""
    return next((roles[id] for id, _ in placeholders(text) if id in roles), None)
