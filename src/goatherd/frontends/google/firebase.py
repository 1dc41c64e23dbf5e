"""Projects of Firebase: the source folders of `firebase.json`, and the functions that their programs export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.code.builds import source_paths, tsconfig_sources
from goatherd.code.jsonc import read_object
from goatherd.code.paths import join, module_path, parent
from goatherd.frontends.constants import Constants, dotted, required
from goatherd.frontends.decorations import decorations
from goatherd.frontends.document import parse_document
from goatherd.frontends.google.detect import project_files
from goatherd.frontends.google.exports import Exports
from goatherd.frontends.google.functions import function_of, meaning_of, trigger_of
from goatherd.frontends.lenient_json import mended
from goatherd.model.application import Application
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.google.exports import Exported
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_DEFAULT_SOURCE = "functions"
_NODE, _PYTHON = "firebase-functions", "firebase_functions"
_MAX_STEPS = 10
# Steps of a chain that say where the event comes from.
_PLACES = frozenset({"document", "ref", "topic", "bucket", "schedule", "event"})
# What a builder calls the thing that its function listens to, where it is not the first argument.
_NAMES = ("document", "ref", "reference", "topic", "bucket", "schedule", "eventType", "event_type")


def firebase_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    applications: dict[str, Application] = {}
    diagnoses: list[Diagnosis] = []
    for path in project_files(modules):
        parsed = parse_document(mended(modules.text(path)), path)
        diagnoses += parsed.diagnoses
        folders = list(_sources(parsed.documents[0], path)) if parsed.documents else []
        for folder in folders:
            functions = [*_node_functions(modules, folder), *_python_functions(modules, folder)]
            if functions:
                files = list(dict.fromkeys(f.span.path for f in functions))
                name = path if len(folders) == 1 else files[0]
                applications[folder] = Application(name, "firebase", [path, *files], functions)
    return list(applications.values()), diagnoses


def _sources(root: Node, path: str) -> Iterator[str]:
    """The folders of the functions; one where nothing else is written."""
    functions = root.get("functions")
    for entry in functions.list():
        source = entry.get("source").text() if entry.is_mapping else None
        folder = join(parent(path), source or _DEFAULT_SOURCE)
        if folder is not None:
            yield folder
    if not functions.exists:
        folder = join(parent(path), _DEFAULT_SOURCE)
        if folder is not None:
            yield folder


# --- Node.js ---


def _node_functions(modules: Modules, folder: str) -> Iterator[Function]:
    file = main_file(modules, folder)
    if not file:
        return
    entry = Entry(file, "", "javascript", 1, folder)
    for exported in Exports(modules, entry).of(file):
        function = _exported_function(exported, folder, file)
        if function is not None:
            yield function


def main_file(modules: Modules, folder: str) -> str:
    """The source of what package.json calls `main`."""
    manifest = join(folder, "package.json")
    main = read_object(modules.tree, manifest).get("main") if manifest and manifest in modules.tree else None
    place = join(folder, main if isinstance(main, str) else "index.js")
    if place is None:
        return ""
    plain = module_path(place)
    for source in (place, *tsconfig_sources(modules, plain), *source_paths(plain), plain):
        found = source if source in modules.tree else modules.javascript_file(source)
        if found is not None and not found.endswith(".json"):
            return found
    return ""


def _exported_function(exported: Exported, folder: str, file: str) -> Function | None:
    value = exported.value
    if not isinstance(value, ir.Call) or not exported.path:
        return None
    builder = _resolved(value.func, exported.module, exported.constants)
    meaning = meaning_of(builder) if builder else None
    if meaning is None:
        return None
    name = "-".join(exported.path)
    calls = [value, *_calls_in(value.func)]
    options = [exported.constants.node(argument) for call in calls for argument in call.args]
    invoker = next((text for node in options if (text := node.get("invoker").text())), "")
    places = [value, *(call for call in calls[1:] if dotted(call.func).rpartition(".")[2] in _PLACES)]
    detail = _detail([exported.constants.node(argument) for call in places for argument in call.args])
    span = exported.constants.span(value.pos)
    trigger = trigger_of(meaning, name, detail, invoker, span)
    return function_of(name, span, file, ".".join(exported.path), folder, trigger)


def _detail(arguments: list[Node]) -> str:
    """The document, topic, bucket or schedule that the arguments of a builder name."""
    for node in arguments:
        for name in _NAMES:
            text = node.get(name).text() if node.is_mapping else None
            if text:
                return text
        if node.kind == "scalar" and node.text():
            return node.text() or ""
    return ""


def _calls_in(expr: ir.Expr) -> Iterator[ir.Call]:
    """The calls of a chain, from its end to its beginning."""
    for _ in range(_MAX_STEPS):
        if isinstance(expr, ir.Call):
            yield expr
            expr = expr.func
        elif isinstance(expr, ir.Attr):
            expr = expr.obj
        else:
            return


def _resolved(callee: ir.Expr, module: ir.Module, constants: Constants) -> str:
    """The dotted name of a builder from its library on; "" if it is no builder of the library."""
    name = dotted(callee)
    calls = list(_calls_in(callee))
    if calls and required(calls[-1]).startswith(_NODE):
        return name.partition(".")[2]
    for _ in range(_MAX_STEPS):
        head, _, rest = name.partition(".")
        library = _library(module, head)
        if library is not None:
            known = [step for step in library.removeprefix(_NODE).split("/") if step not in ("", "v1", "v2")]
            return ".".join([*known, rest or head])
        before = dotted(constants.bound(ir.Name(0, head))) if head else ""
        if not before or before == head:
            return ""
        name = f"{before}.{rest}" if rest else before
    return ""


def _library(module: ir.Module, name: str) -> str | None:
    """The part of the library that a name of the module stands for or was taken from; None for other names."""
    for statement in module.body:
        if isinstance(statement, ir.Import):
            known = name == statement.alias or name in [local for _, local in statement.names]
            if known and statement.module.startswith(_NODE):
                return statement.module
        elif isinstance(statement, ir.Assign):
            source = required(statement.value)
            value = statement.value.obj if isinstance(statement.value, ir.Attr) else statement.value
            source = source or required(value)
            if source.startswith(_NODE) and name in _names(statement.target):
                return source
    return None


def _names(target: ir.Expr) -> list[str]:
    if isinstance(target, ir.Name):
        return [target.id]
    if isinstance(target, ir.DictPattern):
        return [local.id for _, local in target.entries if isinstance(local, ir.Name)]
    return []


# --- Python ---


def _python_functions(modules: Modules, folder: str) -> Iterator[Function]:
    path = join(folder, "main.py")
    if path is None or path not in modules.tree or _PYTHON not in modules.text(path):
        return
    module = modules.load(path)
    for decoration in decorations(module, Constants(module)):
        service = decoration.owner.rpartition(".")[2]
        meaning = meaning_of(decoration.name) if service.endswith("_fn") or not service else None
        if meaning is None:
            continue
        name = decoration.function.name
        given = [decoration.argument(each) for each in ("", *_NAMES)]
        detail = next((text for node in given if (text := node.text())), "")
        invoker = decoration.argument("invoker").text() or ""
        trigger = trigger_of(meaning, name, detail, invoker, decoration.span)
        yield function_of(name, decoration.span, path, name, folder, trigger)
