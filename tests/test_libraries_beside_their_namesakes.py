"""Modules of the tree that are called like a library, where Python imports the library itself."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

CHALICE = """\
import os
from chalice import Chalice
app = Chalice(app_name="x")
@app.route("/run", methods=["POST"])
def run():
    os.system("convert " + app.current_request.json_body["name"])
    return {}
"""
GOOGLE = """\
import os
import functions_framework
@functions_framework.http
def hello(request):
    os.system("y " + request.args["q"])
    return "ok"
"""
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Get: {Type: HttpApi, Properties: {Path: /account, Method: get}}
"""


def shells(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    found = [event.finding for event in scan(str(root), Config()) if isinstance(event, FindingFound)]
    return [(finding.span.path, finding.span.line) for finding in found if finding.id == "GOAT0101"]


@pytest.mark.parametrize("namesake", ["deep/chalice.py", "chalicelib/core/chalice/__init__.py"])
def test_an_empty_namesake_of_chalice_deeper_in_the_tree_hides_nothing(tmp_path, namesake):
    files = {"app.py": CHALICE, "requirements.txt": "chalice\n", ".chalice/config.json": "{}", namesake: ""}
    assert shells(tmp_path, files) == [("app.py", 6)]


def test_a_module_beside_the_namesake_imports_the_library(tmp_path):
    blueprint = CHALICE.replace("Chalice(app_name=", "Blueprint(").replace("import Chalice", "import Blueprint")
    app = "from chalice import Chalice\nfrom chalicelib.core.run import app as more\napp = Chalice(app_name='x')\n"
    files = {
        "app.py": app + "app.register_blueprint(more)\n",
        "requirements.txt": "chalice\n",
        ".chalice/config.json": "{}",
        "chalicelib/__init__.py": "",
        "chalicelib/core/__init__.py": "",
        "chalicelib/core/chalice/__init__.py": "",
        "chalicelib/core/run.py": blueprint,
    }
    assert shells(tmp_path, files) == [("chalicelib/core/run.py", 6)]


def test_an_empty_namesake_of_googles_framework_hides_nothing(tmp_path):
    files = {"main.py": GOOGLE, "requirements.txt": "functions-framework\n", "deep/functions_framework.py": ""}
    assert shells(tmp_path, files) == [("main.py", 5)]


PROGRAM = "from acme_tools import run\ndef handler(event, context):\n    run(event['queryStringParameters']['q'])\n"
SHELL = "import os\ndef run(text):\n    os.system(text)\n"


@pytest.mark.parametrize("place", ["src", "src/inner", "shared"])
def test_what_requirements_name_is_a_module_of_the_tree_only_where_the_code_begins(tmp_path, place):
    files = {
        "template.yaml": TEMPLATE,
        "src/app.py": PROGRAM,
        "src/requirements.txt": "acme-tools==1.0\n",
        f"{place}/acme_tools.py": SHELL,
    }
    assert shells(tmp_path, files) == ([("src/acme_tools.py", 3)] if place == "src" else [])


def test_a_relative_import_means_the_namesake(tmp_path):
    program = PROGRAM.replace("acme_tools", ".inner.acme")
    files = {
        "template.yaml": TEMPLATE.replace("app.handler", "pack.app.handler"),
        "src/pack/app.py": program,
        "src/requirements.txt": "acme\n",
        "src/pack/inner/acme.py": SHELL,
    }
    assert shells(tmp_path, files) == [("src/pack/inner/acme.py", 3)]
