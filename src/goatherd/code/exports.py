"""Does a file export a name, and on which line?"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from goatherd.code import ir
from goatherd.core.lazy import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCAL = r"(?:async\s+)?(?:function\b\s*\*?|const\b|let\b|var\b|class\b|abstract\s+class\b|enum\b|namespace\b)"
_WHOLE = regex(r"^[ \t]*(?:module\.exports|exports|export)[ \t]*=[ \t]*(?!=)", re.MULTILINE)
_STAR = regex(r"^[ \t]*export[ \t]*\*[ \t]*from\b|__exportStar\(", re.MULTILINE)
_WORD = regex(r"[A-Za-z_$][\w$]*")


# Bounds on what a hostile file can cost.
_MAX_OBJECTS = 20
_MAX_OBJECT = 100_000


def python_export(module: ir.Module, text: str, symbol: str) -> int:
    """The line that binds the symbol at module level, 0 if none does. A `import *` counts as a last resort."""
    star = 0
    lines = [0]
    for statement in _statements(module.body):
        if isinstance(statement, ir.Import) and statement.names == [("*", "*")]:
            star = star or ir.line_of(statement.pos)
        elif symbol in module.locals and _binds(statement, symbol):
            lines.append(ir.line_of(statement.pos))
    line = lines[-1] or star
    if not line and module.problems:  # it may be in what could not be read
        found = re.search(rf"^(?:async\s+)?def\s+{re.escape(symbol)}\b|^{re.escape(symbol)}\s*=", text, re.MULTILINE)
        line = _line(text, found.start()) if found else 0
    return line


def _binds(statement: ir.Stmt, symbol: str) -> bool:
    if isinstance(statement, ir.FunctionDef):
        return statement.function.name == symbol
    if isinstance(statement, ir.ClassDef):
        return statement.cls.name == symbol
    if isinstance(statement, ir.Import):
        if statement.names:
            return any(local == symbol for _, local in statement.names)
        return (statement.alias or statement.module.partition(".")[0]) == symbol
    if isinstance(statement, ir.Assign):
        return any(isinstance(part, ir.Name) and part.id == symbol for part in _targets(statement))
    return False


def _targets(statement: ir.Assign) -> Iterator[ir.Expr]:
    targets, value = [statement.target], statement.value
    while isinstance(value, ir.AssignExpr):
        targets.append(value.target)
        value = value.value
    while targets:
        target = targets.pop()
        if isinstance(target, ir.ListPattern):
            targets.extend(target.items)
        else:
            yield target


def _statements(body: list[ir.Stmt]) -> Iterator[ir.Stmt]:
    """The statements that run at module level, those of branches included, in order."""
    for statement in body:
        yield statement
        if isinstance(statement, ir.If):
            yield from _statements(statement.body)
            yield from _statements(statement.orelse)
        elif isinstance(statement, ir.With):
            yield from _statements(statement.body)
        elif isinstance(statement, ir.Try):
            yield from _statements(statement.body)
            for _, _, handler in statement.handlers:
                yield from _statements(handler)
            yield from _statements(statement.orelse)


def javascript_export(text: str, symbol: str) -> int:
    """The line that exports the symbol, 0 if none does. `export *` and whole-module exports count last."""
    first = symbol.partition(".")[0]
    if first not in text:
        return _indirect(text)
    for pattern in _patterns(first):
        found = pattern.search(text)
        if found:
            return _line(text, found.start())
    for start, listed in _lists(text):
        if first in listed:
            return _line(text, start)
    return _indirect(text)


@lru_cache(maxsize=500)
def _patterns(symbol: str) -> tuple[re.Pattern[str], ...]:
    name = re.escape(symbol) + r"(?![\w$])"
    sources = [
        rf"""^[ \t]*(?:[\w$.][\w$. ]*=\s*)?(?:module\.)?exports(?:\.{name}|\[["']{name}["']\])\s*=(?!=)""",
        rf"^[ \t]*export\s+(?:declare\s+)?{_LOCAL}\s*{name}",
        rf"^[ \t]*export\s+(?:const|let|var)\s*[{{\[][^=]{{0,300}}?(?<![\w$]){name}[^=]{{0,300}}=",
        rf"""(?:defineProperty\(\s*(?:module\.)?exports\s*,\s*["']{name}["'])""",
    ]
    if symbol == "default":
        sources.append(r"^[ \t]*export\s+default\b")
    return tuple(re.compile(source, re.MULTILINE) for source in sources)


_EXPORT_LIST = regex(r"^[ \t]*export\s*\{([^{}]{0,20000})\}", re.MULTILINE)
_EXPORTED_OBJECT = regex(r"(?:module\.exports|\bexports|Object\.assign\((?:module\.)?exports,|__export\(\w+,)[\s=]*\{")


def _lists(text: str) -> Iterator[tuple[int, set[str]]]:
    """(offset, names) of every list of exports."""
    for match in _EXPORT_LIST.finditer(text):
        parts = (part.split(" as ")[-1].strip().removeprefix("type ") for part in match[1].split(","))
        yield match.start(), set(parts)
    for match in islice(_EXPORTED_OBJECT.finditer(text), _MAX_OBJECTS):
        yield match.start(), set(_keys(text, match.end()))


def _keys(text: str, start: int) -> Iterator[str]:
    """The names that stand at the top level of an object literal; good enough without parsing."""
    depth = 0
    expecting = True
    for match in _TOKEN.finditer(text, start, start + _MAX_OBJECT):
        token = match[0]
        if token in "{[(":
            depth += 1
        elif token in "}])":
            depth -= 1
            if depth < 0:
                return
        elif token == ",":
            expecting = depth == 0
        elif depth == 0 and expecting and token[0] not in "/`:":
            name = token.strip("'\"")
            if name not in ("async", "get", "set"):
                yield name
                expecting = False


_TOKEN = regex(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|[A-Za-z_$][\w$]*|[{}\[\](),]""",
    re.DOTALL,
)


def _indirect(text: str) -> int:
    """The line of an export whose names stand elsewhere: `export *`, `module.exports = require("./x")`."""
    found = _STAR.search(text)
    if found:
        return _line(text, found.start())
    for match in _WHOLE.finditer(text):
        value = text[match.end() : match.end() + 400].lstrip()
        if _WORD.match(value) and not value.startswith(("async", "function", "class")):
            return _line(text, match.start())
        if value.startswith("{") and "..." in value.partition("}")[0]:
            return _line(text, match.start())
    return 0


def _line(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in "\r\n\t ":
        offset += 1
    return text.count("\n", 0, offset) + 1
