"""What each function can reach: by its role, by the calls in its code, and over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.value import is_true, known, placeholders
from goatherd.iam.actions import covers_everything
from goatherd.iam.arn import Names
from goatherd.iam.effective import effective
from goatherd.iam.match import covers_action
from goatherd.iam.platform import exempt_actions, platform_needs
from goatherd.iam.usage import usage
from goatherd.model.application import OTHER_CLOUDS
from goatherd.model.resource import Database
from goatherd.surface.databases import databases_used
from goatherd.surface.targets import Targets
from goatherd.surface.verbs import verbs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.iam.effective import Grant, Grants
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.surface.targets import Target

ROLE, CODE, ENVIRONMENT = "role", "code", "environment"

_REQUESTS = (
    "requests.",
    "urllib.request.",
    "urllib3.",
    "http.client.",
    "http.request",
    "http.get",
    "https.",
    "httpx.",
    "aiohttp.",
    "axios",
    "fetch",
    "node-fetch",
    "got",
    "undici",
    "request",
    "superagent",
    "needle",
)


@frozen
class Access:
    """A function acts on a target. `verb` is a kind of edge (graph.py), `actions` IAM actions or patterns of them.

    `evidence`: "role" (it may), "code" (it does), "environment" (it is told the name).
    """

    target: str
    verb: str
    actions: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def used(self) -> bool:
        return CODE in self.evidence or self.verb == "connects"


@define
class Reach:
    """`grants` is None where the application does not say which role the function has; `unknown` says what else
    could not be read of it. `network` tells how far the function gets on the network.
    """

    function: Function
    grants: Grants | None
    accesses: tuple[Access, ...]
    network: str
    unknown: tuple[str, ...] = ()


@define
class _Found:
    actions: dict[str, None] = field(factory=dict)
    evidence: dict[str, None] = field(factory=dict)


class Reaches:
    """The reach of all functions of one application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.names = Names(application)
        self.targets = Targets(application, self.names)
        self._grants: dict[str, Grants] = {}
        self.of = {function.id: self._reach(function) for function in application.functions}

    @property
    def called(self) -> set[str]:
        """Ids of the functions that the code of others calls."""
        functions = set(self.of)
        accesses = (access for id, reach in self.of.items() for access in reach.accesses if access.target != id)
        return {one.target for one in accesses if one.used and one.verb == "invokes" and one.target in functions}

    def _reach(self, function: Function) -> Reach:
        grants = self._granted(function)
        found: dict[tuple[str, str], _Found] = {}
        sources = {trigger.source for trigger in function.triggers}
        polling = exempt_actions(function).union(need.action for need in platform_needs(function, self.names))
        for grant in grants.granted() if grants else ():
            for target, verb in self._by_grant(grant):
                if target.id in sources and grant.action in polling:
                    continue  # how its events are fetched
                if grants and not self._denied(grants, grant, target):
                    _note(found, target.id, verb, grant.action, ROLE)
        self._add_code(function, found)
        self._add_environment(function, found)
        if _makes_requests(self.application, function):
            _note(found, self.targets.internet().id, "connects", "", CODE)
        for name in databases_used(self.application, function):
            _note(found, self.targets.database(name).id, "connects", "", CODE)
        accesses = (
            Access(target, verb, tuple(filter(None, one.actions)), tuple(one.evidence))
            for (target, verb), one in found.items()
        )
        unknown = tuple(dict.fromkeys(why for _, why in grants.unknown)) if grants else ()
        return Reach(function, grants, tuple(accesses), _network(function, self.application), unknown)

    def _granted(self, function: Function) -> Grants | None:
        role = function.role
        if role is None:
            return None
        if role.id not in self._grants:
            self._grants[role.id] = effective(role, self.application, self.names)
        return self._grants[role.id]

    def _by_grant(self, grant: Grant) -> Iterator[tuple[Target, str]]:
        if covers_everything(grant.action):
            yield from self._by_everything(grant)
            return
        service = grant.action.partition(":")[0].lower()
        for verb in verbs_of(grant.action):
            for resource in grant.resources:
                yield from ((target, verb) for target in self.targets.of(resource, service, verb))

    def _by_everything(self, grant: Grant) -> Iterator[tuple[Target, str]]:
        for resource in grant.resources:
            for target in self.targets.of(resource, "", "invokes"):
                arn = self.names.arn(target.id) or ""
                service = arn.split(":", 3)[2] if arn else "*"
                yield from ((target, verb) for verb in verbs_of(f"{service}:*" if service != "*" else "*"))

    def _denied(self, grants: Grants, grant: Grant, target: Target) -> bool:
        """Whether a denial or a boundary certainly takes away what is granted."""
        arn = self.names.arn(target.id)
        limited = grants.boundary is not None or any(s.effect == "Deny" for e in grants.entries for s in e.statements)
        if arn is None or not limited or "*" in grant.action:
            return False
        return grants.allows(grant.action, arn) is False and grants.allows(grant.action, f"{arn}/x") is False

    def _add_code(self, function: Function, found: dict[tuple[str, str], _Found]) -> None:
        for need in usage(function, self.application, self.names).needs:
            verbs = verbs_of(need.action)
            if need.span is None or not verbs:
                continue
            service = need.action.partition(":")[0]
            targets = [t for text in need.resources if text != "*" for t in self.targets.of(text, service, verbs[0])]
            for target in targets:
                for id in self._as_granted(target, found):
                    _note(found, id, verbs[0], need.action, CODE)
            if not targets:
                _mark_used(found, need.action, verbs[0])

    def _as_granted(self, target: Target, found: dict[tuple[str, str], _Found]) -> list[str]:
        """One resource is not told twice because the role or the code knows only a part of its name."""
        granted = dict.fromkeys(id for (id, _), one in found.items() if ROLE in one.evidence)
        if target.id in granted:
            return [target.id]
        others = [self.targets.found[id] for id in granted]
        return [one.id for one in others if one.may_be(target) or target.may_be(one)] or [target.id]

    def _add_environment(self, function: Function, found: dict[tuple[str, str], _Found]) -> None:
        for value in function.environment.values():
            for id, _ in placeholders(known(value) or ""):
                if isinstance(self.application.resources.get(id), Database):
                    _note(found, self.targets.own(id).id, "connects", "", ENVIRONMENT)
                for (target, _), one in found.items():
                    if target == id:
                        one.evidence[ENVIRONMENT] = None


def _note(found: dict[tuple[str, str], _Found], target: str, verb: str, action: str, evidence: str) -> None:
    one = found.setdefault((target, verb), _Found())
    one.actions[action] = None
    one.evidence[evidence] = None


def _mark_used(found: dict[tuple[str, str], _Found], action: str, verb: str) -> None:
    """The code acts on something that is chosen at run time: it may be any that the role grants it for."""
    for (_, granted), one in found.items():
        if granted == verb and any(covers_action(pattern, action) for pattern in one.actions if pattern):
            one.evidence[CODE] = None


def _makes_requests(application: Application, function: Function) -> bool:
    return any(call.name.startswith(_REQUESTS) for call in application.behaviour(function).calls)


def _network(function: Function, application: Application) -> str:
    if application.framework in OTHER_CLOUDS:
        return "not known"
    if is_true(function.in_vpc):
        return "inside a VPC: the internet only where its subnets have a way out"
    return "the whole internet: the function is in no VPC" if known(function.in_vpc) is False else "not known"
