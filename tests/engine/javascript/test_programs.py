"""Small programs in, flows out.

A program of programs/*.js starts with `//// name`, with options behind it (`kind` of trigger, `symbol` of the
handler, `ext` of the file); `--- path` starts another file of it. A line that ends in `//! kind path, kind path`
must have exactly these flows, every other line none.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import frozen

from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.engine.analyse import analyse
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.model.trigger import Exposure, Trigger
from goatherd.tree import Tree

PROGRAMS = Path(__file__).parent / "programs"
_MARK = re.compile(r"//! (.*)$")


@frozen
class Program:
    files: dict[str, str]
    entry: str
    kind: str
    symbol: str

    def expected(self) -> set[tuple[str, int, str, str]]:
        return {
            (path, number, flow.split()[0], flow.split()[1])
            for path, text in self.files.items()
            for number, line in enumerate(text.split("\n"), 1)
            if (mark := _MARK.search(line))
            for flow in mark[1].split(", ")
        }


def _programs() -> dict[str, Program]:
    found = {}
    for source in sorted(PROGRAMS.glob("*.js")):
        for block in re.split(r"^//// ", source.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, body = block.partition("\n")
            name, *options = head.split()
            chosen = dict(option.split("=") for option in options)
            entry = f"index.{chosen.get('ext', 'js')}"
            first, *others = re.split(r"^--- ", body, flags=re.MULTILINE)
            files = {entry: first}
            for other in others:
                path, _, text = other.partition("\n")
                files[path.strip()] = text
            key = f"{source.stem}-{name}"
            assert key not in found, f"two programs are called {key}"
            found[key] = Program(files, entry, chosen.get("kind", "rest-api"), chosen.get("symbol", "handler"))
    return found


@pytest.mark.parametrize("program", _programs().values(), ids=_programs().keys())
def test_flows_of_program(program: Program, tmp_path: Path) -> None:
    for path, text in program.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    function = Function("F", Span("template.yaml", 1), CodeSource(""))
    function.entry = Entry(program.entry, program.symbol, "javascript", 1, "")
    function.triggers = [Trigger(program.kind, Exposure.ANONYMOUS, Span("template.yaml", 1))]
    behaviours = list(analyse(Application("a", "sam", functions=[function]), Modules(Tree(str(tmp_path)))))
    flows = behaviours[0].flows
    assert {(f.sink.path, f.sink.line, f.kind, f.source.path) for f in flows} == program.expected()
    assert behaviours[0].truncated == ""
