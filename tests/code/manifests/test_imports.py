"""Whether the code of the functions imports a package that something is known against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.advisories import shipped
from goatherd.code.manifests import read_manifests
from goatherd.code.manifests.imports import with_imports
from goatherd.code.modules import Modules
from goatherd.core.source import Span
from goatherd.model.application import Application
from goatherd.model.function import CodeSource, Entry, Function
from goatherd.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("framework", "code", "imported"),
    [
        ("sam", "import yaml\n", True),
        ("sam", "import json\n", False),
        ("handlers", "import yaml\n", True),
        # a guess: what is deployed with it may be deployed for others
        ("handlers", "import json\n", None),
    ],
)
def test_what_the_code_imports(tmp_path: Path, framework: str, code: str, imported: bool | None) -> None:
    (tmp_path / "requirements.txt").write_text("pyyaml==5.3\n")
    (tmp_path / "app.py").write_text(code)
    tree = Tree(str(tmp_path))
    function = Function("f", Span("app.py", 1), CodeSource(""), entry=Entry("app.py", "handler", "python", 1, ""))
    application = Application(".", framework, functions=[function])
    manifests = read_manifests(tree, application, advisories=shipped())
    (manifest,) = with_imports(manifests, application, Modules(tree))
    assert [package.imported for package in manifest.packages] == [imported]
