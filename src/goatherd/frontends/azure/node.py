"""Functions that a program for Node.js registers by name: `app.http('hello', {authLevel, methods, handler})`.

What a helper or a class of the program registers counts where the helper is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.imported import imports_of
from goatherd.core.lazy import regex
from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.azure.entry_points import reached
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
        *("cosmosDB", "sql", "mySql", "webPubSub", "mcpTool", "generic", "warmup"),
        *("orchestration", "activity", "entity"),
    }
)
_APPS = ("@azure/functions.app", "durable-functions.app", "durable-functions.app.client")
_KNOWN = frozenset({f"{app}.{name}" for app in _APPS for name in (HTTP, *_METHODS, *_EVENTS)})
_APP = regex(r"\bapp\b")


def registered_functions(modules: Modules, host: Host, *, described: bool) -> Iterator[Function]:
    """`described`: whether a `function.json` declares functions of the host."""
    files = [path for path in host.sources if not path.endswith(".py") and registers(modules, path)]
    if not files:
        return
    programs = [*_users(modules, host, files), *files]
    found = registrations_of(modules, programs, host.folder, _LIBRARIES, host.diagnoses)
    found = [each for each in found if each.call.name in _KNOWN and each.call.arguments.args]
    loaded = reached(modules, host, described=described)
    met = [each for each in found if loaded is None or each.place.path in loaded]
    if not met and not described:
        met = found  # something must be deployed
    for registration in met:
        host.files.append(registration.place.path)
        yield _function(host, registration)
    for path in sorted({each.place.path for each in found} - {each.place.path for each in met}):
        host.leave_out(path, "the `main` of package.json does not reach it: its functions are not deployed")


def _users(modules: Modules, host: Host, files: list[str]) -> list[str]:
    """The modules of a host that import these, directly or through others; last those that others of them import."""
    sources = [path for path in host.sources if not modules.classifier.why_not_application(path)]
    imports = {path: imports_of(modules, path, Entry(path, "", "javascript", 1, host.folder)) for path in sources}
    importers: dict[str, list[str]] = {}
    for path, imported in imports.items():
        for other in imported:
            importers.setdefault(other, []).append(path)
    found: dict[str, None] = {}
    pending = list(files)
    while pending:
        new = [path for path in importers.get(pending.pop(), ()) if path not in found]
        found.update(dict.fromkeys(new))
        pending += new
    return sorted(found, key=lambda path: (path in importers, path))


def registers(modules: Modules, path: str) -> bool:
    """Whether a file uses the library for that."""
    text = modules.text(path)
    if not any(library in text for library in _LIBRARIES) or not _APP.search(text):
        return False
    return not modules.classifier.why_not_application(path, text)


def _function(host: Host, registration: Registration) -> Function:
    span, method = registration.place, registration.name
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
