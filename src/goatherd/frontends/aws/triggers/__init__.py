"""Event sources of functions: first who can put data into which channel, then what is wired to which function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers import (
    assistants,
    edge,
    events,
    http,
    identity,
    iot,
    limits,
    mail,
    mapping,
    messaging,
    operations,
    permission,
    pipes,
    schedule,
    storage,
    workflow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.model.role import Role

_FEEDING = (storage, messaging, events, pipes, iot, mail, operations, workflow)
_WIRING = (
    http,
    storage,
    messaging,
    mapping,
    events,
    schedule,
    pipes,
    workflow,
    identity,
    iot,
    mail,
    assistants,
    edge,
    operations,
)


def attach_triggers(wiring: Wiring) -> None:
    """Wire every function of the stack that something names as its target."""
    for family in _FEEDING:
        family.feeds(wiring)
    for family in _WIRING:
        family.read(wiring)


def attach_fallbacks(wiring: Wiring, roles: Iterable[Role]) -> None:
    """Wire what is left by permissions and references, or as directly invoked; add limits of the platform."""
    permission.read(wiring, roles)
    limits.read(wiring)
