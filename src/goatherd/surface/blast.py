"""How far somebody gets who has taken over one function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.iam.actions import covers_everything
from goatherd.iam.escalation import escalations
from goatherd.model.resource import StateMachine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.surface.reach import Access, Reach, Reaches
    from goatherd.surface.ways_in import WayIn

_FIRES = ("invokes", "sends", "writes")


@frozen
class Blast:
    """All are ids of targets (targets.py), in order of reading.

    `own` are resources of the application that the role allows to act on, `outside` others that it names, `account`
    everything of one kind in the account. `functions` can be set off, also through queues, buckets, state machines
    and each other; `beyond` is what only these act on. `escalations` complete "it can …". `everything`: the role allows
    all of AWS. `known` is False where the application does not say what the role allows.
    """

    own: tuple[str, ...]
    outside: tuple[str, ...]
    account: tuple[str, ...]
    functions: tuple[str, ...]
    beyond: tuple[str, ...]
    escalations: tuple[str, ...]
    everything: bool
    known: bool

    @property
    def size(self) -> tuple[bool, bool, int, int]:
        """Larger is worse."""
        reached = len(self.own) + len(self.outside) + len(self.functions) + len(self.beyond)
        return self.everything, bool(self.escalations), len(self.account), reached


def blasts(application: Application, reaches: Reaches, ways: list[WayIn]) -> dict[str, Blast]:
    """By the id of the function."""
    fires = _Fires(application, ways)
    return {id: _blast(id, reaches, fires) for id in reaches.of}


class _Fires:
    """Which functions run when something is done to a target."""

    def __init__(self, application: Application, ways: list[WayIn]) -> None:
        self._functions = {function.id for function in application.functions}
        self._by_source: dict[str, list[str]] = {}
        for way in ways:
            if way.source:
                self._by_source.setdefault(way.source, []).extend(way.targets)
        for machine in application.of(StateMachine):
            self._by_source.setdefault(machine.id, []).extend(machine.tasks)

    def of(self, access: Access) -> Iterator[str]:
        if access.verb not in _FIRES:
            return
        if access.verb == "invokes" and access.target in self._functions:
            yield access.target
        yield from (id for id in self._by_source.get(access.target, ()) if id in self._functions)


def _blast(id: str, reaches: Reaches, fires: _Fires) -> Blast:
    reach = reaches.of[id]
    own, outside, account = _sorted_out(reach, reaches)
    functions = _set_off(id, reaches, fires)
    beyond = dict.fromkeys(target for other in functions for target in _sorted_out(reaches.of[other], reaches)[0])
    grants = reach.grants
    return Blast(
        own=own,
        outside=outside,
        account=account,
        functions=functions,
        beyond=tuple(target for target in beyond if target not in own),
        escalations=tuple(dict.fromkeys(found.how for found, _ in escalations(grants))) if grants else (),
        everything=grants is not None
        and any(covers_everything(grant.action) and "*" in grant.resources for grant in grants.granted()),
        known=grants is not None and not reach.unknown,
    )


def _sorted_out(reach: Reach, reaches: Reaches) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Resources of the application, others, and whole kinds of the account."""
    own: dict[str, None] = {}
    outside: dict[str, None] = {}
    account: dict[str, None] = {}
    for access in reach.accesses:
        target = reaches.targets.found[access.target]
        if target.account_wide:
            account[target.id] = None
        elif target.outside:
            if target.kind != "internet":
                outside[target.id] = None
        elif target.kind != "function":
            own[target.id] = None
    return tuple(own), tuple(outside), tuple(account)


def _set_off(id: str, reaches: Reaches, fires: _Fires) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    pending = [id]
    while pending:
        for access in reaches.of[pending.pop(0)].accesses:
            for function in fires.of(access):
                if function not in seen and function != id:
                    seen[function] = None
                    pending.append(function)
    return tuple(seen)
