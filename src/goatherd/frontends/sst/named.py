"""Handlers that a program names where it could not be followed: functions, though nobody knows what calls them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.core.wording import counted
from goatherd.frontends.aws.stack import Declared, Stack
from goatherd.frontends.build import build
from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import text_of
from goatherd.frontends.sst.program import safe_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.programs import Program
    from goatherd.frontends.sst.program import SstProgram

_TEXT = regex(r"[\"'`](\.?/?(?:[\w@()\[\]-][\w.@()\[\]-]{0,80}/){0,12}[\w.\[\]-]{1,80})\.([A-Za-z_$][\w$]{0,60})[\"'`]")
_ENDINGS = (".ts", ".js", ".mjs", ".tsx", ".mts", ".cjs", ".jsx", ".py")
_MAX_NAMES = 5


def named_handlers(modules: Modules, path: str, program: Program, sst: SstProgram, stack: Stack) -> Iterator[Declared]:
    """Functions for the handlers in the texts of the program's files that no function of it has."""
    folder = posixpath.dirname(path)
    known = {posixpath.normpath(text_of(f.args.get("handler"))) for f in sst.functions.values()}
    found: dict[str, Span] = {}
    for file in dict.fromkeys((path, *program.machine.states)):
        for handler, span in _handlers(modules, file, folder):
            if handler not in known:
                found.setdefault(handler, span)
    if not found:
        return
    listed = ", ".join(list(found)[:_MAX_NAMES]) + (
        f" and {len(found) - _MAX_NAMES} more" if len(found) > _MAX_NAMES else ""
    )
    message = f"what calls {counted(len(found), 'handler')} that the program names is not known ({listed})"
    stack.diagnoses.append(Diagnosis(next(iter(found.values())), message))
    for handler, span in found.items():
        properties = build({"Handler": Node.scalar(handler, span), "Code": "."}, span)
        id = safe_id(handler)
        if id not in stack.resources:
            yield Declared(id, "AWS::Lambda::Function", span, properties, Node.absent(span), path)


def _handlers(modules: Modules, file: str, folder: str) -> Iterator[tuple[str, Span]]:
    for number, line in enumerate(modules.text(file).splitlines(), 1):
        for match in _TEXT.finditer(line):
            if line.lstrip().startswith(("//", "*", "import ")):
                continue
            module, symbol = posixpath.normpath(match[1]), match[2]
            place = posixpath.normpath(posixpath.join(folder, module))
            if f"{place}.{symbol}" not in modules.tree and any(place + ending in modules.tree for ending in _ENDINGS):
                yield f"{module}.{symbol}", Span(file, number, match.start() + 1)
