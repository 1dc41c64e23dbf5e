"""What an `app.py` registers: routes and functions, its own and those of its blueprints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.code import ir
from goatherd.frontends.constants import Constants, dotted
from goatherd.frontends.decorations import Decoration, assigned_calls, decorations
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.code.modules import Modules
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

API_HANDLER = "APIHandler"
WEBSOCKET_KEYS = {"on_ws_connect": "$connect", "on_ws_message": "$default", "on_ws_disconnect": "$disconnect"}
FUNCTION_KINDS = frozenset(
    {
        "lambda_function",
        "schedule",
        "authorizer",
        "on_s3_event",
        "on_sns_message",
        "on_sqs_message",
        "on_kinesis_record",
        "on_dynamodb_record",
        "on_cw_event",
        *WEBSOCKET_KEYS,
    }
)


@frozen
class Route:
    path: str
    decoration: Decoration


@frozen
class FunctionOfApp:
    """One function beside the API's. `id` is its resource's, `name` Chalice's, `handler` module and symbol."""

    id: str
    name: str
    kind: str
    handler: str
    decoration: Decoration


@define
class App:
    path: str
    variable: str
    span: Span
    routes: list[Route] = field(factory=list)
    functions: list[FunctionOfApp] = field(factory=list)


def read_app(modules: Modules, path: str, environment: Mapping[str, Node]) -> App | None:
    """The application of an `app.py`, None if it makes none."""
    found = _made(modules.load(path)) or _made_elsewhere(modules, path)
    if found is None:
        return None
    module, made = found
    constants = Constants(module, environment)
    app = App(path, made[0], constants.span(made[1].pos))
    _add_module(app, module, constants, frozenset({made[0]}), _module_name(module.path, path))
    for registering in {module.path: module, path: modules.load(path)}.values():
        for blueprint in _blueprints(modules, registering):
            _add_blueprint(app, modules, blueprint, environment)
    return app


_Made = tuple[ir.Module, tuple[str, ir.Call]]


def _made(module: ir.Module) -> _Made | None:
    """The module and its `app = Chalice(…)`."""
    found = [(name, call) for name, call in assigned_calls(module) if _called(call) == "Chalice"]
    return (module, found[0]) if found else None


def _made_elsewhere(modules: Modules, path: str) -> _Made | None:
    """The same for an application that `app.py` imports."""
    entry = Entry(path, "", "python", 1, path.rpartition("/")[0])
    imports = [statement for statement in modules.load(path).body if isinstance(statement, ir.Import)]
    for statement in imports:
        for name, _ in statement.names:
            file = modules.find_python(statement.module, statement.level, path, entry)
            found = _made(modules.load(file)) if file else None
            if found is not None and found[1][0] == name:
                return found
    return None


def _module_name(file: str, app: str) -> str:
    """How `app.py` imports a module of its folder."""
    folder = app.rpartition("/")[0]
    return file[len(folder) :].strip("/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def camel_case(name: str) -> str:
    """A function's name as `chalice package` makes ids of resources of it."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def _called(call: ir.Call) -> str:
    return dotted(call.func).rpartition(".")[2]


def _add_module(
    app: App,
    module: ir.Module,
    constants: Constants,
    owners: frozenset[str],
    name: str,
    prefixes: tuple[str, str] = ("", ""),
) -> None:
    url_prefix, name_prefix = prefixes
    for decoration in decorations(module, constants):
        if decoration.owner not in owners:
            continue
        if decoration.name == "route":
            path = decoration.argument("path", 0).text() or "${?}"
            app.routes.append(Route(f"{url_prefix}{path}" if path != "/" or not url_prefix else url_prefix, decoration))
        elif decoration.name in FUNCTION_KINDS:
            symbol = decoration.function.name
            given = name_prefix + (decoration.argument("name").text() or symbol)
            function = FunctionOfApp(camel_case(given), given, decoration.name, f"{name}.{symbol}", decoration)
            app.functions.append(function)


@frozen
class _Blueprint:
    file: str
    symbol: str
    prefixes: tuple[str, str]


def _add_blueprint(app: App, modules: Modules, blueprint: _Blueprint, environment: Mapping[str, Node]) -> None:
    module = modules.load(blueprint.file)
    name = _module_name(blueprint.file, app.path)
    owners = frozenset({blueprint.symbol})
    _add_module(app, module, Constants(module, environment), owners, name, blueprint.prefixes)


def _blueprints(modules: Modules, module: ir.Module) -> Iterator[_Blueprint]:
    entry = Entry(module.path, "", "python", 1, module.path.rpartition("/")[0])
    constants = Constants(module)
    for statement in module.body:
        call = statement.value if isinstance(statement, ir.ExprStmt) else None
        if not isinstance(call, ir.Call) or _called(call) != "register_blueprint" or not call.args:
            continue
        given = {name: constants.node(value).text() or "" for name, value in call.keywords if name}
        found = _imported(modules, module, dotted(call.args[0]), entry)
        if found is not None:
            yield _Blueprint(*found, (given.get("url_prefix", "").rstrip("/"), given.get("name_prefix", "")))


def _imported(modules: Modules, module: ir.Module, name: str, entry: Entry) -> tuple[str, str] | None:
    """(file, variable) of a name that is imported, or an attribute of a module that is."""
    head, _, attribute = name.partition(".")
    for statement in module.body:
        if not isinstance(statement, ir.Import):
            continue
        for exported, local in statement.names:
            if local != head:
                continue
            if attribute:
                file = modules.find_python(f"{statement.module}.{exported}", statement.level, entry.file, entry)
                return (file, attribute) if file else None
            file = modules.find_python(statement.module, statement.level, entry.file, entry)
            return (file, exported) if file else None
    return None
