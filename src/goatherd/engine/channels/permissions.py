"""Whether a function's role certainly forbids a call: what nobody may write or read carries no data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine.stories import span_of
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.iam.match import covers_action
from goatherd.iam.resources import needs
from goatherd.model.flow import AwsCall
from goatherd.model.resource import InvokePermission, ResourcePolicy

if TYPE_CHECKING:
    from goatherd.engine.facts import AwsFact, Facts
    from goatherd.iam.effective import Grants
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role, Statement

_NOT_LIKE = frozenset({"ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLike"})
# Other identities than the role's: what was called with them is not told apart.
_BORROWS = ("AssumeRole", "AssumeRoleWithWebIdentity", "GetCredentialsForIdentity", "GetSessionToken")


class Permissions:
    def __init__(self, application: Application) -> None:
        self._application = application
        self._names: Names | None = None
        self._grants: dict[str, Grants] = {}
        self._answers: dict[tuple[str, str, str], bool] = {}
        self._opened: set[str] | None = None

    def forbid(self, function: Function, facts: Facts, fact: AwsFact, named: dict[str, str]) -> bool:
        """Whether the role certainly lets the call fail. `named` are the texts of parameters that are meant."""
        role = function.role
        others = facts.borrowed or True in fact.identities
        if role is None or others or any(operation in _BORROWS for _, operation, _ in facts.aws):
            return False
        call = _call(fact, named)
        key = (role.id, f"{call.service}.{call.operation}", repr(call.parameters))
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._forbidden(role, call)
        return answer

    def _forbidden(self, role: Role, call: AwsCall) -> bool:
        if not role.generated and not role.statements and not role.references:
            return False  # its policies are attached where nobody sees it
        if self._names is None:
            self._names = Names(self._application)
        names = self._names
        grants = self._grants.get(role.id)
        if grants is None:
            grants = self._grants[role.id] = effective(role, self._application, names)
        for need in needs(call, names) or ():
            refused = all(
                self._refused(role, need.action, resource)
                or (grants.allows(need.action, resource) is False and not self._is_opened(resource))
                for resource in need.resources
            )
            if need.certain and refused:
                return True
        return False

    def _refused(self, role: Role, action: str, resource: str) -> bool:
        """Whether a policy of the resource itself certainly keeps the role out."""
        owner = self._owner(resource)
        for policy in self._application.of(ResourcePolicy) if owner else ():
            if owner in policy.targets and any(self._keeps_out(s, role, action, resource) for s in policy.statements):
                return True
        return False

    def _keeps_out(self, statement: Statement, role: Role, action: str, resource: str) -> bool:
        if statement.effect != "Deny" or statement.not_action or statement.not_resource or statement.not_principal:
            return False
        if not any(name == "*" for _, name in statement.principals):
            return False
        covered = any(covers_action(pattern, action) for pattern in statement.actions)
        return covered and self._covers(statement.resources, resource) and self._holds(statement, role)

    def _covers(self, patterns: tuple[str, ...], resource: str) -> bool:
        assert self._names is not None
        return any(self._names.covers(self._names.canonical(each), resource) for each in patterns)

    def _holds(self, statement: Statement, role: Role) -> bool:
        """Whether all conditions certainly hold for the role: those that ask for others than it."""
        assert self._names is not None
        own = self._names.arn(role.id) or HOLE
        for operator, tests in statement.conditions.items():
            for key, values in tests.items():
                others = [self._names.covers(self._names.canonical(value), own) is False for value in values]
                if operator not in _NOT_LIKE or key.lower() != "aws:principalarn" or not all(others):
                    return False
        return True

    def _owner(self, resource: str) -> str:
        """The id of the resource that an ARN is of, or goes on from; "" where that is not known."""
        owner = self._names.owner(resource) if self._names is not None else None
        return owner[0] if owner is not None else ""

    def _is_opened(self, resource: str) -> bool:
        """Whether a policy of the resource itself may let the role in."""
        if self._opened is None:
            self._opened = set(_opened(self._application))
        return self._owner(resource) in self._opened


def _call(fact: AwsFact, named: dict[str, str]) -> AwsCall:
    parameters = {name: tuple(texts) for name, texts in fact.parameters.items()}
    parameters.update({name: (text,) for name, text in named.items()})
    return AwsCall(fact.service, fact.operation, span_of(fact.place), parameters)


def _opened(application: Application) -> list[str]:
    found: list[str] = []
    for policy in application.of(ResourcePolicy):
        allowing = [statement for statement in policy.statements if statement.effect == "Allow"]
        if any(kind != "Service" for statement in allowing for kind, _ in statement.principals) or not allowing:
            found += policy.targets
    for permission in application.of(InvokePermission):
        principal = getattr(permission.principal, "value", "")
        if not principal.endswith(".amazonaws.com"):
            found.append(permission.function)
    return found
