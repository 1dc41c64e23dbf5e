"""Applications of web frameworks that nothing declares: who reaches them calls their routes.

An application stands in a variable of a module (`app = Flask(__name__)`), is made by a function (`create_app`), or is
what a function registers routes on (`def init(app): @app.get("/x")`). One of NestJS listens by the time its module has
run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code import ir
from goatherd.code.python_handlers import constructed
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOLDS, MAKES, LISTENS = "holds", "makes", "listens"

_PYTHON = {"flask": "Flask", "fastapi": "FastAPI", "bottle": "Bottle", "starlette": "Starlette"}
_ROUTING = frozenset({"route", "get", "post", "put", "patch", "delete"})
_IMPORTED = re.compile(rf"^\s*(?:from|import)\s+({'|'.join(_PYTHON)})\b", re.MULTILINE)
_JAVASCRIPT = regex(
    r"^(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::[^=\n]+)?=\s*(?:new\s+)?"
    r"(?:(?:express|fastify|Fastify|Koa|Hono|OpenAPIHono)\s*(?:<[^>()]*>)?\()",
    re.MULTILINE,
)
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
    """`symbol` is what the module calls it or the function; `manner` is HOLDS, MAKES, LISTENS, or for a function that
    registers routes on what it is given, the framework whose application that is.
    """

    symbol: str
    line: int
    manner: str


def may_hold_application(language: str, text: str) -> bool:
    if language == "python":
        return _IMPORTED.search(text) is not None
    return _PACKAGE.search(text) is not None and _SERVES.search(text) is not None


def applications_in(module: ir.Module, text: str) -> list[WebApplication]:
    """Those of one module, for which `may_hold_application` says so."""
    if module.language != "python":
        return _listening(text) or [
            WebApplication(match["name"], text.count("\n", 0, match.start()) + 1, HOLDS)
            for match in _JAVASCRIPT.finditer(text)
        ]
    framework = match[1] if (match := _IMPORTED.search(text)) else ""
    return list(_in_python(module.body, framework))


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
        elif (name := constructed(statement, _PYTHON.values())) is not None:
            yield WebApplication(name, ir.line_of(statement.pos), HOLDS)


def _made(body: Sequence[ir.Stmt]) -> bool:
    names = {name for statement in body if (name := constructed(statement, _PYTHON.values())) is not None}
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
