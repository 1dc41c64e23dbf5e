"""The ways into an application: who can make which functions run, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.model.nouns import KINDS
from goatherd.model.resource import Api, StateMachine
from goatherd.model.trigger import Exposure, Kind
from goatherd.surface.controlled import controlled_fields
from goatherd.surface.inspection import Inspection, inspection_of
from goatherd.surface.short_names import short_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.resource import Route
    from goatherd.model.trigger import Trigger

NOT_NAMED = "not named here"
SERVICE_CALL = "service-call"  # a route that calls a service of AWS, without a function
_ASKED = {
    Exposure.ANONYMOUS: "nobody is asked who calls",
    Exposure.AUTHENTICATED: "an authorizer asks who calls",
    Exposure.ACCOUNT: "only principals of the account may call",
    Exposure.INTERNAL: "only the platform calls",
}


@frozen
class Door:
    """One event of a way in. `target` is the id of the function or state machine that runs, or a service's name."""

    name: str
    target: str
    span: Span


@define
class WayIn:
    """One trigger source, for everybody who is asked the same: the routes of an API with one authorizer are one.

    `kind` is a `model.trigger.Kind`, `noun` the same for people. `who` is asked for ("" when nobody is), `why` says
    how the exposure was decided. `controlled` are the fields of the event that the sender chooses. `source` is the id
    of the resource that emits the events, "" where the application has none. `address` is the whole name, where the
    label is a shorter one.
    """

    id: str
    kind: str
    noun: str
    label: str
    exposure: Exposure
    who: str
    why: str
    source: str
    controlled: tuple[str, ...]
    inspection: Inspection
    address: str = ""
    doors: list[Door] = field(factory=list)
    triggers: list[Trigger] = field(factory=list, eq=False, repr=False)

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(door.target for door in self.doors))

    def rename(self, label: str) -> None:
        self.doors = [evolve(door, name=label) if door.name == self.label else door for door in self.doors]
        self.address, self.label = self.label, label

    @property
    def span(self) -> Span:
        return self.doors[0].span


def ways_in(application: Application, called: Collection[str] = ()) -> list[WayIn]:
    """The most exposed first. `called` are ids of functions that others of the application call."""
    found: dict[tuple[object, ...], WayIn] = {}
    short = short_names(application)
    for target, trigger in _triggers(application):
        if trigger.kind != Kind.DIRECT or not (target in called or application.function(trigger.source or "")):
            _add(found, application, trigger, target)
    for api, route in _without_function(application):
        _add_route(found, application, api, route)
    for way in found.values():
        if way.label in short:
            way.rename(short[way.label])
    return sorted(found.values(), key=lambda way: (-way.exposure, -len(way.doors), way.id))


def _triggers(application: Application) -> Iterator[tuple[str, Trigger]]:
    yield from ((function.id, trigger) for function, trigger in application.triggers())
    for machine in application.of(StateMachine):
        yield from ((machine.id, trigger) for trigger in machine.triggers)


def _add(found: dict[tuple[object, ...], WayIn], application: Application, trigger: Trigger, target: str) -> None:
    label = _label(trigger)
    noun = KINDS[trigger.kind]
    key = (noun, label, trigger.exposure, trigger.authorizer, trigger.api_key)
    way = found.get(key)
    if way is None:
        same = sum(1 for other in found.values() if (other.noun, other.label) == (noun, label))
        way = found[key] = WayIn(
            id=f"in:{trigger.kind}:{label}" + (f"#{same + 1}" if same else ""),
            kind=trigger.kind,
            noun=noun,
            label=label,
            exposure=trigger.exposure,
            who=_who(trigger),
            why=trigger.why,
            source=trigger.source if trigger.source in application.resources else "",
            controlled=controlled_fields(trigger),
            inspection=inspection_of(trigger, application),
        )
    way.doors.append(Door(_door(trigger, label), target, trigger.span))
    way.triggers.append(trigger)


def _label(trigger: Trigger) -> str:
    if trigger.kind in (Kind.DIRECT, Kind.UNKNOWN):
        return KINDS[trigger.kind]
    if trigger.kind == Kind.SCHEDULE and trigger.detail:
        return trigger.detail
    source = trigger.source or ""
    if source.startswith("/"):  # of another stack: its path, and the id there
        return source.rpartition("/")[2]
    return source or trigger.detail or NOT_NAMED


def _door(trigger: Trigger, label: str) -> str:
    if trigger.method or trigger.path:
        return f"{trigger.method} {trigger.path}".strip()
    return trigger.detail.removeprefix(label).removeprefix(f"{KINDS[trigger.kind]}, ").strip() or label


def _who(trigger: Trigger) -> str:
    if trigger.authorizer:
        return trigger.authorizer
    return "API key" if trigger.api_key else ""


def _without_function(application: Application) -> Iterator[tuple[Api, Route]]:
    for api in application.of(Api):
        for route in api.routes:
            if route.function is None and route.service_call is not None and route.exposure is not None:
                yield api, route


def _add_route(found: dict[tuple[object, ...], WayIn], application: Application, api: Api, route: Route) -> None:
    assert route.exposure is not None
    key = (SERVICE_CALL, api.id, route.exposure, route.authorizer)
    way = found.get(key)
    if way is None:
        same = sum(1 for other in found.values() if (other.kind, other.label) == (SERVICE_CALL, api.id))
        way = found[key] = WayIn(
            id=f"in:{SERVICE_CALL}:{api.id}" + (f"#{same + 1}" if same else ""),
            kind=SERVICE_CALL,
            noun=f"{'GraphQL' if api.protocol == 'graphql' else 'web'} API without a function",
            label=api.id,
            exposure=route.exposure,
            who=route.authorizer or ("API key" if route.api_key else ""),
            why=f"the route calls a service of AWS itself; {_ASKED[route.exposure]}",
            source=api.id,
            controlled=("the request",),
            inspection=Inspection.of_api(api),
        )
    way.doors.append(Door(f"{route.method} {route.path}".strip(), str(route.service_call), route.span))
