"""Whether a function's role certainly forbids a call: what nobody may write or read carries no data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.stories import span_of
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.iam.resources import needs
from goatherd.model.flow import AwsCall
from goatherd.model.resource import InvokePermission, ResourcePolicy

if TYPE_CHECKING:
    from goatherd.engine.facts import AwsFact, Facts
    from goatherd.iam.effective import Grants
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role

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
        if role is None or facts.borrowed or any(operation in _BORROWS for _, operation, _ in facts.aws):
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
            denied = all(grants.allows(need.action, resource) is False for resource in need.resources)
            if need.certain and denied and not any(self._is_opened(each) for each in need.resources):
                return True
        return False

    def _is_opened(self, resource: str) -> bool:
        """Whether a policy of the resource itself may let the role in."""
        if self._opened is None:
            self._opened = set(_opened(self._application))
        owner = self._names.owner(resource) if self._names is not None else None
        return owner is not None and owner[0] in self._opened


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
