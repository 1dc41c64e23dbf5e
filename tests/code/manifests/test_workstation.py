"""Requirements above a function's code, which set up a workstation, are not taken for what is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.manifests import read_manifests
from goatherd.core.source import Span
from goatherd.core.value import Known
from goatherd.model.application import Application
from goatherd.model.function import NOT_WRITTEN, CodeSource, Entry, Function
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOOLS = "pylint==2.2.2\nsphinx==1.8.4\nrequests==2.21.0\n"
CODE = "import boto3, json\nimport requests as web\n"


@pytest.fixture
def deployed(tmp_path: Path) -> Callable[..., set[str]]:
    """The packages that a function of Terraform in api/app.py is deployed with."""

    def read(files: dict[str, str], uri: str = "api.zip", framework: str = "terraform", code: str = CODE) -> set[str]:
        for path, text in {"api/app.py": code, "tests/test_app.py": "import flask\n", **files}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        source = CodeSource("", Known(uri) if uri else NOT_WRITTEN)
        function = Function("f", Span("main.tf", 1), source, entry=Entry("api/app.py", "handler", "python", 1, ""))
        application = Application("main.tf", framework, functions=[function])
        manifests = read_manifests(Tree(str(tmp_path)), application)
        return {p.name for manifest in manifests for p in manifest.packages if not p.development}

    return read


def test_a_list_of_tools_is_not_deployed(deployed: Callable[..., set[str]]) -> None:
    assert deployed({"requirements.txt": TOOLS}) == set()


def test_nor_is_what_no_code_imports(deployed: Callable[..., set[str]]) -> None:
    assert deployed({"requirements.txt": "flask==1.0\n"}) == set()


@pytest.mark.parametrize(
    ("requirement", "code"),
    [
        ("requests", CODE),
        ("pyyaml", "def handler(event, context):\n    import yaml\n"),
        ("pillow", "from PIL import Image\n"),
        ("psycopg2-binary", "import psycopg2.extras\n"),
        ("python-dateutil", "import json, dateutil.parser as parser\n"),
    ],
)
def test_what_the_code_imports_is(deployed: Callable[..., set[str]], requirement: str, code: str) -> None:
    assert deployed({"requirements.txt": f"{requirement}==1.0\npytest==8.0\n"}, code=code) >= {requirement}


def test_tools_beside_the_code_itself_are(deployed: Callable[..., set[str]]) -> None:
    assert deployed({"api/requirements.txt": TOOLS}) >= {"requests"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "RUN pip install -r requirements.txt\n"),
        ("docker/build.Dockerfile", "COPY . .\nRUN pip install \\\n  --requirement ../requirements.txt\n"),
        ("build.sh", "pip install -r requirements.txt -t build/\n"),
        ("scripts/package.sh", "pip install --target $OUT -r $ROOT/requirements.txt\n"),
        (".github/workflows/deploy.yml", "run: uv pip install --target=build -r requirements.txt\n"),
        ("build.py", "run(['pip', 'install', '-r', 'requirements.txt', '-t', target])\n"),
        ("infra/main.tf", 'pip_requirements = "${path.module}/../requirements.txt"\n'),
        ("serverless.yml", "plugins: [serverless-python-requirements]\n"),
    ],
)
def test_what_is_built_into_an_archive_is(deployed: Callable[..., set[str]], path: str, text: str) -> None:
    assert deployed({"requirements.txt": TOOLS, path: text}) >= {"requests"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".travis.yml", "install: pip install -r requirements.txt\n"),  # into the machine that tests
        ("setup.sh", "pip install -r requirements.txt\n"),
        ("build.sh", "pip install -r api/requirements.txt -t build/\n"),
        ("build.sh", "pip install -r other-requirements.txt -t build/\n"),
    ],
)
def test_other_installations_are_no_reason(deployed: Callable[..., set[str]], path: str, text: str) -> None:
    assert deployed({"requirements.txt": TOOLS, path: text}) == set()


@pytest.mark.parametrize(
    ("uri", "framework", "told"), [(".", "sam", True), ("", "sam", True), ("", "azure", True), ("api", "sam", False)]
)
def test_what_packs_a_folder_installs_what_is_in_it(
    deployed: Callable[..., set[str]], uri: str, framework: str, told: bool
) -> None:
    assert bool(deployed({"requirements.txt": TOOLS}, uri=uri, framework=framework)) is told


def test_beside_a_list_that_pins_everything_others_are_not_installed(deployed: Callable[..., set[str]]) -> None:
    files = {"api/requirements.txt": "requests==2.21.0\n", "api/requirements_top_level.txt": "flask\n"}
    assert deployed(files) == {"requests"}
    assert deployed({**files, "Dockerfile": "RUN pip install -r api/requirements_top_level.txt\n"}) == {
        "requests",
        "flask",
    }
    (files := dict(files))["api/requirements.txt"] += "-r requirements_top_level.txt\n"
    assert deployed({**files, "Dockerfile": ""}) == {"requests", "flask"}


def test_beside_a_list_that_leaves_versions_open_they_may_be(deployed: Callable[..., set[str]]) -> None:
    files = {"api/requirements.txt": "requests\n", "api/requirements_top_level.txt": "flask\n"}
    assert deployed(files) == {"requests", "flask"}
