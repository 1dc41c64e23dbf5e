"""Least privilege: what a role grants against what the code of its functions uses, and the policy to paste."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define

from goatherd.core.confidence import Confidence, confidence_of, only_possible, unseen
from goatherd.core.wording import counted
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.iam.given import given
from goatherd.iam.libraries import ALL_SERVICES
from goatherd.iam.match import covers_action
from goatherd.iam.paste import policy_text
from goatherd.iam.platform import CUSTOMARY
from goatherd.iam.usage import NO_CALLS, usage
from goatherd.iam.use import EntryUse, entry_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.core.confidence import Reasons
    from goatherd.iam.effective import Grants
    from goatherd.iam.resources import Need
    from goatherd.iam.usage import Usage
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role

NOT_FUNCTIONS = "the role is also assumed by something that is not a function"


@define
class Advice:
    """What is known about one role and the functions that run under it.

    `unreadable` is why nothing is claimed unused, "" otherwise; `reasons` why what is claimed may be
    wrong. `missing` are permissions that the code needs and the role certainly does not give.
    """

    role: Role
    functions: tuple[Function, ...]
    grants: Grants
    needs: list[Need]
    missing: list[Need]
    unreadable: str
    reasons: tuple[str, ...]
    sam: bool
    usages: list[Usage]

    @cached_property
    def entries(self) -> list[EntryUse]:
        """Each policy entry of the role, held against the code."""
        if self.unreadable:
            return [EntryUse(entry) for entry in self.grants.entries]
        return [entry_use(entry, self.grants, self.needs, self.usages) for entry in self.grants.entries]

    @property
    def policy_text(self) -> str:
        """A list of policy templates and statements that grants what is used, "" for nothing."""
        return policy_text(_wanted(self), self.grants.names, self.role, sam=self.sam)

    @property
    def doubt(self) -> Reasons:
        """The same as reasons of a finding. Several of a kind weigh no more than one: they are all about the code."""
        if self.unreadable or NO_CALLS in self.reasons:
            return only_possible(self.unreadable or NO_CALLS)
        others = f" (and {counted(len(self.reasons) - 1, 'more such reason')})" if len(self.reasons) > 1 else ""
        return unseen(f"{self.reasons[0]}{others}") if self.reasons else ()

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.doubt)

    def doubt_of(self, use: EntryUse) -> Reasons:
        """The same of one entry: a package may make all calls of a service of which the code itself makes none."""
        packages = [why for one in self.usages for why in one.packages]
        called = {need.action.partition(":")[0] for need in self.needs if need.span is not None}
        if packages and use.unused and called.isdisjoint(action.partition(":")[0] for action in use.unused):
            return only_possible(packages[0])
        return self.doubt


def least_privilege(function: Function, application: Application, names: Names | None = None) -> Advice | None:
    """The advice for one function alone; None where it has no role that the application knows."""
    return advise(function.role, [function], application, names) if function.role else None


def advise(role: Role, functions: Sequence[Function], application: Application, names: Names | None = None) -> Advice:
    """The advice for a role under which several functions may run."""
    names = names or Names(application)
    grants = effective(role, application, names)
    usages = [usage(function, application, names) for function in functions]
    needs = _distinct(need for one in usages for need in one.needs)
    return Advice(
        role=role,
        functions=tuple(functions),
        grants=grants,
        needs=needs,
        missing=_missing(grants, needs, usages, role, application),
        unreadable=_unreadable(role, usages),
        reasons=_reasons(grants, needs, usages),
        sam=application.framework == "sam",
        usages=usages,
    )


def entry_text(use: EntryUse, advice: Advice, *, sam: bool) -> str:
    """What to paste in the place of one entry, "" when nothing of it is needed."""
    return policy_text(to_paste(use, advice.grants), advice.grants.names, advice.role, sam=sam)


def to_paste(use: EntryUse, grants: Grants) -> list[Need]:
    """What has to be granted in the place of an entry: not what the framework grants the platform by itself."""
    kept = [need.action for need in use.kept]
    needs = [need for need in use.needs if not any(covers_action(action, need.action) for action in kept)]
    return [need for need in needs if not _by_framework(need, grants)] + use.kept


def _by_framework(need: Need, grants: Grants) -> bool:
    return need.span is None and all(grants.allows_implicitly(need.action, text) for text in need.resources)


def _wanted(advice: Advice) -> list[Need]:
    """What the policy must grant: all that is certain, and what may be needed where it is granted today."""
    served = _distinct(need for use in advice.entries for need in to_paste(use, advice.grants))
    actions = {need.action for need in served}
    rest = [need for need in advice.needs if need.certain and need.action not in actions]
    return served + [need for need in rest if not _by_framework(need, advice.grants)]


def _missing(
    grants: Grants, needs: list[Need], usages: list[Usage], role: Role, application: Application
) -> list[Need]:
    if any(need.action.startswith("sts:AssumeRole") for need in needs):
        return []  # calls may be made with the rights of another role
    if any(one.unreadable or ALL_SERVICES in one.blind for one in usages):
        return []
    called = [n for n in needs if n.certain and n.span is not None and n.action not in CUSTOMARY]
    lacking = [n for n in called if all(grants.allows(n.action, text) is False for text in n.resources)]
    return [n for n in lacking if not any(_given(n.action, text, grants, role, application) for text in n.resources)]


def _given(action: str, text: str, grants: Grants, role: Role, application: Application) -> bool:
    return not grants.denies(action, text) and given(role, action, text, application, grants.names)


def _unreadable(role: Role, usages: list[Usage]) -> str:
    for statement in role.trust:
        for kind, name in statement.principals:
            if kind != "Service" or not name.startswith(("lambda.", "edgelambda.")):
                return NOT_FUNCTIONS
    for one in usages:
        if one.unreadable:
            return f"{one.function.id}: {one.unreadable}"
        if ALL_SERVICES in one.blind:
            return one.blind[ALL_SERVICES]
    return "" if usages else "no function of the application runs under the role"


def _reasons(grants: Grants, needs: list[Need], usages: list[Usage]) -> tuple[str, ...]:
    reasons = [why for one in usages for why in (*one.blind.values(), *one.unseen)]
    reasons += [f"which resource {n.action} acts on is decided at run time" for n in needs if not n.resource_known]
    reasons += [why for _, why in grants.unknown]
    return tuple(dict.fromkeys(reasons))


def _distinct(needs: Iterable[Need]) -> list[Need]:
    """One need per action and resources; a certain one wins, then the first."""
    found: dict[tuple[str, tuple[str, ...]], Need] = {}
    for need in needs:
        key = (need.action, need.resources)
        if key not in found or (need.certain and not found[key].certain):
            found[key] = need
    return list(found.values())
