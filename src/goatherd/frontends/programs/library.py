"""Globals and standard libraries of both languages, as far as configuration uses them."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from goatherd.core.local_runs import LOCAL_VARIABLES
from goatherd.frontends.node import Node
from goatherd.frontends.programs import imports, library_builds, library_data, library_files, library_merging
from goatherd.frontends.programs.scope import missing
from goatherd.frontends.programs.values import ROOT, Arguments, External, Value, as_default, known_text, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.source import Span
    from goatherd.frontends.programs.machine import Machine
    from goatherd.frontends.programs.scope import Scope

# fmt: off
_JAVASCRIPT_GLOBALS = frozenset((
    "Object", "Array", "JSON", "Math", "String", "Number", "Boolean", "Date", "console", "Promise", "process", "Set",
    "Map", "Error", "require", "parseInt", "parseFloat", "Symbol", "Buffer", "RegExp", "setTimeout",
    "structuredClone", "URL",
))
_PYTHON_GLOBALS = frozenset((
    "len", "range", "enumerate", "zip", "dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "bool",
    "sorted", "reversed", "isinstance", "getattr", "setattr", "hasattr", "print", "open", "map", "filter", "sum",
    "min", "max", "any", "all", "type", "object", "Exception", "ValueError",
))
# fmt: on
_ENVIRONMENT = ("process.env.", "os.environ.")


def global_value(m: Machine, name: str, scope: Scope, span: Span) -> Value | None:
    """What a name means that the program itself does not define."""
    state = scope.module
    if name in ("__dirname", "__filename", "__file__"):
        path = f"{ROOT}/{state.path}"
        return Node.scalar(dirname(path) if name == "__dirname" else path, span)
    if state.language == "python":
        return External(f"builtins.{name}", span) if name in _PYTHON_GLOBALS else None
    if name == "undefined":
        return Node.absent(span)
    if name == "module":
        return state.common
    if name == "exports":
        return state.common.get("exports")
    return External(name, span) if name in _JAVASCRIPT_GLOBALS else None


def member(m: Machine, name: str, span: Span) -> Value | None:
    """A member of a library's object, by its whole name."""
    name = name.removeprefix("node:")
    if name.startswith(_ENVIRONMENT) and name.partition("environ.")[2] not in ("get", "copy", "setdefault", "items"):
        return _variable(m, name.rpartition(".")[2], span)
    if name in ("import.meta.url", "import.meta.filename"):
        return Node.scalar(f"{ROOT}/{span.path}", span)
    if name == "import.meta.dirname":
        return Node.scalar(dirname(f"{ROOT}/{span.path}"), span)
    return Node.scalar("/", span) if name in ("path.sep", "os.sep") else None


def call(m: Machine, name: str, arguments: Arguments) -> Value | None:
    """What a function of a standard library gives; None for those that are not known here."""
    name = name.removeprefix("node:").replace("path.posix.", "path.")
    function = _FUNCTIONS.get(name.replace("fs.promises.", "fs.").replace("fs/promises.", "fs."))
    return function(m, arguments) if function is not None else None


def _require(m: Machine, a: Arguments) -> Value:
    state = next((s for s in m.states.values() if s.path == a.span.path), None)
    if state is None:
        return missing("require", a.span)
    return imports.required(m, known_text(a.get(0)), state.scope, a.span)


def _environment(m: Machine, a: Arguments) -> Value:
    """Settings of the machine that deploys: the default, where one is written."""
    default = a.get(1, "default")
    name = text_of(a.get(0))
    if name in m.hooks.environment or (isinstance(default, Node) and default.kind == "absent"):
        return _variable(m, name, a.span)
    return as_default(default)


def _variable(m: Machine, name: str, span: Span) -> Value:
    known = m.hooks.environment.get(name)
    if known is None and name in LOCAL_VARIABLES:
        return Node.absent(span)
    return Node.opaque(f"the environment variable {name} is set where it is deployed", span) if known is None else known


def _nothing(m: Machine, a: Arguments) -> Value:
    return Node.absent(a.span)


_FUNCTIONS: dict[str, Callable[[Machine, Arguments], Value]] = {
    **library_builds.FUNCTIONS,
    **library_files.FUNCTIONS,
    **library_data.FUNCTIONS,
    **library_merging.FUNCTIONS,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "require": _require,
    "console.log": _nothing,
    "builtins.print": _nothing,
    "dotenv.config": _nothing,
}
