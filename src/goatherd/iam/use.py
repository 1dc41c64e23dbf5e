"""One policy entry of a role held against the code: what of it is used, what is not, and what has to stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.iam.actions import covers_everything, describe, expanded, seen_in_code
from goatherd.iam.match import covers_action
from goatherd.iam.platform import CUSTOMARY, ENCRYPTION, asked_for
from goatherd.iam.resources import Need

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.iam.arn import Names
    from goatherd.iam.effective import Entry, Grant, Grants
    from goatherd.iam.usage import Usage

# Actions that allow nothing which those others do not allow as well.
_SAME_RIGHTS = {
    "dynamodb:PutItem": frozenset({"dynamodb:BatchWriteItem"}),
    "dynamodb:DeleteItem": frozenset({"dynamodb:BatchWriteItem"}),
    "dynamodb:BatchWriteItem": frozenset({"dynamodb:PutItem", "dynamodb:DeleteItem"}),
    "dynamodb:GetItem": frozenset({"dynamodb:BatchGetItem"}),
    "dynamodb:BatchGetItem": frozenset({"dynamodb:GetItem"}),
    "ses:SendEmail": frozenset({"ses:SendRawEmail"}),
    "ses:SendRawEmail": frozenset({"ses:SendEmail"}),
}
_ALL_OF_TYPE = re.compile(r"/?\*|[A-Za-z-]+[/:]\*(?:[/:].*)?")
_ALL_BUCKETS = re.compile(r"\*(?:/\*)?")


@define
class EntryUse:
    """One policy entry held against the code.

    `used` and `unused` are action names; what nothing can be said of is in neither, and both are empty
    where the code was not understood. `everything`: the entry grants all actions of all services, and
    `unused` lists none of them. `needs` are those that the entry serves, `kept` what has to stay although
    no use of it is seen, `unseen` those of its actions that code which nobody can read may use. `only_named`: nothing
    of it is used, and what is kept is so for methods that the code names. `wide` are its resources that are a
    service's all (`*`, `arn:aws:s3:::*`), `unused_resources` those of the application that no used action acts on.
    """

    entry: Entry
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    everything: bool = False
    needs: list[Need] = field(factory=list)
    wide: tuple[str, ...] = ()
    kept: list[Need] = field(factory=list)
    unseen: tuple[str, ...] = ()
    only_named: bool = False
    unused_resources: tuple[str, ...] = ()

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
    def gained(self) -> tuple[str, ...]:
        """The unused actions that allow more than what is used allows."""
        used = set(self.used)
        return tuple(a for a in self.unused if not (a in _SAME_RIGHTS and _SAME_RIGHTS[a] <= used))

    @property
    def worst_unused(self) -> tuple[str, ...]:
        """The unused actions, those that can do most first."""
        gained = self.gained
        return tuple(sorted(self.unused, key=lambda action: (action not in gained, _weight(action))))

    @property
    def unused_services(self) -> tuple[str, ...]:
        """IAM prefixes of which nothing at all is used."""
        used = {action.partition(":")[0] for action in self.used}
        return tuple(sorted({action.partition(":")[0] for action in self.unused} - used))


def _weight(action: str) -> tuple[int, str]:
    described = describe(action)
    return (-(described.access if described else 0), action)


def entry_use(entry: Entry, role: Grants, needs: list[Need], usages: list[Usage]) -> EntryUse:
    names, grants = role.names, list(entry.grants())
    found = EntryUse(entry, needs=[narrowed for need in needs if (narrowed := _within(need, grants, names))])
    in_use = {need.action for need in found.needs}
    asked = _asked(usages, role) - in_use
    if any(covers_everything(grant.action) for grant in grants):
        found.everything, found.used = True, tuple(sorted(in_use))
        everything = [grant for grant in grants if covers_everything(grant.action)]
        found.kept = [need for grant in everything for need in _asked_of(grant, asked, names)]
        return found
    actions = expanded(grant.action for grant in grants)
    found.used = tuple(action for action in actions if action in in_use)
    found.unused = tuple(a for a in actions if a not in in_use and _would_be_seen(a, usages))
    found.unseen = tuple(action for action in actions if any(one.is_blind(action) for one in usages))
    found.wide = tuple(dict.fromkeys(text for grant in grants for text in grant.resources if is_wide(text)))
    by_hand = entry.kind == "statement"
    found.kept = [
        need for g in grants for need in _kept(g, in_use, set(found.unused), usages, asked=asked, by_hand=by_hand)
    ]
    found.only_named = not found.used and bool(found.kept) and all(_is_named(need, usages) for need in found.kept)
    if by_hand and not entry.grant and not found.kept and not found.unseen:
        found.unused_resources = tuple(_untouched(entry, grants, needs, names))
    return found


def _is_named(need: Need, usages: list[Usage]) -> bool:
    actions = expanded([need.action])
    return all(any(one.is_named(a) for one in usages) and not any(one.is_blind(a) for one in usages) for a in actions)


def _untouched(entry: Entry, grants: list[Grant], needs: list[Need], names: Names) -> Iterator[str]:
    """The resources of a statement of which nothing is used, neither they themselves nor what is in them."""
    served = [need for need in needs if any(covers_action(grant.action, need.action) for grant in grants)]
    resources = entry.statements[0].resources
    owners = {text: owner[0] if (owner := names.owner(text)) else "" for text in resources}
    used = {
        owners[text] for text in resources for need in served for used in need.resources if _touches(names, text, used)
    }
    if served and not entry.statements[0].not_resource and used:
        yield from (text for text in resources if owners[text] and owners[text] not in used)


def _touches(names: Names, pattern: str, used: str) -> bool:
    return names.covers(pattern, used) is not False


def _asked_of(grant: Grant, asked: set[str], names: Names) -> Iterator[Need]:
    """What the platform asks for of a grant of all actions, where it can act on the grant's resources."""
    for action in sorted(asked):
        described = describe(action)
        if described is None or any(covers_action(but, action) for but in grant.actions_but):
            continue
        if any(names.covers(pattern, described.anywhere) is not False for pattern in grant.resources):
            yield Need(action, grant.resources, False, grant.span)


def _asked(usages: list[Usage], role: Grants) -> set[str]:
    """What the platform asks for because of how the functions are set up, and the framework does not grant."""
    asked = {action for one in usages for action in asked_for(one.function)}
    framework = [grant.action for entry in role.entries if entry.implicit for grant in entry.grants()]
    return {action for action in asked if not any(covers_action(pattern, action) for pattern in framework)}


def _would_be_seen(action: str, usages: list[Usage]) -> bool:
    """Whether the code would show a use of the action."""
    if not seen_in_code(action) or describe(action) is None:
        return False
    return not any(one.may_call(action) or one.is_exempt(action) for one in usages)


def _kept(
    grant: Grant, used: set[str], unused: set[str], usages: list[Usage], *, asked: set[str], by_hand: bool
) -> list[Need]:
    """What has to stay of a grant, because nothing can be said of its use.

    An action stays as it is written when nothing that it covers is known to be unused. Of others, and
    of ready-made policies, what the code may call or the platform asks for stays, and of a statement (`by_hand`)
    the right to log and to use what is encrypted.
    """
    covered = expanded([grant.action])
    rest = [action for action in covered if action not in used and action not in unused]
    if not by_hand or not unused.isdisjoint(covered):
        meant = {*asked, *CUSTOMARY, *ENCRYPTION} if by_hand else asked
        rest = [action for action in rest if action in meant or any(one.may_call(action) for one in usages)]
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
    if parts[2] == "execute-api":  # the id of an API comes first, not a type; then its stage, and what it is for
        return parts[5].strip("*/") == ""
    return (_ALL_BUCKETS if parts[2] == "s3" else _ALL_OF_TYPE).fullmatch(parts[5]) is not None
