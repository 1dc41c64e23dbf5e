"""What one function is expected to do: the calls in its code, on which resources, and what its policies allow."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define

from goatherd.core.value import HOLE
from goatherd.guard.needs.calls import sent
from goatherd.guard.needs.wildcards import patterns
from goatherd.hunt.application.actions import actions_of, prefix_of
from goatherd.hunt.application.targets import is_meant
from goatherd.iam.effective import effective
from goatherd.iam.given import given
from goatherd.iam.match import covers_action
from goatherd.iam.operations import service_prefix
from goatherd.iam.usage import usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from goatherd.core.source import Span
    from goatherd.hunt.application.facts import Call
    from goatherd.iam.arn import Names
    from goatherd.iam.effective import Grant, Grants
    from goatherd.iam.usage import Usage
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_BY_THEIR_POLICY = frozenset({"sns"})  # the policy that AWS gives each topic lets the whole account in
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@define(eq=False, slots=False)
class Expected:
    """`names` are shared by the functions of one application; `stacks` are those that it runs in."""

    function: Function
    application: Application
    names: Names
    stacks: Collection[str] = ()

    @cached_property
    def usage(self) -> Usage:
        return usage(self.function, self.application, self.names)

    @cached_property
    def grants(self) -> Grants | None:
        """None where the application does not say which role the function has."""
        role = self.function.role
        return effective(role, self.application, self.names) if role else None

    @cached_property
    def _called(self) -> frozenset[tuple[str, str]]:
        behaviour = self.application.behaviour(self.function)
        return frozenset(
            (service_prefix(call.service) or "", operation)
            for call in behaviour.aws_calls
            for operation in sent(call.service, call.operation, behaviour.names)
        )

    def is_customary(self, call: Call) -> bool:
        """Whether the platform, or a service on behalf of the function, makes such calls by itself."""
        return any(self.usage.is_exempt(action) for action in actions_of(call.service, call.operation) or ())

    def in_code(self, call: Call) -> bool | None:
        """Whether the code makes this call; None where that cannot be told."""
        if self.usage.unreadable:
            return None
        actions = actions_of(call.service, call.operation)
        if (prefix_of(call.service), call.operation) in self._called:
            return True
        if actions is None:
            return None
        needed = {need.action for need in self.usage.needs}
        if actions and actions <= needed:
            return True
        if any(self.usage.may_call(action) for action in actions) or self._is_spelled(call) or self._is_blind(call):
            return None
        return False

    def _is_spelled(self, call: Call) -> bool:
        """Whether the code names something that is called like the operation."""
        snake = _WORD.sub("_", call.operation).lower()
        camel = call.operation[:1].lower() + call.operation[1:]
        return not self.usage.names.isdisjoint((snake, camel, f"{call.operation}Command"))

    def _is_blind(self, call: Call) -> bool:
        return bool(self.usage.blinded_by(f"{prefix_of(call.service)}:{call.operation}"))

    def elsewhere(self, call: Call) -> str:
        """The target of a call that none of the code's acts on; "" where all may be meant."""
        actions = actions_of(call.service, call.operation) or frozenset()
        needs = [need for need in self.usage.needs if need.action in actions]
        if not actions or not needs or any(action not in {need.action for need in needs} for action in actions):
            return ""
        meant = self._patterns(text for need in needs for text in need.resources)
        return next((target for target in call.targets if not is_meant(target, meant, self.stacks)), "")

    def allowed(self, call: Call) -> bool | None:
        """Whether the policies of the template allow it; None where that depends on what is not known."""
        grants, actions = self.grants, actions_of(call.service, call.operation)
        if grants is None or not actions or call.service in _BY_THEIR_POLICY:
            return None
        answers = [self._allows(grants, action, call) for action in actions]
        if False in answers:
            return False
        return None if None in answers else True

    def _allows(self, grants: Grants, action: str, call: Call) -> bool | None:
        if grants.unknown or grants.boundary is not None or grants.boundary_unknown:
            return None
        covering = [grant for grant in grants.granted() if covers_action(grant.action, action) is not False]
        sure = [grant for grant in covering if not (grant.conditional or grant.actions_but or grant.resources_but)]
        fits = [grant for grant in covering if self._reaches(grant, call.targets)]
        if not fits:
            return None if self._is_given(action, call) else False
        return True if any(grant in sure for grant in fits) else None

    def _reaches(self, grant: Grant, targets: tuple[str, ...]) -> bool:
        meant = self._patterns(grant.resources)
        return bool(grant.resources_but) or all(is_meant(target, meant, self.stacks) for target in targets)

    def _is_given(self, action: str, call: Call) -> bool:
        """Whether the policy of a resource may allow it."""
        role = self.function.role
        return role is not None and given(role, action, HOLE, self.application, self.names)

    def allowing(self, call: Call) -> Span | None:
        """The line of the template that allows a call."""
        actions = actions_of(call.service, call.operation) or frozenset()
        for grant in self.grants.granted() if self.grants else ():
            if any(covers_action(grant.action, action) for action in actions) and self._reaches(grant, call.targets):
                return grant.span
        return None

    def _patterns(self, texts: Iterable[str]) -> list[str]:
        return [pattern for text in texts for pattern in patterns(text, self.names)]
