"""What runs functions is Lambda: those of other clouds are left alone, and it is said why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.deployment import NotDeployable, Shown, deploy
from goatherd.sandbox.enclosure import ENCLOSED
from goatherd.sandbox.naming import Naming
from tests.sandbox.pods import read, written

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "host.json": '{"version": "2.0"}',
    "Hello/function.json": '{"bindings": [{"type": "httpTrigger", "name": "req"}]}',
    "Hello/__init__.py": "def main(req):\n    pass\n",
}


def test_a_function_of_azure_is_not_run(tmp_path: Path) -> None:
    root = written(tmp_path / "tree", FILES)
    application = read(root)
    naming, made = Naming(application), tmp_path / "made"
    dependencies = find_dependencies(application, str(root), install=False)
    with pytest.raises(NotDeployable, match="another cloud"):
        deploy(
            application.functions[0],
            application,
            naming,
            str(root),
            made,
            dependencies,
            Shown(tmp_path / "shown", str(root), ENCLOSED),
        )
