"""Entry points, and which accesses to data come from each: routes of the platform, and those of routers in the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.model.nouns import KINDS
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.access import Access, Case
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

_ANY = frozenset({"", "ANY", "*", "ALL"})
_REST = re.compile(r"\{\w+\+\}|\*|\$default")
_PARAMETER = re.compile(r"\{[^}]*\}|:\w+|<[^>]*>")


def entries_of(function: Function, accesses: list[Access]) -> Iterator[tuple[str, Trigger, Access]]:
    """(what the entry point is called, its trigger, an access); an access once for every entry point."""
    events = [trigger for trigger in function.triggers if trigger.kind != Kind.DIRECT] or function.triggers
    for trigger in events:
        # Code is interpreted once for a kind, with the most exposed of its events.
        own = [_as_it_happens(each, trigger) for each in accesses if each.kind == trigger.kind]
        routed = any(_same_route(case.route, trigger) for each in own for case in each.cases if case.route)
        for access in own:
            for name in dict.fromkeys(_names(access, trigger, routed)):
                yield name, trigger, access


def _as_it_happens(access: Access, trigger: Trigger) -> Access:
    return evolve(access, exposure=trigger.exposure, reach=min(access.reach, trigger.exposure))


def _names(access: Access, trigger: Trigger, routed: bool) -> Iterator[str]:
    for case in access.cases:
        if case.route and (trigger.is_http or trigger.kind == Kind.UNKNOWN):
            if not routed or _same_route(case.route, trigger):
                yield _name(trigger) if routed else case.route
        elif _comes_there(case, trigger):
            yield _asked(case, trigger)


def _same_route(route: str, trigger: Trigger) -> bool:
    """Whether the platform's route is this one of the router's."""
    method, _, path = route.partition(" ")
    if trigger.method.upper() in _ANY or not trigger.path or _REST.search(trigger.path):
        return False
    return method.upper() == trigger.method.upper() and _plain(path) == _plain(trigger.path)


def _plain(path: str) -> str:
    return _PARAMETER.sub("{}", path).strip("/")


def _comes_there(case: Case, trigger: Trigger) -> bool:
    """Whether requests of this route pass what the code asks of method and path."""
    if case.methods and trigger.method.upper() not in _ANY and trigger.method.upper() not in case.methods:
        return False
    if trigger.method.upper() in case.others:
        return False
    if case.paths and trigger.path and not _REST.search(trigger.path):
        return any(_plain(path) == _plain(trigger.path) for path in case.paths) or not any(
            path.count("/") == trigger.path.count("/") for path in case.paths
        )
    return True


def _asked(case: Case, trigger: Trigger) -> str:
    """The name of the route with the method and path that the code asks for, where the platform leaves them open."""
    open_method = trigger.is_http and trigger.method.upper() in _ANY
    open_path = trigger.is_http and (not trigger.path or _REST.search(trigger.path) is not None)
    if not ((case.methods and open_method) or (case.paths and open_path)):
        return _name(trigger)
    method = "/".join(case.methods) if case.methods and open_method else trigger.method
    path = " or ".join(case.paths) if case.paths and open_path else trigger.path
    return f"{method} {path}".strip()


def _name(trigger: Trigger) -> str:
    if trigger.method or trigger.path:
        return f"{trigger.method} {trigger.path}".strip()
    noun = KINDS[trigger.kind]
    if trigger.kind == Kind.CALLABLE:
        noun = "callable"
    return f"{noun} {trigger.detail.removeprefix(noun)}".strip() if trigger.detail else noun
