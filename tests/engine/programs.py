"""Small programs run through the engine's public door, for the tests beside this file.

A program marks the lines that it expects to be reported: `sh(x)  #!` (shell), `return x  #! html log`; in
JavaScript `//!`. `sh` runs its argument as a shell command.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.engine.analyse import analyse
from goatherd.engine.interpretations import Interpretations
from goatherd.engine.library.known import SHIPPED, Library
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Kind, Trigger
from goatherd.tree import Tree

if TYPE_CHECKING:
    from goatherd.model.flow import Behaviour, Flow
    from goatherd.model.resource import Resource

PYTHON = "import json, os, re, subprocess\nsh = os.system\n"
JAVASCRIPT = "const { execSync: sh } = require('child_process');\n"
HANDLERS = {"python": "app.py", "javascript": "index.js"}
SPAN = Span("template.yaml", 1)

_MARK = re.compile(r"(?:#|//)!([\w -]*)$")


def trigger(kind: str = Kind.DIRECT, exposure: Exposure = Exposure.ANONYMOUS, source: str | None = None) -> Trigger:
    return Trigger(kind, exposure, SPAN, source=source)


def function(
    file: str,
    *triggers: Trigger,
    id: str = "F",
    symbol: str = "handler",
    environment: dict[str, str] | None = None,
    physical_name: str = "",
) -> Function:
    language = "python" if file.endswith(".py") else "javascript"
    root = str(Path(file).parent) if "/" in file else ""
    return Function(
        id=id,
        span=SPAN,
        code=CodeSource(""),
        environment={name: Known(value) for name, value in (environment or {}).items()},
        physical_name=Known(physical_name),
        triggers=list(triggers),
        entry=Entry(file, symbol, language, 1, root),
    )


def application(
    root: Path,
    files: dict[str, str],
    *functions: Function,
    resources: tuple[Resource, ...] = (),
    library: Library = SHIPPED,
) -> Application:
    """The functions, analysed."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(dedent(text), encoding="utf-8")
    made = Application("app", "sam", functions=list(functions), resources={r.id: r for r in resources})
    modules = Modules(Tree(str(root)))
    for _ in analyse(made, modules, Interpretations(modules, made.functions, library=library)):
        pass
    return made


def behaviour(
    root: Path,
    language: str,
    program: str,
    *triggers: Trigger,
    files: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    file: str = "",
    library: Library = SHIPPED,
) -> Behaviour:
    """What one function does whose handler is called `handler`; by default anybody may invoke it."""
    file = file or HANDLERS[language]
    made = function(file, *(triggers or (trigger(),)), environment=environment)
    return application(root, {file: program, **(files or {})}, made, library=library).behaviours["F"]


def body(language: str, text: str) -> str:
    """The program whose handler has this body."""
    text = indent(dedent(text).strip("\n"), "    ")
    if language == "python":
        return f"{PYTHON}def handler(event, context):\n{text}\n"
    return f"{JAVASCRIPT}exports.handler = async (event, context, callback) => {{\n{text}\n}};\n"


def whole(language: str, text: str) -> str:
    """A program with the usual imports in front."""
    return (PYTHON if language == "python" else JAVASCRIPT) + dedent(text).strip("\n") + "\n"


def reported(found: Behaviour) -> dict[str, list[str]]:
    """Kinds by line ("app.py:3"); every flow counts once."""
    lines: dict[str, set[str]] = {}
    for flow in found.flows:
        lines.setdefault(f"{flow.sink.path}:{flow.sink.line}", set()).add(flow.kind)
    return {line: sorted(kinds) for line, kinds in sorted(lines.items())}


def marked(files: dict[str, str]) -> dict[str, list[str]]:
    lines = {}
    for path, text in files.items():
        for number, line in enumerate(dedent(text).splitlines(), 1):
            match = _MARK.search(line)
            if match:
                lines[f"{path}:{number}"] = sorted(match[1].split()) or ["shell"]
    return dict(sorted(lines.items()))


def check(
    root: Path,
    language: str,
    program: str,
    *triggers: Trigger,
    files: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    file: str = "",
    library: Library = SHIPPED,
) -> Behaviour:
    """The marked lines of a program are what is reported, no more and no less."""
    file = file or HANDLERS[language]
    found = behaviour(
        root, language, program, *triggers, files=files, environment=environment, file=file, library=library
    )
    expected = marked({file: program, **(files or {})})
    assert found.truncated == "", found.truncated
    assert reported(found) == expected, f"reported {reported(found)}, expected {expected}, of\n{program}"
    return found


def paths(flows: list[Flow]) -> list[str]:
    return sorted(f"{flow.kind} {flow.source.path}" for flow in flows)


def facts(found: Behaviour) -> dict[str, object]:
    """Everything that a behaviour tells, in a form that can be compared."""
    return {
        "flows": [(f.kind, f.source.path, f.sink, f.sink_name, f.confidence, f.reasons) for f in found.flows],
        "aws": sorted(
            (c.service, c.operation, c.span.line, c.span.column, sorted(c.parameters.items()), sorted(c.tainted))
            for c in found.aws_calls
        ),
        "calls": sorted(
            (c.name, c.span.path, c.span.line, c.span.column, c.in_loop, repr(sorted(c.constants.items())))
            for c in found.calls
        ),
        "environment": sorted(found.environment),
        "literals": sorted((x.name, x.value, x.span.line) for x in found.literals),
        "swallowed": sorted((s.path, s.line) for s in found.swallowed),
        "files": found.files,
        "truncated": found.truncated,
    }
