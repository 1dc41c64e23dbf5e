"""Programs for the functions-framework: handlers that are registered by name, decorated, or named by a start script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.exports import javascript_export
from goatherd.code.jsonc import mapping, read_object
from goatherd.code.paths import parent
from goatherd.core.source import Span
from goatherd.frontends.google.detect import NODE, PYTHON, node_manifests, python_programs
from goatherd.frontends.google.functions import ANY_CALLERS, EVENT, HTTP, function_of, trigger_of
from goatherd.frontends.google.main_file import main_file
from goatherd.frontends.registrations import registrations_of
from goatherd.model.application import Application

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.google.functions import Meaning
    from goatherd.frontends.registrations import Registration
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

_MEANINGS = {"http": HTTP, "cloud_event": EVENT, "cloudEvent": EVENT, "event": EVENT, "typed": HTTP}
_TARGET = re.compile(r"functions-framework\b[^&|;]{0,500}--target[= ](\w+)")
_SIGNATURE = re.compile(r"--signature-type[= ](\w+)")


def framework_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every folder whose main module has such functions, and what could not be read."""
    diagnoses: list[Diagnosis] = []
    found: dict[str, list[Function]] = {}
    for function in (*_decorated(modules, diagnoses), *_registered(modules, diagnoses), *_started(modules)):
        found.setdefault(function.code.base, []).append(function)
    applications = []
    for functions in found.values():
        files = list(dict.fromkeys(function.span.path for function in functions))
        applications.append(Application(files[0], "google", files, functions))
    return applications, diagnoses


def _decorated(modules: Modules, diagnoses: list[Diagnosis]) -> Iterator[Function]:
    """Decorated functions of a `main.py`, and of the modules that it imports."""
    for path in python_programs(modules):
        for registration in _registrations(modules, path, PYTHON, diagnoses):
            if registration.function is not None:
                yield _function(registration, registration.function.name, parent(path))


def _registered(modules: Modules, diagnoses: list[Diagnosis]) -> Iterator[Function]:
    """Functions that the main module of a package registers by name."""
    for path in node_manifests(modules):
        file = main_file(modules, parent(path))
        if not file or NODE not in modules.text(file):
            continue
        for registration in _registrations(modules, file, NODE, diagnoses):
            name = registration.argument("", 0).text()
            if name and len(registration.call.arguments.args) > 1:
                yield _function(registration, name, parent(path))


def _registrations(modules: Modules, file: str, library: str, diagnoses: list[Diagnosis]) -> Iterator[Registration]:
    known = {f"{library}.{name}" for name in _MEANINGS}
    found = registrations_of(modules, [file], parent(file), (library,), diagnoses)
    return (registration for registration in found if registration.call.name in known)


def _function(registration: Registration, name: str, base: str) -> Function:
    span = registration.span
    return function_of(name, span, span.path, name, base, _trigger(_MEANINGS[registration.name], name, span))


def _trigger(meaning: Meaning, name: str, span: Span) -> Trigger:
    """Whether anybody may call it is said where it is deployed."""
    trigger = trigger_of(meaning, name, "", ANY_CALLERS, span)
    trigger.presumed = trigger.is_http
    return trigger


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
                trigger = _trigger(meaning, target[1], Span(file, line))
                trigger.options["convention"] = "google"
                yield function_of(target[1], Span(file, line), file, target[1], parent(path), trigger)
                break
