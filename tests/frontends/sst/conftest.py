"""Small applications of SST, written to a folder and read as a user's would be."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest
from attrs import define

from goatherd.code.modules import Modules
from goatherd.code.resolve import resolve
from goatherd.frontends import read_applications
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]

_PROGRAM = """
/// <reference path="./.sst/platform/config.d.ts" />
export default $config({
  app(input) {
    return { name: "shop", home: "aws" };
  },
  async run() {
%s
  },
});
"""
HANDLER = "export const handler = async (event) => event;\n"


@define
class Read:
    """What was read: one application, and what of it was not."""

    application: Application
    diagnoses: list[Diagnosis]

    def __getitem__(self, id: str) -> Function:
        return next(function for function in self.application.functions if function.id == id)

    @property
    def ids(self) -> list[str]:
        return [function.id for function in self.application.functions]

    @property
    def told(self) -> list[str]:
        return [diagnosis.message for diagnosis in self.diagnoses]

    def triggers(self, id: str) -> list[tuple[str, str, str | None]]:
        return [(t.kind, t.detail, t.authorizer) for t in self[id].triggers]

    def allowed(self, id: str) -> dict[str, tuple[str, ...]]:
        """The resources by action of a function's role."""
        role = self[id].role
        assert role is not None
        return {action: s.resources for s in role.statements if s.effect == "Allow" for action in s.actions}

    def file(self, id: str) -> str:
        entry = self[id].entry
        assert isinstance(entry, Entry)
        return entry.file


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Callable[[Files], Read]:
    def read(files: Files) -> Read:
        modules = Modules(tree_of(files))
        (application,), diagnoses = read_applications(modules)
        for function in application.functions:
            function.entry = resolve(function, modules)
        return Read(application, diagnoses)

    return read


@pytest.fixture
def run(read: Callable[[Files], Read]) -> Callable[..., Read]:
    """The application whose `run` has this body; `src/work.ts` exports a handler."""

    def run(body: str, files: Files | None = None) -> Read:
        program = _PROGRAM % indent(dedent(body), "    ")
        return read({"sst.config.ts": program, "src/work.ts": HANDLER, **(files or {})})

    return run
