"""Backends of Amplify (second generation): functions that a program in TypeScript defines with `defineFunction`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from goatherd.code.paths import join, parent, stem
from goatherd.frontends.amplify.detect import BUILDER
from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.constants import Constants, dotted
from goatherd.frontends.decorations import assigned_calls
from goatherd.frontends.made import made
from goatherd.frontends.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code import ir
    from goatherd.code.modules import Modules

_ENTRY = "./handler.ts"
_TIMEOUT, _MEMORY = 3, 512  # https://docs.amplify.aws/react/build-a-backend/functions/configure-functions/


def read_backends(modules: Modules, found: list[tuple[str, str]]) -> list[Stack]:
    """One stack for every backend, of (the backend's program, a program with functions of it)."""
    stacks: dict[str, Stack] = {}
    for backend, path in found:
        stack = stacks.setdefault(backend, Stack(backend, "amplify", templates=[backend]))
        for declared in _functions(modules.load(path)):
            stack.resources[declared.id] = declared
            stack.templates.append(path)
    return list(stacks.values())


def _functions(module: ir.Module) -> Iterator[Declared]:
    constants = Constants(module)
    for variable, call in assigned_calls(module):
        if dotted(call.func) != BUILDER:
            continue
        span = constants.span(call.pos)
        options = constants.node(call.args[0]) if call.args else Node.absent(span)
        properties = made(_properties(module.path, options), span)
        yield Declared(variable, "AWS::Serverless::Function", span, properties, Node.absent(span), module.path)


def _properties(path: str, options: Node) -> dict[str, Any]:
    entry = join(parent(path), options.get("entry").text() or _ENTRY) or ""
    schedules = options.get("schedule").list()
    return {
        "Handler": f"{stem(entry)}.handler",
        "CodeUri": posixpath.relpath(parent(entry) or ".", parent(path) or "."),
        "Runtime": _runtime(options.get("runtime")),
        "FunctionName": options.get("name"),
        "Timeout": _or(options.get("timeoutSeconds"), _TIMEOUT),
        "MemorySize": _or(options.get("memoryMB"), _MEMORY),
        "Environment": {"Variables": options.get("environment")},
        "Events": {
            f"Schedule{number}": {"Type": "Schedule", "Properties": {"Schedule": schedule}}
            for number, schedule in enumerate(schedules)
        },
    }


def _runtime(version: Node) -> Node:
    text = version.text()
    return version if text is None else Node.scalar(f"nodejs{text}.x", version.span)


def _or(node: Node, default: int) -> Node | int:
    return node if node.exists else default
