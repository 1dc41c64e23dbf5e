"""Least privilege: what a role grants against what the code of its functions uses, and the policy to paste."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.confidence import Confidence, confidence_of, only_possible, unseen
from goatherd.core.wording import counted
from goatherd.iam.actions import Access, covers_everything, describe, expanded, seen_in_code
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.iam.libraries import ALL_SERVICES
from goatherd.iam.match import covers_action
from goatherd.iam.paste import policy_text
from goatherd.iam.platform import CUSTOMARY
from goatherd.iam.resources import Need
from goatherd.iam.usage import NO_CALLS, usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.core.confidence import Reasons
    from goatherd.iam.effective import Entry, Grant, Grants
    from goatherd.iam.usage import Usage
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.role import Role

_ALL_OF_TYPE = re.compile(r"/?\*|[A-Za-z-]+[/:]\*(?:[/:].*)?")
_ALL_BUCKETS = re.compile(r"\*(?:/\*)?")
NOT_FUNCTIONS = "the role is also assumed by something that is not a function"


@define
class EntryUse:
    """One policy entry held against the code.

    `used` and `unused` are action names; what nothing can be said of is in neither, and both are empty
    where the code was not understood. `everything`: the entry grants all actions of all services, and
    `unused` lists none of them. `needs` are those that the entry serves, `kept` what has to stay although
    no use of it is seen, `unseen` those of its actions that code which nobody can read may use. `wide` are
    its resources that are a service's all (`*`, `arn:aws:s3:::*`).
    """

    entry: Entry
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    everything: bool = False
    needs: list[Need] = field(factory=list)
    wide: tuple[str, ...] = ()
    kept: list[Need] = field(factory=list)
    unseen: tuple[str, ...] = ()

    @property
    def proven(self) -> tuple[str, ...]:
        """The used actions that some call certainly needs."""
        certain = {need.action for need in self.needs if need.certain}
        return tuple(action for action in self.used if action in certain)

    @property
    def may_need(self) -> bool:
        """Whether the replacement holds what no call certainly needs."""
        return bool(self.kept) or len(self.proven) < len(self.used)

    @property
    def unused_access(self) -> Access | None:
        """The most that the unused actions can do."""
        levels = [described.access for action in self.unused if (described := describe(action))]
        return max(levels, default=None)

    @property
    def worst_unused(self) -> tuple[str, ...]:
        """The unused actions, those that can do most first."""
        return tuple(sorted(self.unused, key=_weight))

    @property
    def unused_services(self) -> tuple[str, ...]:
        """IAM prefixes of which nothing at all is used."""
        used = {action.partition(":")[0] for action in self.used}
        return tuple(sorted({action.partition(":")[0] for action in self.unused} - used))


def _weight(action: str) -> tuple[int, str]:
    described = describe(action)
    return (-(described.access if described else 0), action)


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
    _usages: list[Usage]

    @cached_property
    def entries(self) -> list[EntryUse]:
        """Each policy entry of the role, held against the code."""
        if self.unreadable:
            return [EntryUse(entry) for entry in self.grants.entries]
        return [_entry_use(entry, self.grants.names, self.needs, self._usages) for entry in self.grants.entries]

    @property
    def policy_text(self) -> str:
        """A list of policy templates and statements that grants what is used, "" for nothing."""
        return policy_text(_wanted(self.needs, self.entries), self.grants.names, self.role, sam=self.sam)

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
        missing=_missing(grants, needs, usages),
        unreadable=_unreadable(role, usages),
        reasons=_reasons(grants, needs, usages),
        sam=application.framework == "sam",
        usages=usages,
    )


def entry_text(use: EntryUse, advice: Advice, *, sam: bool) -> str:
    """What to paste in the place of one entry, "" when nothing of it is needed."""
    return policy_text(_to_paste(use), advice.grants.names, advice.role, sam=sam)


def _to_paste(use: EntryUse) -> list[Need]:
    needs = [need for need in use.needs if not any(covers_action(kept.action, need.action) for kept in use.kept)]
    return needs + use.kept


def _wanted(needs: list[Need], entries: list[EntryUse]) -> list[Need]:
    """What the policy must grant: all that is certain, and what may be needed where it is granted today."""
    served = _distinct(need for use in entries for need in _to_paste(use))
    actions = {need.action for need in served}
    return served + [need for need in needs if need.certain and need.action not in actions]


def _entry_use(entry: Entry, names: Names, needs: list[Need], usages: list[Usage]) -> EntryUse:
    grants = list(entry.grants())
    found = EntryUse(entry, needs=[narrowed for need in needs if (narrowed := _within(need, grants, names))])
    in_use = {need.action for need in found.needs}
    if any(covers_everything(grant.action) for grant in grants):
        found.everything, found.used = True, tuple(sorted(in_use))
        return found
    actions = expanded(grant.action for grant in grants)
    found.used = tuple(action for action in actions if action in in_use)
    found.unused = tuple(a for a in actions if a not in in_use and _would_be_seen(a, usages))
    found.unseen = tuple(action for action in actions if any(one.is_blind(action) for one in usages))
    found.wide = tuple(dict.fromkeys(text for grant in grants for text in grant.resources if is_wide(text)))
    found.kept = [need for grant in grants for need in _kept(grant, entry, in_use, set(found.unused), usages)]
    return found


def _would_be_seen(action: str, usages: list[Usage]) -> bool:
    """Whether the code would show a use of the action."""
    if not seen_in_code(action) or describe(action) is None:
        return False
    return not any(one.may_call(action) or one.is_exempt(action) for one in usages)


def _kept(grant: Grant, entry: Entry, used: set[str], unused: set[str], usages: list[Usage]) -> list[Need]:
    """What has to stay of a grant, because nothing can be said of its use.

    An action stays as it is written when nothing that it covers is known to be unused. Of others, and
    of ready-made policies, what the code may call stays, and of a statement the right to log.
    """
    covered = expanded([grant.action])
    rest = [action for action in covered if action not in used and action not in unused]
    by_hand = entry.kind == "statement"
    if not by_hand or not unused.isdisjoint(covered):
        rest = [a for a in rest if (by_hand and a in CUSTOMARY) or any(one.may_call(a) for one in usages)]
    if grant.actions_but or not rest:
        return []
    names = [grant.action] if unused.isdisjoint(covered) else rest
    return [Need(name, grant.resources, False, grant.span) for name in names]


def _within(need: Need, grants: list[Grant], names: Names) -> Need | None:
    """The part of a need that some grants serve: no wider than what they grant."""
    found: dict[str, None] = {}
    for grant in grants:
        if covers_action(grant.action, need.action) is False:
            continue
        if any(covers_action(but, need.action) for but in grant.actions_but):
            continue
        for text in need.resources:
            for pattern in grant.resources:
                covered = names.covers(pattern, text)
                if covered is not False:
                    found[text if covered or grant.resources_but else pattern] = None
    return evolve(need, resources=tuple(found)) if found else None


def is_wide(resource: str) -> bool:
    """Whether a canonical resource is every resource of its service or type ("*", "arn:aws:s3:::*", "…:table/*")."""
    if resource.strip("*") == "":
        return resource != ""
    parts = resource.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6:
        return parts[0] == "arn" and resource.endswith("*")  # "arn:aws:dynamodb:*"
    if parts[2] == "execute-api":  # the id of an API comes first, not a type
        return parts[5].startswith("*")
    return (_ALL_BUCKETS if parts[2] == "s3" else _ALL_OF_TYPE).fullmatch(parts[5]) is not None


def _missing(grants: Grants, needs: list[Need], usages: list[Usage]) -> list[Need]:
    if any(need.action.startswith("sts:AssumeRole") for need in needs):
        return []  # calls may be made with the rights of another role
    if any(one.unreadable or ALL_SERVICES in one.blind for one in usages):
        return []
    called = [n for n in needs if n.certain and n.span is not None and n.action not in CUSTOMARY]
    return [n for n in called if all(grants.allows(n.action, text) is False for text in n.resources)]


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
