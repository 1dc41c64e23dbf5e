"""What has to be granted in the place of a policy: actions, each with the resources that they are used on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.value import HOLE, known, placeholders
from goatherd.fixes.unfixable import Unfixable
from goatherd.iam.actions import describe
from goatherd.iam.effective import Grants
from goatherd.iam.least import to_paste
from goatherd.iam.match import covers_action
from goatherd.iam.platform import CUSTOMARY, ENCRYPTION, NETWORK, SOURCE_ACTIONS, wired_elsewhere
from goatherd.iam.resources import ANY_RESOURCE
from goatherd.iam.usage import NO_CALLS
from goatherd.iam.use import is_wide
from goatherd.model.resource import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.iam.least import Advice
    from goatherd.iam.resources import Need
    from goatherd.iam.use import EntryUse
    from goatherd.model.application import Application
    from goatherd.model.role import Role, Statement

# What stays on every resource without a finding.
_ANYWHERE = (*CUSTOMARY, *NETWORK, *ENCRYPTION, "ses:Send", "iam:PassRole")
_NOWHERE = "the code may use {}, nobody can tell on which resource"
_ALL_SOURCES = tuple(action for actions in SOURCE_ACTIONS.values() for action in actions)


@frozen
class Target:
    """One statement: `own` are positions of resources that the author's statement names, `new` others, as written."""

    actions: tuple[str, ...]
    own: tuple[int, ...]
    new: tuple[str, ...]


@define
class Places:
    """The resources of one action, as in `Target`."""

    own: set[int] = field(factory=set)
    new: set[str] = field(factory=set)


def check_known(use: EntryUse, advice: Advice, app: Application) -> None:
    """Raises Unfixable where more may be used of a policy than was seen."""
    if advice.unreadable:
        raise Unfixable(advice.unreadable)
    _check_role(advice.role, app)
    for one in advice.usages:
        for why in one.unseen:
            raise Unfixable("the code makes no call of AWS at all" if why == NO_CALLS else why)
        for action in use.unseen:
            if one.is_blind(action):
                raise Unfixable(one.blind.get(action.partition(":")[0], f"{action} may be used unseen"))
    _check_sources(use, advice)
    if use.everything and (any(app.of(EncryptionKey)) or not _all_declared(use, advice)):
        raise Unfixable("what the code uses may be encrypted with a key, which this alone lets it use")


def _check_role(role: Role, app: Application) -> None:
    if not role.generated and not role.trust:
        raise Unfixable("who may take on the role is not known")
    for output in app.outputs:
        if output.exported and any(id == role.id for id, _ in placeholders(known(output.value) or "")):
            raise Unfixable(f"the role is handed out to other stacks (output {output.name})")


def _check_sources(use: EntryUse, advice: Advice) -> None:
    """A service of which the code calls nothing may be the source of events that are wired elsewhere."""
    called = {need.action.partition(":")[0] for need in use.needs if need.span is not None}
    elsewhere = [one.function.id for one in advice.usages if wired_elsewhere(one.function)]
    if not elsewhere or use.entry.kind == "sam-template":
        return
    for grant in use.entry.grants():
        source = next((a for a in _ALL_SOURCES if "*" in grant.action and covers_action(grant.action, a)), "")
        if source and source.partition(":")[0] not in called:
            raise Unfixable(f"what sets off {elsewhere[0]} is not known; it may be read with {source}")


def _all_declared(use: EntryUse, advice: Advice) -> bool:
    texts = [text for need in use.needs for text in need.resources if text != ANY_RESOURCE]
    return all(advice.grants.names.owner(text) for text in texts)


def of_statement(use: EntryUse, advice: Advice, write: Callable[[str], str]) -> dict[str, Places]:
    """What one role needs of a statement: the author's resources where they are not all of a kind, else those used.

    `write` makes of a canonical resource what is written. Raises Unfixable where the resource is not known of an
    action that is granted on all.
    """
    statement = use.entry.statements[0]
    if statement.not_resource:
        raise Unfixable("it names the resources that it leaves out (NotResource)")
    if any(HOLE in text for text in statement.actions):
        raise Unfixable("which actions it grants is decided at deployment")
    places: dict[str, Places] = {}
    for action, texts in _served(use, advice):
        found = places.setdefault(action, Places())
        for text in texts:
            _add(found, action, text, statement.resources, advice, write)
    for need in use.kept:
        if is_split(statement) and not _may_be_anywhere(need.action):
            raise Unfixable(_NOWHERE.format(need.action))
        places.setdefault(need.action, Places()).own.update(range(len(statement.resources)))
    return places


def is_split(statement: Statement) -> bool:
    """Whether actions on different resources get statements of their own: one of the resources is all of a kind."""
    return any(is_wide(text) for text in statement.resources)


def _served(use: EntryUse, advice: Advice) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is needed of an entry, with resources as the calls name them."""
    actions = {need.action for need in to_paste(use, advice.grants)} - {need.action for need in use.kept}
    for need in advice.needs:
        if need.action in actions:
            yield need.action, need.resources


def _add(
    found: Places, action: str, text: str, patterns: tuple[str, ...], advice: Advice, write: Callable[[str], str]
) -> None:
    answers = [advice.grants.names.covers(pattern, text) for pattern in patterns]
    narrow = [i for i, answer in enumerate(answers) if answer is not False and not is_wide(patterns[i])]
    found.own.update(narrow)
    if any(answers[i] for i in narrow):
        return
    wide = [i for i, answer in enumerate(answers) if answer is not False and is_wide(patterns[i])]
    if text == ANY_RESOURCE or _may_be_anywhere(action):
        found.own.update(wide)
    elif wide:
        _check_decided(action, text)
        found.new.add(write(text))


def _check_decided(action: str, text: str) -> None:
    name = text.split(":", 5)[-1]
    if text == HOLE or name.startswith(HOLE) or is_wide(text.replace(HOLE, "*")):
        raise Unfixable(f"which resource {action} acts on is decided at run time")


def _may_be_anywhere(action: str) -> bool:
    described = describe(action)
    if described is None:
        return "*" not in action
    return not described.resource_level or action.startswith(_ANYWHERE)


def grouped(listed: Iterable[dict[str, Places]], *, split: bool) -> list[Target]:
    """The statements that give several roles what each needs of one that they share."""
    places: dict[str, Places] = {}
    for one in listed:
        for action, found in one.items():
            place = places.setdefault(action, Places())
            place.own |= found.own
            place.new |= found.new
    if not split:
        own = {position for found in places.values() for position in found.own}
        return [Target(tuple(places), tuple(sorted(own)), ())] if places else []
    groups: dict[tuple[tuple[int, ...], tuple[str, ...]], list[str]] = {}
    for action, found in places.items():
        groups.setdefault((tuple(sorted(found.own)), tuple(sorted(found.new))), []).append(action)
    return [Target(tuple(actions), own, new) for (own, new), actions in groups.items()]


def of_policy(use: EntryUse, advice: Advice) -> list[Need]:
    """What takes the place of a ready-made policy, beyond what the role's author grants in other words.

    Raises Unfixable where a resource of it is not known.
    """
    needs = [need for need in to_paste(use, advice.grants) if not _granted_by_hand(need, use, advice)]
    for need in needs:
        if _may_be_anywhere(need.action):
            continue
        if need in use.kept and any(is_wide(text) for text in need.resources):
            raise Unfixable(_NOWHERE.format(need.action))
        for text in need.resources:
            if text != ANY_RESOURCE:
                _check_decided(need.action, text)
    return needs


def _granted_by_hand(need: Need, use: EntryUse, advice: Advice) -> bool:
    """Whether statements and policy templates of the role, which stay as far as they are used, grant it as well."""
    if use.entry.kind != "managed":
        return False
    others = tuple(e for e in advice.grants.entries if e.kind != "managed" and not e.implicit)
    grants = Grants(others, advice.grants.names)
    return all(grants.allows(need.action, text) for text in need.resources)
