"""Imports: modules of the tree are evaluated, packages are symbolic."""

from __future__ import annotations

from functools import partial
from posixpath import dirname
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.frontends.document import read_document
from goatherd.frontends.node import Node
from goatherd.frontends.programs.scope import Link, ModuleState
from goatherd.frontends.programs.values import Array, External, Namespace, Record, Value
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import Scope

_MAX_MODULES = 600


def load(m: Machine, path: str) -> ModuleState:
    """A file of the tree, evaluated once; empty where the program has too many files already."""
    state = _stated(m, path)
    state.run()
    return state


def _when_asked(m: Machine, path: str) -> ModuleState:
    """The same, evaluated once something of it is asked for, where that makes no difference."""
    if m.hooks.concerns(m, path):
        return load(m, path)
    known = path in m.states
    state = _stated(m, path)
    if not known and state.pending is not None:
        state.pending = partial(_idly, m, state.pending)
    return state


def _idly(m: Machine, run: Callable[[], None]) -> None:
    if not m.is_spent:
        with m.idle():
            run()


def _stated(m: Machine, path: str) -> ModuleState:
    state = m.states.get(path)
    if state is None:
        module = m.modules.load(path) if len(m.states) < _MAX_MODULES else _empty(path)
        state = m.states[path] = ModuleState(path, module)
        state.scope.names["__name__"] = Node.scalar("__main__" if len(m.states) == 1 else path, state.start)
        state.pending = partial(_run, m, module, state)
    return state


def _run(m: Machine, module: ir.Module, state: ModuleState) -> None:
    for stmt in module.body:
        if isinstance(stmt, ir.Export):
            _export(m, stmt, state)
    with m.loading(state.path):
        m.run(module.body, state.scope)


def _empty(path: str) -> ir.Module:
    return ir.Module(path, "python" if path.endswith(".py") else "javascript", [], frozenset())


def _export(m: Machine, stmt: ir.Export, state: ModuleState) -> None:
    if not stmt.module:
        state.exports.update(stmt.names)
        return
    path = _javascript(m, stmt.module, state.path)
    for exported, local in stmt.names:
        if path is None or path.endswith(".json"):
            external = External(stmt.module, state.start)
            state.scope.names[f"*{exported}"] = external if local == "*" else _part(external, local)
            state.exports[exported] = f"*{exported}"
        elif exported == "*":
            state.stars.append(_when_asked(m, path))
        elif local == "*":
            state.namespaces[exported] = _when_asked(m, path)
        else:
            state.links[exported] = Link(_when_asked(m, path), local)


def bind(m: Machine, stmt: ir.Import, scope: Scope) -> None:
    span = scope.span(stmt.pos)
    if scope.module.language == "python":
        _bind_python(m, stmt, scope, span)
    else:
        _bind_javascript(m, stmt, scope, span)


# --- JavaScript ---


def _bind_javascript(m: Machine, stmt: ir.Import, scope: Scope, span: Span) -> None:
    path = _javascript(m, stmt.module, scope.module.path)
    if path is not None and not path.endswith(".json"):
        state = _when_asked(m, path)
        if stmt.alias:
            scope.names[stmt.alias] = Namespace(state, span)
        for name, local in stmt.names:
            scope.names[local] = Link(state, name)
        return
    whole = document(m, path, span) if path is not None else External(stmt.module, span)
    if stmt.alias:
        scope.names[stmt.alias] = whole
    for name, local in stmt.names:
        taken = whole if name == "default" else m.member(whole, name, span)
        scope.names[local] = taken


def required(m: Machine, specifier: str | None, scope: Scope, span: Span) -> Value:
    """`require("…")` and `import("…")`."""
    if specifier is None:
        return Node.opaque("which module is loaded is not known", span)
    path = _javascript(m, specifier, scope.module.path)
    if path is None:
        return External(specifier, span)
    return document(m, path, span) if path.endswith(".json") else load(m, path).whole()


def _javascript(m: Machine, specifier: str, importer: str) -> str | None:
    if m.hooks.is_library(specifier):
        return None
    return m.modules.find_javascript(specifier, importer, _entry(m, importer, "javascript"))


def document(m: Machine, path: str, span: Span) -> Value:
    """A JSON or YAML file as data."""
    documents = read_document(m.modules.tree, path).documents
    return from_node(documents[0]) if documents else Node.opaque(f"{path} cannot be read", span)


def from_node(node: Node) -> Value:
    """Configuration data as a value that the program can change."""
    if node.is_mapping:
        return Record({key: from_node(value) for key, value in node.items()}, dict(node.key_spans), node.span)
    if node.kind == "sequence":
        return Array([from_node(element) for element in node.elements], node.span)
    return node


# --- Python ---


def _bind_python(m: Machine, stmt: ir.Import, scope: Scope, span: Span) -> None:
    if not stmt.names:
        name = stmt.module if stmt.alias else stmt.module.partition(".")[0]
        scope.names[stmt.alias or name] = _python_module(m, name, stmt.level, scope, span)
        _find_python(m, stmt.module, stmt.level, scope)
        return
    path = _find_python(m, stmt.module, stmt.level, scope)
    for name, local in stmt.names:
        if name == "*":
            _bind_all(m, path, scope)
            continue
        inner = _find_python(m, f"{stmt.module}.{name}".strip("."), stmt.level, scope)
        if path is not None:
            state = load(m, path)
            if state.scope.find(name) is not None or inner is None:
                scope.names[local] = Link(state, name)
                continue
        if inner is not None:
            scope.names[local] = Namespace(load(m, inner), span)
        elif stmt.level:
            scope.names[local] = Node.opaque(f"{name} is not in the tree", span)
        else:
            scope.names[local] = _part(External(stmt.module, span), name)


def _bind_all(m: Machine, path: str | None, scope: Scope) -> None:
    if path is not None:
        state = load(m, path)
        for name in list(state.scope.names):
            if not name.startswith("_"):
                scope.names[name] = Link(state, name)


def _python_module(m: Machine, name: str, level: int, scope: Scope, span: Span) -> Value:
    path = _find_python(m, name, level, scope)
    return Namespace(load(m, path), span) if path is not None else External(name, span)


def submodule(m: Machine, namespace: Namespace, name: str) -> Value | None:
    """A module in the folder of a Python package."""
    folder = dirname(namespace.module.path)
    for path in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
        if path.lstrip("/") in m.modules.tree:
            return Namespace(load(m, path.lstrip("/")), namespace.span)
    return None


def _find_python(m: Machine, name: str, level: int, scope: Scope) -> str | None:
    if not level and m.hooks.is_library(name):
        return None
    importer = scope.module.path
    return m.modules.find_python(name, level, importer, _entry(m, importer, "python"))


def _part(external: External, name: str) -> External:
    return External(f"{external.name}.{name}", external.span, owner=external)


def _entry(m: Machine, path: str, language: str) -> Entry:
    return Entry(path, "", language, 1, m.folder)
