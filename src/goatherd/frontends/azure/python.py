"""Functions that Python decorates: `@app.route(…)`, `@app.queue_trigger(…)`, those of blueprints too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.build import build
from goatherd.frontends.constants import Constants, dotted
from goatherd.frontends.decorations import assigned_calls, decorations
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.decorations import Decoration
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_APPLICATIONS = frozenset({"FunctionApp", "DFApp"})
_BLUEPRINTS = frozenset({"Blueprint"})
_LIBRARY = "azure"
_DEFAULT_LEVEL = "function"


def decorated_functions(modules: Modules, host: Host) -> Iterator[Function]:
    files = [p for p in host.sources if p.endswith(".py") and _registers(modules, p)]
    level = _level_of_application(modules, files)
    for path in files:
        module = modules.load(path)
        owners = {n for n, call in assigned_calls(module) if _class(call) in (_APPLICATIONS | _BLUEPRINTS)}
        found = [d for d in decorations(module, Constants(module)) if d.owner in owners]
        for _, group in groupby(found, key=lambda decoration: decoration.function.pos):
            function = _function(host, path, list(group), level)
            if function is not None:
                host.files.append(path)
                yield function


def _registers(modules: Modules, path: str) -> bool:
    text = modules.text(path)
    if _LIBRARY not in text or not any(f"{made}(" in text for made in (*_APPLICATIONS, *_BLUEPRINTS)):
        return False
    return not modules.classifier.why_not_application(path, text)


def _class(call: ir.Call) -> str:
    return dotted(call.func).rpartition(".")[2]


def _level_of_application(modules: Modules, files: list[str]) -> str:
    for path in files:
        for _, call in assigned_calls(modules.load(path)):
            if _class(call) in _APPLICATIONS:
                given = next((value for name, value in call.keywords if name == "http_auth_level"), None)
                given = given or (call.args[0] if call.args else None)
                return _level(given) if given is not None else _DEFAULT_LEVEL
    return _DEFAULT_LEVEL


def _level(expr: ir.Expr) -> str:
    """`func.AuthLevel.ANONYMOUS`, or the same as text."""
    if isinstance(expr, ir.Const):
        return str(expr.value)
    return dotted(expr).rpartition(".")[2] or _DEFAULT_LEVEL


def _function(host: Host, path: str, group: list[Decoration], level: str) -> Function | None:
    trigger = next((d for d in group if d.name == "route" or d.name.endswith(("_trigger", "schedule"))), None)
    if trigger is None:
        return None
    symbol = trigger.function.name
    named = next((d.argument("name", 0).text() for d in group if d.name == "function_name"), None)
    id = named or symbol
    settings = _settings(trigger)
    kind = HTTP if trigger.name == "route" else kind_of(trigger.name)
    if kind == HTTP:
        triggers = http_triggers(host.prefix, id, level, settings, trigger.span)
    else:
        triggers = [event_trigger(kind, settings, trigger.span)]
    line = ir.line_of(trigger.function.pos)
    return host.function(id, trigger.span, Entry(path, symbol, "python", line, host.folder), triggers)


def _settings(trigger: Decoration) -> Node:
    given: dict[str, Any] = {}
    for name, value in trigger.call.keywords if trigger.call is not None else ():
        if name == "auth_level":
            given[name] = _level(value)
        elif name == "methods":
            node = trigger.argument(name)
            given[name] = [dotted(item).rpartition(".")[2] or node.get(i) for i, item in enumerate(_items(value))]
        elif name:
            given[name] = trigger.argument(name)
    return build(given, trigger.span)


def _items(expr: ir.Expr) -> list[ir.Expr]:
    """The elements of a list of methods, which may be constants of an enumeration."""
    return expr.items if isinstance(expr, ir.List) else [expr]
