"""The components of SST for AWS: what each makes of its arguments, by the name of its class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.sst.components import (
    events,
    functions,
    graphql,
    http_api,
    identity,
    messaging,
    others,
    rest_api,
    storage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.frontends.programs.values import Value
    from goatherd.frontends.sst.program import SstProgram
    from goatherd.frontends.sst.things import Call, Component

COMPONENTS: dict[str, Callable[[Component], None]] = {
    **events.COMPONENTS,
    **functions.COMPONENTS,
    **graphql.COMPONENTS,
    **http_api.COMPONENTS,
    **identity.COMPONENTS,
    **messaging.COMPONENTS,
    **others.COMPONENTS,
    **rest_api.COMPONENTS,
    **storage.COMPONENTS,
}
# `sst.aws.Bus.subscribe(…)`, by "Bus.subscribe".
STATICS: dict[str, Callable[[SstProgram, str, Call], Value]] = {
    **events.STATICS,
    **messaging.STATICS,
    **storage.STATICS,
}
recognised = others.recognised
