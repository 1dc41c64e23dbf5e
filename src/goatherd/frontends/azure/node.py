"""Functions that a program for Node.js registers by name: `app.http('hello', {authLevel, methods, handler})`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.build import build
from goatherd.frontends.constants import Constants, dotted, required
from goatherd.frontends.node import Node
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


def registered_functions(modules: Modules, host: Host) -> Iterator[Function]:
    for path in host.sources:
        if path.endswith(".py"):
            continue
        text = modules.text(path)
        if not any(library in text for library in _LIBRARIES) or "app." not in text:
            continue
        if modules.classifier.why_not_application(path, text):
            continue
        module = modules.load(path)
        constants = Constants(module)
        owners = set(_applications(module))
        for call in _calls(module.body):
            function = _function(host, constants, call, owners)
            if function is not None:
                host.files.append(path)
                yield function


def _applications(module: ir.Module) -> Iterator[str]:
    """How the module names the `app` of one of the libraries."""
    for statement in module.body:
        if isinstance(statement, ir.Import) and statement.module in _LIBRARIES:
            yield from (local for exported, local in statement.names if exported == "app")
            namespaces = [local for exported, local in statement.names if exported in ("default", "*")]
            yield from (f"{name}.app" for name in (statement.alias, *namespaces) if name)
        elif isinstance(statement, ir.Assign) and required(statement.value) in _LIBRARIES:
            yield from _bound(statement.target)


def _bound(target: ir.Expr) -> Iterator[str]:
    """The same for what `require` gives."""
    if isinstance(target, ir.Name):
        yield f"{target.id}.app"
    elif isinstance(target, ir.DictPattern):
        for key, local in target.entries:
            if isinstance(key, ir.Const) and key.value == "app" and isinstance(local, ir.Name):
                yield local.id


def _calls(body: list[ir.Stmt]) -> Iterator[ir.Call]:
    """The calls that are statements of the module itself."""
    for statement in body:
        if isinstance(statement, ir.ExprStmt) and isinstance(statement.value, ir.Call):
            yield statement.value


def _function(host: Host, constants: Constants, call: ir.Call, owners: set[str]) -> Function | None:
    owner, _, method = dotted(call.func).rpartition(".")
    known = method == HTTP or method in _METHODS or method in _EVENTS
    if owner not in owners or not known or not call.args:
        return None
    span = constants.span(call.pos)
    name = constants.node(call.args[0]).text() or f"{call.pos >> 20}"
    settings = constants.node(call.args[1]) if len(call.args) > 1 else Node.absent(span)
    if method == HTTP:
        triggers = http_triggers(host.prefix, name, _DEFAULT_LEVEL, settings, span)
    elif method in _METHODS:
        fixed = build({**settings.entries, "methods": [_METHODS[method]]}, span)
        triggers = http_triggers(host.prefix, name, _DEFAULT_LEVEL, fixed, span)
    else:
        triggers = [event_trigger(kind_of(method), settings, span)]
    entry = Entry(constants.path, name, "javascript", ir.line_of(call.pos), host.folder)
    return host.function(name, span, entry, triggers)
