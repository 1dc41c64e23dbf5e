"""What the policies of resources allow a role: in the same account they are enough by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, placeholder
from goatherd.iam.match import covers_action
from goatherd.model.resource import ResourcePolicy

if TYPE_CHECKING:
    from goatherd.iam.arn import Names
    from goatherd.model.application import Application
    from goatherd.model.role import Role, Statement


def given(role: Role, action: str, resource: str, application: Application, names: Names) -> bool:
    """Whether a policy of a resource may allow it (canonical text) to the role by name."""
    return any(
        _allows(statement, role, action, resource, names)
        for policy in application.of(ResourcePolicy)
        for statement in policy.statements
    )


def _allows(statement: Statement, role: Role, action: str, resource: str, names: Names) -> bool:
    if statement.effect != "Allow" or statement.not_principal:
        return False
    if not any(_is(name, role, names) for kind, name in statement.principals if kind in ("AWS", "*")):
        return False
    actions = any(covers_action(pattern, action) is not False for pattern in statement.actions)
    if actions == statement.not_action:
        return False
    covered = [names.covers(names.canonical(text), resource) for text in statement.resources]
    if statement.not_resource:
        return True not in covered
    return any(answer is not False for answer in covered)


def _is(principal: str, role: Role, names: Names) -> bool:
    own = names.canonical(placeholder(role.id, "Arn"))
    return principal in ("*", HOLE) or names.covers(names.canonical(principal), own) is True
