"""What is told of routes that anybody may call: what they are called, and why nobody is asked there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.checks.callers import unproved_callers
from goatherd.checks.grouping import Opened
from goatherd.checks.open_routes import READING, is_callable
from goatherd.checks.wording import listed, shown
from goatherd.core.confidence import only_possible
from goatherd.core.finding import MEDIUM, Finding, Severity
from goatherd.model.resource import Authorizer
from goatherd.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.resource import Route


_PRESUMED = "nothing in the tree says whether those who call it are asked by IAM"


def opened_by(
    app: Application, what: str, routes: Sequence[Trigger | Route], but: str = "", *, severity: Severity = MEDIUM
) -> Opened:
    """What is told of routes that let anybody do `what`; `but` is what to add."""
    # the route that changes something is the one to look at
    routes = sorted(routes, key=lambda trigger: trigger.method.upper() in READING)
    spans = list(dict.fromkeys(trigger.span for trigger in routes))
    names = list(dict.fromkeys(_name(route) for route in routes))
    presumed = all(isinstance(route, Trigger) and route.presumed for route in routes)
    why = f"{_why(app, routes)}{but}"
    finding = Finding(
        span=spans[0],
        locations=(*spans[1:], *_admitting(app, routes)),
        message=f"Anybody can {what} by {listed(names)}: {why}",
        severity=severity,
        reasons=(*unproved_callers(but), *(only_possible(_PRESUMED) if presumed else ())),
    )
    return Opened(finding, tuple(names), why)


def _why(app: Application, routes: Sequence[Trigger | Route]) -> str:
    """What is known of the authorizers: there are none, or those that there are let everybody in."""
    asked = list(dict.fromkeys(route.authorizer for route in routes if route.authorizer))
    if not asked:
        return "nobody has to have signed in" if all(map(is_callable, routes)) else "no authorizer is asked"
    who = f"authorizer {listed([_with_place(app, id) for id in asked])} lets everybody in"
    return who if all(route.authorizer for route in routes) else f"no authorizer is asked, or {who}"


def _with_place(app: Application, id: str) -> str:
    span = _admits(app, id)
    return f"{id} ({span.path}:{span.line})" if span is not None else id


def _admitting(app: Application, routes: Sequence[Trigger | Route]) -> list[Span]:
    """Where the authorizers of the routes let everybody in."""
    admitted = [_admits(app, route.authorizer) for route in routes if route.authorizer]
    return list(dict.fromkeys(filter(None, admitted)))


def _admits(app: Application, id: str) -> Span | None:
    authorizer = app.resources.get(id)
    function = app.function(authorizer.function or "") if isinstance(authorizer, Authorizer) else None
    return app.behaviour(function).admits_everybody if function is not None else None


def _name(route: Trigger | Route) -> str:
    if is_callable(route):
        return f"callable {shown(route.detail)}"
    name = shown(f"{route.method.upper()} {route.path}".strip())
    return name or (route.detail if isinstance(route, Trigger) else "")
