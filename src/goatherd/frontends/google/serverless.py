"""Services of the Serverless Framework on Google's cloud: `http` and `event` events of exported handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known
from goatherd.frontends.google.functions import ANY_CALLERS, HTTP, event_meaning, trigger_of
from goatherd.frontends.serverless.other_clouds import services_of
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.value import Value
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.other_clouds import Service
    from goatherd.model.trigger import Trigger


def service_applications(modules: Modules) -> list[Application]:
    applications = []
    for service in services_of(modules, "google"):
        functions = [
            service.function(name, span, node, _handler(service, node), list(_triggers(name, node)))
            for name, span, node in service.functions()
        ]
        if functions:
            applications.append(Application(service.path, "google", [service.path], functions))
    return applications


def _handler(service: Service, node: Node) -> Value[str]:
    """The exported name in the one module that the platform loads."""
    runtime = node.get("runtime").text() or service.root.get("provider", "runtime").text() or ""
    written = node.get("handler").as_text()
    module = "main" if runtime.startswith("python") else "index"
    return Known(f"{module}.{written.value}", written.span) if isinstance(written, Known) else written


def _triggers(name: str, function: Node) -> Iterator[Trigger]:
    for event in function.get("events").list():
        span = event.span
        meaning = HTTP
        if not event.get("http").exists:
            type = event.get("event", "eventType").text() or ""
            meaning = event_meaning(type)
        trigger = trigger_of(meaning, name, event.get("event", "resource").text() or "", ANY_CALLERS, span)
        trigger.options["convention"] = "google"
        yield trigger
