"""Functions that Python decorates: `@app.route(…)`, `@app.queue_trigger(…)`, those of blueprints too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from goatherd.code import ir
from goatherd.code.paths import join
from goatherd.frontends.azure.bindings import HTTP, event_trigger, http_triggers, kind_of
from goatherd.frontends.azure.unregistered import APPLICATIONS, BLUEPRINTS, PROGRAM, unregistered
from goatherd.frontends.azure.web import SERVING, served_applications
from goatherd.frontends.build import build
from goatherd.frontends.registrations import Registration, registrations_of, word, words
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.core.source import Span
    from goatherd.frontends.azure.host import Host
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_MAKING = APPLICATIONS + BLUEPRINTS + SERVING
_LIBRARIES = ("azure.functions", "azure.durable_functions")
_DEFAULT_LEVEL = "function"
_WHY = "function_app.py neither imports its application nor registers its blueprint: its functions are not deployed"


def decorated_functions(modules: Modules, host: Host) -> Iterator[Function]:
    files = [path for path in host.sources if path.endswith(".py") and decorates(modules, path)]
    if not files:
        return
    program = join(host.folder, PROGRAM)
    if program in host.sources:  # it may use an application of another module
        files = [program, *(path for path in files if path != program)]
    problems: list[Diagnosis] = []
    found = registrations_of(modules, files, host.folder, _LIBRARIES, problems)
    host.diagnoses += problems
    yield from served_applications(modules, host, found)
    level = _level_of_application(found)
    decorators = [each for each in found if each.function is not None and _made_by(each, APPLICATIONS + BLUEPRINTS)]
    unmet = unregistered(modules, host, found, whole=not problems)
    for each in decorators:
        if _is_made_at(each, unmet):
            host.leave_out(each.file, _WHY)
    decorators = [each for each in decorators if not _is_made_at(each, unmet)]
    decorators.sort(key=lambda each: (each.file, each.function.pos if each.function is not None else 0))
    for _, group in groupby(decorators, key=lambda each: id(each.call.decorated)):
        function = _function(host, list(group), level)
        if function is not None:
            host.files.append(function.span.path)
            yield function


def decorates(modules: Modules, path: str) -> bool:
    """Whether a file makes an application or a blueprint: their methods decorate functions, or one serves all."""
    text = modules.text(path)
    if "azure" not in text or not any(f"{name}(" in text for name in _MAKING):
        return False
    return not modules.classifier.why_not_application(path, text)


def _made_by(registration: Registration, classes: tuple[str, ...]) -> bool:
    return registration.owner is not None and registration.owner.name.rpartition(".")[2] in classes


def _is_made_at(registration: Registration, places: set[Span]) -> bool:
    return registration.owner is not None and registration.owner.span in places


def _level_of_application(found: list[Registration]) -> str:
    for registration in found:
        if registration.name in APPLICATIONS:
            return word(registration.value("http_auth_level", 0)) or _DEFAULT_LEVEL
    return _DEFAULT_LEVEL


def _function(host: Host, group: list[Registration], level: str) -> Function | None:
    trigger = next((d for d in group if d.name == "route" or d.name.endswith(("_trigger", "schedule"))), None)
    if trigger is None or trigger.function is None:
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
    return host.function(id, trigger.span, Entry(trigger.file, symbol, "python", line, host.folder), triggers)


def _settings(trigger: Registration) -> Node:
    given: dict[str, Any] = {}
    for name, value in trigger.call.arguments.keywords.items():
        if name == "auth_level":
            given[name] = word(value) or _DEFAULT_LEVEL
        elif name == "methods":
            given[name] = words(value)
        else:
            given[name] = trigger.argument(name)
    if trigger.name == "route" and trigger.call.arguments.args:
        given["route"] = trigger.argument("route", 0)
    return build(given, trigger.span)
