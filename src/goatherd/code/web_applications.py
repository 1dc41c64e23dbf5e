"""Applications of web frameworks that nothing declares: who reaches them calls their routes.

An application stands in a variable of a module (`app = Flask(__name__)`), is made by a function (`create_app`) or a
class of JavaScript (`class Server { app = express(); … }`), is the one that Bottle has by itself, or is what a function
registers routes on (`def init(app): @app.get("/x")`). One of NestJS listens by the time its module has run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import ir
from goatherd.code.python_handlers import constructed
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

HOLDS, MAKES, DEFAULT, LISTENS = "holds", "makes", "default", "listens"
_WHOLE = (HOLDS, MAKES, DEFAULT, LISTENS)

_PYTHON = {"flask": "Flask", "fastapi": "FastAPI", "bottle": "Bottle", "starlette": "Starlette"}
_MAKING = frozenset({*_PYTHON.values(), "default_app"})
_ROUTING = frozenset({"route", "get", "post", "put", "patch", "delete"})
_IMPORTED = re.compile(rf"^\s*(?:from|import)\s+({'|'.join(_PYTHON)})\b", re.MULTILINE)
_JAVASCRIPT = frozenset({"express", "fastify", "Fastify", "Koa", "Hono", "OpenAPIHono"})
_PACKAGES = frozenset({"express", "fastify", "koa"})
_PACKAGE = regex(r"""["'](?:express|fastify|koa|hono|@hono/zod-openapi|@nestjs/core)["']""")
_NEST = regex(r"\bNestFactory\s*\.create\s*(?:<[^>()]*>\s*)?\(")
_LISTEN = regex(r"\.listen\s*\(")
_FUNCTION = regex(
    r"\bfunction\s+(?P<name>[\w$]+)\s*\(|^(?:export\s+)?(?:const|let|var)\s+(?P<value>[\w$]+)\s*=\s*(?:async\s*)?\(",
    re.MULTILINE,
)
# It waits for requests itself, or others let it wait.
_SERVES = regex(
    r"\.listen\s*\(|\bserve\s*\(|\bmodule\.exports\b|^export\s+(?:default|const)\b|^export\s*\{", re.MULTILINE
)


@frozen
class WebApplication:
    """`symbol` is what the module calls it or the function; `manner` is HOLDS, MAKES, DEFAULT, LISTENS, for a class
    the field that holds it (`.app`), or for a function that registers routes on what it is given, the framework whose
    application that is.
    """

    symbol: str
    line: int
    manner: str

    @property
    def is_whole(self) -> bool:
        """Whether it has its routes itself."""
        return self.manner in _WHOLE or self.manner.startswith(".")


def may_hold_application(language: str, text: str) -> bool:
    if language == "python":
        return _IMPORTED.search(text) is not None
    return _PACKAGE.search(text) is not None and _SERVES.search(text) is not None


def applications_in(module: ir.Module, text: str) -> list[WebApplication]:
    """Those of one module, for which `may_hold_application` says so."""
    if module.language != "python":
        return _listening(text) or list(_in_javascript(module.body))
    framework = match[1] if (match := _IMPORTED.search(text)) else ""
    found = list(_in_python(module.body, framework))
    return found if framework != "bottle" or any(each.is_whole for each in found) else [*found, *_default(module.body)]


# --- JavaScript ------------------------------------------------------------------------------------


def _in_javascript(body: Sequence[ir.Stmt]) -> Iterator[WebApplication]:
    for statement in body:
        if isinstance(statement, ir.ClassDef):
            for field in _fields(statement.cls):
                yield WebApplication(statement.cls.name, ir.line_of(statement.pos), f".{field}")
        elif isinstance(statement, ir.Assign) and isinstance(statement.target, ir.Name) and _is_made(statement.value):
            yield WebApplication(statement.target.id, ir.line_of(statement.pos), HOLDS)


def _fields(cls: ir.ClassIR) -> Iterator[str]:
    """Fields of a class that hold an application once an object of it is made."""
    for name, value in cls.fields:
        if isinstance(name, ir.Const) and value is not None and _is_made(value):
            yield str(name.value)
    makers = [s.function for s in cls.body if isinstance(s, ir.FunctionDef) and s.function.name == "constructor"]
    for statement in (s for function in makers for s in function.body if isinstance(s, ir.Assign)):
        target = statement.target
        if isinstance(target, ir.Attr) and _is_name(target.obj, ("this",)) and _is_made(statement.value):
            yield target.name


def _is_made(value: ir.Expr) -> bool:
    """`express()`, `new Koa()`, `require("fastify")({…})`, `new Hono().get(…)`."""
    if not isinstance(value, ir.Call):
        return False
    made = value.func
    if isinstance(made, ir.Attr):
        return _is_made(made.obj)
    return _is_name(made, _JAVASCRIPT) or _is_required(made)


def _is_required(value: ir.Expr) -> bool:
    if not (isinstance(value, ir.Call) and _is_name(value.func, ("require",)) and len(value.args) == 1):
        return False
    package = value.args[0]
    return isinstance(package, ir.Const) and package.value in _PACKAGES


def _is_name(node: ir.Expr, names: Collection[str]) -> bool:
    return isinstance(node, ir.Name) and node.id in names


# --- Python ----------------------------------------------------------------------------------------


def _listening(text: str) -> list[WebApplication]:
    """What a module starts that makes an application of NestJS, by the name of the function that does."""
    made = _NEST.search(text)
    if made is None or _LISTEN.search(text) is None:
        return []
    around = list(_FUNCTION.finditer(text, 0, made.start()))
    name = (around[-1]["name"] or around[-1]["value"]) if around else "app"
    return [WebApplication(name, text.count("\n", 0, made.start()) + 1, LISTENS)]


def _in_python(body: Sequence[ir.Stmt], framework: str) -> Iterator[WebApplication]:
    for statement in body:
        if isinstance(statement, ir.FunctionDef):
            function = statement.function
            manner = MAKES if _made(function.body) else framework if _registers(function) else ""
            if manner:
                yield WebApplication(function.name, ir.line_of(function.pos), manner)
        elif (name := constructed(statement, _MAKING)) is not None:
            yield WebApplication(name, ir.line_of(statement.pos), HOLDS)


def _made(body: Sequence[ir.Stmt]) -> bool:
    names = {name for statement in body if (name := constructed(statement, _MAKING)) is not None}
    returned = [s.value for s in body if isinstance(s, ir.Return)]
    return any(isinstance(value, ir.Name) and value.id in names for value in returned)


def _registers(function: ir.FunctionIR) -> bool:
    """Whether functions inside are routes of what it is given alone."""
    needed = [p for p in function.params if p.kind == "positional" and p.default is None]
    if len(needed) != 1 or not isinstance(needed[0].target, ir.Name):
        return False
    inner = [s.function for s in function.body if isinstance(s, ir.FunctionDef)]
    decorators = [decorator.func for each in inner for decorator in each.decorators if isinstance(decorator, ir.Call)]
    return any(
        isinstance(called, ir.Attr)
        and called.name in _ROUTING
        and isinstance(called.obj, ir.Name)
        and called.obj.id == needed[0].target.id
        for called in decorators
    )


def _default(body: Sequence[ir.Stmt]) -> Iterator[WebApplication]:
    """The application that functions of the module `bottle` register routes on."""
    imports = [s for s in body if isinstance(s, ir.Import) and s.module == "bottle"]
    names = {local for s in imports for name, local in s.names if name in _ROUTING}
    if any(s.names == [("*", "*")] for s in imports):
        names |= _ROUTING
    modules = {s.alias or "bottle" for s in imports if not s.names}
    for function in (s.function for s in body if isinstance(s, ir.FunctionDef)):
        for called in (d.func for d in function.decorators if isinstance(d, ir.Call)):
            of_module = isinstance(called, ir.Attr) and called.name in _ROUTING and _is_name(called.obj, modules)
            if of_module or _is_name(called, names):
                yield WebApplication("default_app", ir.line_of(function.pos), DEFAULT)
                return
