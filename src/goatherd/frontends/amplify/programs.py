"""Backends of Amplify (second generation): functions that a program in TypeScript defines with `defineFunction`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from goatherd.code.paths import join, parent, stem
from goatherd.frontends.amplify.detect import BUILDER
from goatherd.frontends.amplify.grants import grants_below
from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.build import build, default
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import External
from goatherd.frontends.registrations import Registration, evaluate

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.frontends.amplify.grants import Granting

_LIBRARY = "@aws-amplify"
_ENTRY = "./handler.ts"
_GIVEN = "a program of the backend gives it permissions"
_TIMEOUT, _MEMORY = 3, 512  # https://docs.amplify.aws/react/build-a-backend/functions/configure-functions/


def read_backends(modules: Modules, found: list[tuple[str, str]]) -> list[Stack]:
    """One stack for every backend, of (the backend's program, a program with functions of it)."""
    stacks: dict[str, Stack] = {}
    granting = {backend: grants_below(modules, parent(backend)) for backend, _ in found}
    for backend, path in found:
        stack = stacks.setdefault(backend, Stack(backend, "amplify", templates=[backend]))
        _add_functions(stack, modules, path, granting[backend])
    return list(stacks.values())


def _add_functions(stack: Stack, modules: Modules, path: str, granting: list[Granting]) -> None:
    program = evaluate(modules, path, parent(path), (_LIBRARY,))
    stack.diagnoses += program.diagnoses
    for variable, value in program.names.items():
        defined = Registration(value.call) if isinstance(value, External) and value.call is not None else None
        if defined is None or defined.name != BUILDER or defined.span.path != path:
            continue
        written = _properties(path, defined.argument("", 0))
        places = [one.span for one in granting if one.concerns(variable)]
        written["Policies"] = [Node.opaque(_GIVEN, place) for place in places]
        properties = build(written, defined.span)
        absent = Node.absent(defined.span)
        type = "AWS::Serverless::Function"
        stack.resources[variable] = Declared(variable, type, defined.span, properties, absent, path)
        stack.templates.append(path)


def _properties(path: str, options: Node) -> dict[str, Any]:
    entry = join(parent(path), options.get("entry").text() or _ENTRY) or ""
    schedules = options.get("schedule").list()
    return {
        "Handler": f"{stem(entry)}.handler",
        "CodeUri": posixpath.relpath(parent(entry) or ".", parent(path) or "."),
        "Runtime": _runtime(options.get("runtime")),
        "FunctionName": options.get("name"),
        "Timeout": default(options.get("timeoutSeconds"), _TIMEOUT),
        "MemorySize": default(options.get("memoryMB"), _MEMORY),
        "Environment": {"Variables": options.get("environment")},
        "Events": {
            f"Schedule{number}": {"Type": "Schedule", "Properties": {"Schedule": schedule}}
            for number, schedule in enumerate(schedules)
        },
    }


def _runtime(version: Node) -> Node:
    text = version.text()
    return version if text is None else Node.scalar(f"nodejs{text}.x", version.span)
