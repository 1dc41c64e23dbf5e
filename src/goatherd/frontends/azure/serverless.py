"""Services of the Serverless Framework on Azure: `events` with their `x-azure-settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.build import build
from goatherd.frontends.serverless.other_clouds import services_of
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.model.trigger import Trigger

_PREFIX = "api"
_DEFAULT_LEVEL = "function"
_SETTINGS = "x-azure-settings"
_DEFAULT_NAME = "req"


def service_applications(modules: Modules) -> list[Application]:
    applications = []
    for service in services_of(modules, "azure"):
        functions = [
            service.function(name, span, node, node.get("handler").as_text(), list(_triggers(name, span, node)))
            for name, span, node in service.functions()
        ]
        if functions:
            applications.append(Application(service.path, "azure", [service.path], functions))
    return applications


def _triggers(name: str, span: Span, function: Node) -> Iterator[Trigger]:
    for event in function.get("events").list():
        kind = next((key for key in event.entries if key != _SETTINGS), "")
        settings = build({**event.entries, **event.get(_SETTINGS).entries}, event.span)
        if not kind or settings.get("direction").text() == "out":
            continue
        if kind_of(kind) == HTTP:
            triggers = http_triggers(_PREFIX, name, _DEFAULT_LEVEL, settings, event.key_span(kind))
        else:
            triggers = [event_trigger(kind_of(kind), settings, event.key_span(kind))]
        for trigger in triggers:
            argument = settings.get("name").text() or _DEFAULT_NAME
            trigger.options.update(convention="azure", argument=argument)
        yield from triggers
