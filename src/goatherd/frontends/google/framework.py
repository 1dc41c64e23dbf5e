"""Programs for the functions-framework: handlers that are registered by name, decorated, or named by a start script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.exports import javascript_export
from goatherd.code.jsonc import mapping, read_object
from goatherd.code.paths import parent
from goatherd.core.source import Span
from goatherd.frontends.constants import Constants, dotted
from goatherd.frontends.decorations import decorations
from goatherd.frontends.google.detect import NODE, PYTHON, node_manifests, python_programs
from goatherd.frontends.google.firebase import main_file
from goatherd.frontends.google.functions import EVENT, HTTP, function_of, trigger_of
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.model.function import Function

_MEANINGS = {"http": HTTP, "cloud_event": EVENT, "cloudEvent": EVENT, "event": EVENT, "typed": HTTP}
_TARGET = re.compile(r"functions-framework\b[^&|;]{0,500}--target[= ](\w+)")
_SIGNATURE = re.compile(r"--signature-type[= ](\w+)")


def framework_applications(modules: Modules) -> list[Application]:
    """One application for every folder that holds such functions."""
    found: dict[str, list[Function]] = {}
    for function in (*_decorated(modules), *_registered(modules), *_started(modules)):
        found.setdefault(parent(function.span.path), []).append(function)
    applications = []
    for functions in found.values():
        files = list(dict.fromkeys(function.span.path for function in functions))
        applications.append(Application(files[0], "google", files, functions))
    return applications


def _decorated(modules: Modules) -> Iterator[Function]:
    """Decorated functions of a `main.py`."""
    for path in python_programs(modules):
        module = modules.load(path)
        for decoration in decorations(module, Constants(module)):
            if decoration.owner == PYTHON and decoration.name in _MEANINGS:
                name = decoration.function.name
                trigger = trigger_of(_MEANINGS[decoration.name], name, "", "", decoration.span)
                yield function_of(name, decoration.span, path, name, parent(path), trigger)


def _registered(modules: Modules) -> Iterator[Function]:
    """Functions that the main module of a package registers by name."""
    for path in node_manifests(modules):
        file = main_file(modules, parent(path))
        if not file or NODE not in modules.text(file):
            continue
        module = modules.load(file)
        constants = Constants(module)
        for statement in module.body:
            call = statement.value if isinstance(statement, ir.ExprStmt) else None
            if not isinstance(call, ir.Call) or len(call.args) < 2:
                continue
            meaning = _MEANINGS.get(dotted(call.func).rpartition(".")[2])
            name = constants.node(call.args[0]).text()
            if meaning is not None and name:
                span = constants.span(call.pos)
                yield function_of(name, span, file, name, parent(path), trigger_of(meaning, name, "", "", span))


def _started(modules: Modules) -> Iterator[Function]:
    """Exports that a script of package.json starts: `functions-framework --target=hello`."""
    for path in node_manifests(modules):
        for script in mapping(read_object(modules.tree, path).get("scripts")).values():
            target = _TARGET.search(script) if isinstance(script, str) else None
            file = main_file(modules, parent(path)) if target else ""
            line = javascript_export(modules.text(file), target[1]) if target and file else 0
            if target and line:
                signature = _SIGNATURE.search(script)
                meaning = HTTP if signature is None or signature[1] == "http" else EVENT
                trigger = trigger_of(meaning, target[1], "", "", Span(file, line))
                trigger.options["convention"] = "google"
                yield function_of(target[1], Span(file, line), file, target[1], parent(path), trigger)
                break
