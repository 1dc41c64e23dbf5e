"""Routes that lead to functions which something else deploys, so that nobody sees what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.open_routes import READING, is_open_route
from goatherd.checks.opened import opened_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.finding import Finding
    from goatherd.model.application import Application
    from goatherd.model.resource import Api


def of_functions_elsewhere(app: Application, api: Api) -> Iterator[Finding]:
    """One finding for those of an API by which anybody may change something: they are mended at one place."""
    routes = [
        route
        for route in api.routes
        if route.function is None
        and route.integration.startswith("lambda")
        and route.method.upper() not in {*READING, "OPTIONS"}
        and is_open_route(api, route)
    ]
    if routes:
        yield opened_by(app, f"call functions of API {api.id} that are not declared here", routes).finding
