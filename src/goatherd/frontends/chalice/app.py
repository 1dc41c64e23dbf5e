"""What an `app.py` registers: routes and functions, its own and those of its blueprints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.code.paths import parent
from goatherd.frontends.programs.values import External, Instance
from goatherd.frontends.registrations import Registration, evaluate, registrations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

_LIBRARY = "chalice"
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
    decorator: Registration


@frozen
class FunctionOfApp:
    """One function beside the API's. `id` is its resource's, `name` Chalice's, `handler` module and symbol."""

    id: str
    name: str
    kind: str
    handler: str
    decorator: Registration


@define
class App:
    path: str
    variable: str
    span: Span
    routes: list[Route] = field(factory=list)
    functions: list[FunctionOfApp] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)


def read_app(modules: Modules, path: str, environment: Mapping[str, Node]) -> App | None:
    """The application of an `app.py`, None if it makes none."""
    program = evaluate(modules, path, parent(path), (_LIBRARY,), environment)
    found = registrations(program)
    for variable, bound in program.names.items():
        value = bound.native if isinstance(bound, Instance) else bound  # of a class that extends Chalice's
        made = value.call if isinstance(value, External) else None
        if made is not None and made.name.rpartition(".")[2] == "Chalice":
            app = App(path, variable, made.span, diagnoses=program.diagnoses)
            _add(app, [each for each in found if each.owner is made])
            _add_blueprints(app, found)
            return app
    return None


def camel_case(name: str) -> str:
    """A function's name as `chalice package` makes ids of resources of it."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def _module_name(file: str, app: str) -> str:
    """How `app.py` imports a module of its folder."""
    return file[len(parent(app)) :].strip("/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _add(app: App, decorators: Iterable[Registration], prefixes: tuple[str, str] = ("", "")) -> None:
    url_prefix, name_prefix = prefixes
    for decorator in decorators:
        if decorator.function is None:
            continue
        if decorator.name == "route":
            path = decorator.argument("path", 0).text() or "${?}"
            app.routes.append(Route(f"{url_prefix}{path}" if path != "/" or not url_prefix else url_prefix, decorator))
        elif decorator.name in FUNCTION_KINDS:
            symbol = decorator.function.name
            given = name_prefix + (decorator.argument("name").text() or symbol)
            handler = f"{_module_name(decorator.file, app.path)}.{symbol}"
            app.functions.append(FunctionOfApp(camel_case(given), given, decorator.name, handler, decorator))


def _add_blueprints(app: App, found: list[Registration]) -> None:
    for each in found:
        blueprint = each.value("blueprint", 0) if each.name == "register_blueprint" else None
        if isinstance(blueprint, External) and blueprint.call is not None:
            url_prefix = each.argument("url_prefix", 2).text() or ""
            prefixes = (url_prefix.rstrip("/"), each.argument("name_prefix", 1).text() or "")
            _add(app, [other for other in found if other.owner is blueprint.call], prefixes)
