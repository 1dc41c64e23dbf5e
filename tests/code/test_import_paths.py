"""Folders that a module puts on the path of imports, and what is found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.model.function import Entry
from tests.code.trees import tree_of

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "lambda/register/app.py"


@pytest.mark.parametrize(
    ("statements", "folders"),
    [
        ('sys.path.append(os.path.join(os.path.dirname(__file__), "..", "shared"))', ("lambda/shared",)),
        ('sys.path.insert(0, os.path.abspath(os.path.dirname(__file__) + "/../shared"))', ()),
        ('sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "shared"))', ("lambda/shared",)),
        ('sys.path.append(str(Path(__file__).parents[2] / "common/python"))', ("common/python",)),
        ("HERE = os.path.dirname(os.path.realpath(__file__))\nsys.path.append(HERE)", ("lambda/register",)),
        ("sys.path.append(os.path.join(os.path.dirname(__file__), os.pardir))", ("lambda",)),
        ('sys.path.append(Path(__file__).parent.joinpath("vendor").as_posix())', ()),
        ('for name in ("a",):\n    sys.path.append(os.path.join(os.path.dirname(__file__), name))', ()),
        ('sys.path.append("/opt/shared")\npath.append(__file__)\nsys.path.sort()', ()),
        ('sys.path.append(os.path.join(os.path.dirname(__file__), "../../.."))', ()),
        ("HERE = HERE\nsys.path.append(HERE)", ()),
    ],
)
def test_folders_that_are_added(tmp_path: Path, statements: str, folders: tuple[str, ...]) -> None:
    modules = tree_of(tmp_path, {PLACE: f"import os, sys\nfrom pathlib import Path\n{statements}\n"})
    assert modules.import_paths(PLACE) == folders


@pytest.mark.parametrize(("manifest", "found"), [("boto3\n", "lambda/shared/validators.py"), ("validators\n", None)])
def test_what_lies_there_is_meant_unless_a_manifest_names_the_package(
    tmp_path: Path, manifest: str, found: str | None
) -> None:
    files = {
        PLACE: 'import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), "../shared"))\n',
        "lambda/shared/validators.py": "",
        "lambda/register/requirements.txt": manifest,
    }
    entry = Entry(PLACE, "handler", "python", 1, "lambda/register")
    assert tree_of(tmp_path, files).find_python("validators", 0, PLACE, entry, library=True) == found
