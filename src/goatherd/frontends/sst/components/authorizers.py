"""What authorizers of HTTP and of REST APIs have in common."""

from __future__ import annotations

from goatherd.frontends.programs.values import Record, Value
from goatherd.frontends.sst.things import Call, component_of, name_of, prop


def authorizer_id(value: Value) -> Value:
    """Of `api.addAuthorizer(…)`'s result or of a text."""
    component = component_of(value)
    return component.node(value.span) if component is not None else value


def name_and_settings(call: Call) -> tuple[str, Record]:
    """`addAuthorizer("name", {…})`, and the older one with the name inside."""
    first = call.get(0)
    if isinstance(first, Record):
        settings = call.record(0)
        return name_of(prop(settings, "name")) or "Authorizer", settings
    return name_of(first) or "Authorizer", call.record(1)
