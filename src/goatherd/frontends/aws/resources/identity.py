"""User pools, their clients, identity pools, keys of users of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, Known, Unknown, Value, known_or
from goatherd.frontends.aws.resources.common import common, equals, presence, reference
from goatherd.model.resource import AccessKey, IdentityPool, Resource, UserAttribute, UserPool, UserPoolClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node

# the scope that opens UpdateUserAttributes, and flows that only somebody with credentials of AWS may begin
_EDITING = "aws.cognito.signin.user.admin"
_ADMINISTRATIVE = frozenset({"ADMIN_NO_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})


def read_user_pool(declared: Declared) -> UserPool:
    properties = declared.properties
    policies = properties.get("Policies")
    password = policies.get("PasswordPolicy")
    return UserPool(
        **common(declared, "UserPoolName"),
        minimum_length=password.get("MinimumLength").as_int(8),
        require_lowercase=password.get("RequireLowercase").as_bool(True),
        require_uppercase=password.get("RequireUppercase").as_bool(True),
        require_numbers=password.get("RequireNumbers").as_bool(True),
        require_symbols=password.get("RequireSymbols").as_bool(True),
        password_policy_span=policies.key_span("PasswordPolicy") if password.exists else None,
        mfa=properties.get("MfaConfiguration").as_text("OFF"),
        passkeys=properties.get("WebAuthnRelyingPartyID").exists,
        self_sign_up=_negated(properties.get("AdminCreateUserConfig", "AllowAdminCreateUserOnly").as_bool(False)),
        advanced_security=properties.get("UserPoolAddOns", "AdvancedSecurityMode").as_text("OFF"),
        attributes=[_attribute(node) for node in properties.get("Schema").list() if node.is_mapping],
    )


def _negated(value: Value[bool]) -> Value[bool]:
    return value if isinstance(value, Unknown) else Known(not value.value, value.span, value.explicit)


def _attribute(node: Node) -> UserAttribute:
    name = node.get("Name")
    return UserAttribute(
        name=name.text() or "",
        mutable=known_or(node.get("Mutable").as_bool(True), False),
        span=name.span,
    )


def read_client(declared: Declared) -> UserPoolClient:
    properties = declared.properties
    flows = properties.get("ExplicitAuthFlows")
    writes = properties.get("WriteAttributes")
    return UserPoolClient(
        **common(declared, "ClientName"),
        auth_flows=flows.texts(),
        auth_flows_span=_flow_span(properties),
        oauth_flows=properties.get("AllowedOAuthFlows").texts(),
        oauth_flows_span=properties.key_span("AllowedOAuthFlows"),
        lets_users_edit=_lets_users_edit(properties),
        callback_urls=properties.get("CallbackURLs").texts(),
        write_attributes=writes.texts(),
        has_write_attributes=writes.exists,
        may_have_write_attributes=writes.kind == "sequence" and not writes.elements and bool(writes.why),
        prevents_user_enumeration=equals(properties.get("PreventUserExistenceErrors"), "ENABLED"),
        user_pool=reference(properties.get("UserPoolId")),
    )


def _lets_users_edit(properties: Node) -> bool:
    """Whether a sign-in through the client's own flows, or a scope of its hosted pages, allows UpdateUserAttributes."""
    flows, scopes = properties.get("ExplicitAuthFlows").texts(), properties.get("AllowedOAuthScopes").texts()
    if not flows or not scopes:
        return True
    return not {_EDITING, HOLE}.isdisjoint(scopes) or not _ADMINISTRATIVE.issuperset(flows)


def _flow_span(properties: Node) -> Span | None:
    return properties.key_span("ExplicitAuthFlows") if properties.get("ExplicitAuthFlows").exists else None


def read_identity_pool(declared: Declared) -> IdentityPool:
    properties = declared.properties
    return IdentityPool(
        **common(declared, "IdentityPoolName"),
        allows_unauthenticated=properties.get("AllowUnauthenticatedIdentities").as_bool(False),
        classic_flow=properties.get("AllowClassicFlow").as_bool(False),
    )


def attach_identity_roles(stack: Stack, resources: dict[str, Resource]) -> None:
    for declared in stack.of("AWS::Cognito::IdentityPoolRoleAttachment"):
        pool = resources.get(reference(declared.properties.get("IdentityPoolId")))
        if isinstance(pool, IdentityPool):
            roles = declared.properties.get("Roles")
            pool.authenticated_role = reference(roles.get("authenticated"))
            pool.unauthenticated_role = reference(roles.get("unauthenticated"))


def read_access_key(declared: Declared) -> AccessKey:
    return AccessKey(**common(declared), encrypted=presence(declared.properties.get("PgpKey")))


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::IAM::AccessKey": read_access_key,
    "AWS::Cognito::UserPool": read_user_pool,
    "AWS::Cognito::UserPoolClient": read_client,
    "AWS::Cognito::IdentityPool": read_identity_pool,
}
