"""Functions that a program for Node.js registers by name: `app.http('hello', {authLevel, methods, handler})`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.build import build
from goatherd.frontends.registrations import Registration, registrations_of
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host
    from goatherd.model.function import Function

_LIBRARIES = ("@azure/functions", "durable-functions")
_DEFAULT_LEVEL = "anonymous"
_METHODS = {"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "deleteRequest": "DELETE"}
_EVENTS = frozenset(
    {
        *("timer", "storageBlob", "storageQueue", "serviceBusQueue", "serviceBusTopic", "eventHub", "eventGrid"),
        *("cosmosDB", "sql", "webPubSub", "generic", "warmup", "orchestration", "activity", "entity"),
    }
)
_KNOWN = frozenset({f"{library}.app.{name}" for library in _LIBRARIES for name in (HTTP, *_METHODS, *_EVENTS)})


def registered_functions(modules: Modules, host: Host) -> Iterator[Function]:
    files = [path for path in host.sources if not path.endswith(".py") and registers(modules, path)]
    if not files:
        return
    for registration in registrations_of(modules, files, host.folder, _LIBRARIES, host.diagnoses):
        if registration.call.name in _KNOWN and registration.call.arguments.args:
            host.files.append(registration.span.path)
            yield _function(host, registration)


def registers(modules: Modules, path: str) -> bool:
    """Whether a file uses the library for that."""
    text = modules.text(path)
    if not any(library in text for library in _LIBRARIES) or "app." not in text:
        return False
    return not modules.classifier.why_not_application(path, text)


def _function(host: Host, registration: Registration) -> Function:
    span, method = registration.span, registration.name
    name = registration.argument("", 0).text() or f"{span.line}"
    settings = registration.argument("", 1)
    if method == HTTP:
        triggers = http_triggers(host.prefix, name, _DEFAULT_LEVEL, settings, span)
    elif method in _METHODS:
        fixed = build({**settings.entries, "methods": [_METHODS[method]]}, span)
        triggers = http_triggers(host.prefix, name, _DEFAULT_LEVEL, fixed, span)
    else:
        triggers = [event_trigger(kind_of(method), settings, span)]
    return host.function(name, span, Entry(span.path, name, "javascript", span.line, host.folder), triggers)
