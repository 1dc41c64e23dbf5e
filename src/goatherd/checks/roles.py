"""Who uses a role, in words and as functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.wording import listed
from goatherd.core.finding import MEDIUM
from goatherd.core.value import is_false, placeholders
from goatherd.model.resource import IdentityPool
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from goatherd.core.finding import Severity
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role


_IDENTITIES = "cognito-identity.amazonaws.com"
_POOL = f"{_IDENTITIES}:aud"
# services that act for a serverless application; roles of servers, builds and pipelines are not its own
_SERVERLESS = frozenset(
    {
        "lambda.amazonaws.com",
        "edgelambda.amazonaws.com",
        "states.amazonaws.com",
        "apigateway.amazonaws.com",
        "events.amazonaws.com",
        "pipes.amazonaws.com",
        "scheduler.amazonaws.com",
        "appsync.amazonaws.com",
        "firehose.amazonaws.com",
        "iot.amazonaws.com",
        _IDENTITIES,
        "bedrock.amazonaws.com",
    }
)


def belongs_to_application(role: Role, app: Application) -> bool:
    """A function has it, or the services that make up a serverless application can take it."""
    if role.generated or functions_of(role, app):
        return True
    trusted = {name for statement in role.trust for _, name in statement.principals}
    return bool(_SERVERLESS & trusted) and not (trusted == {_IDENTITIES} and _is_for_nobody(role, app))


def _is_for_nobody(role: Role, app: Application) -> bool:
    """Whether a role is for the guests of identity pools that let in none, or of a pool that is none of identities."""
    if _asks_for_another_resource(role, app):
        return True
    pools = app.of(IdentityPool)
    of_guests = [pool for pool in pools if pool.unauthenticated_role == role.id]
    return (
        bool(of_guests)
        and all(is_false(pool.allows_unauthenticated) for pool in of_guests)
        and not any(pool.authenticated_role == role.id for pool in pools)
    )


def _asks_for_another_resource(role: Role, app: Application) -> bool:
    """Whether all that it trusts is tokens of "pools" which are user pools, or anything else that gives out none."""
    pools = [
        values
        for statement in role.trust
        for keys in statement.conditions.values()
        for key, values in keys.items()
        if key.lower() == _POOL
    ]
    named = [[app.resources.get(id) for id, _ in placeholders(text)] for values in pools for text in values]
    return bool(named) and all(
        found and all(each is not None and not isinstance(each, IdentityPool) for each in found) for found in named
    )


def functions_of(role: Role, app: Application) -> list[Function]:
    return [function for function in app.functions if function.role is role]


def is_for_deployments(role: Role, app: Application) -> bool:
    """Whether nothing but a deployment starts the functions that have it: no outsider gives them anything."""
    found = functions_of(role, app)
    return bool(found) and all(
        function.triggers and all(trigger.kind == Kind.CUSTOM_RESOURCE for trigger in function.triggers)
        for function in found
    )


def weighed(severity: Severity, role: Role, app: Application) -> Severity:
    """How much it weighs that a role may do too much; less where nobody but deployments comes by it."""
    return min(severity, MEDIUM) if is_for_deployments(role, app) else severity


def users_of(role: Role, app: Application) -> str:
    """ "Function Pay" for a role that was made for one function, else "Role Shared of functions A and B"."""
    names = [function.id for function in functions_of(role, app)]
    if role.generated and len(names) == 1:
        return f"Function {names[0]}"
    if not names:
        return f"Role {role.id}"
    noun = "function" if len(names) == 1 else "functions"
    return f"Role {role.id} of {noun} {listed(names, 3)}"
