"""Requirements that are folders of the tree are shown as they are; others are installed into the cache."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from goatherd.sandbox.dependencies import find_dependencies
from goatherd.sandbox.installing.store import packages_folder
from tests.sandbox.pods import in_pod, read, summary, written
from tests.sandbox.registries import registries

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: run}
"""
APP = "import flat, nested\ndef handler(event, context):\n    return [flat.NAME, nested.NAME]\n"


@pytest.fixture
def network(tmp_path, monkeypatch):
    with registries(tmp_path, monkeypatch) as played:
        yield played


def test_folders_of_the_tree(tmp_path):
    files = {
        "template.yaml": TEMPLATE,
        "run/app.py": APP,
        "run/requirements.txt": "boto3\n../flat/\n-e ../nested\n../../outside\n",
        "flat/flat.py": "NAME = 'flat'\n",
        "nested/setup.py": "raise SystemExit('nobody runs this')\n",
        "nested/src/nested/__init__.py": "NAME = 'nested'\n",
    }
    folder = written(tmp_path / "tree", files)
    written(tmp_path / "outside", {"flat.py": "NAME = 'a stranger'\n"})
    (done,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("Run", {}))]))
    assert done["response"] == ["flat", "nested"]


def test_two_runs_may_install_the_same_at_the_same_time(tmp_path, network):
    network.add_wheel("flat", {"flat.py": "NAME = 'flat'\n"})
    files = {"template.yaml": TEMPLATE, "run/app.py": APP, "run/requirements.txt": "flat==1\n"}
    folder = written(tmp_path / "tree", files)
    application = read(folder)
    with ThreadPoolExecutor(3) as several:
        runs = [several.submit(find_dependencies, application, str(folder), install=True) for _ in range(3)]
    found = [run.result() for run in runs]
    assert [each.problems for each in found] == [[]] * 3
    places = {place for each in found for place, _ in each.folders["Run"]}
    assert [(Path(place) / "flat.py").read_text() for place in places] == ["NAME = 'flat'\n"]
    assert {str(each) for each in packages_folder().iterdir()} == places


def test_chalice_comes_beside_the_code_without_being_listed(tmp_path, network):
    network.add_wheel("chalice", {"chalice/__init__.py": "class Chalice: pass\n"}, "Requires-Dist: nowhere")
    program = "from chalice import Chalice\napp = Chalice(app_name='x')\n@app.lambda_function()\ndef run(e, c): pass\n"
    folder = written(tmp_path / "tree", {".chalice/config.json": '{"app_name": "x"}', "app.py": program})
    found = find_dependencies(read(folder), str(folder), install=True)
    assert found.problems == []
    [[(place, _)]] = found.folders.values()
    assert (Path(place) / "chalice").is_dir()


def test_code_and_packages_of_an_older_python_start(tmp_path, network):
    network.add_wheel("flat", {"flat.py": "from collections import Mapping\nNAME = Mapping.__name__\n"})
    app = "import boto3, flat\ndef handler(event, context):\n    return flat.NAME\n"
    files = {"template.yaml": TEMPLATE, "run/app.py": app, "run/requirements.txt": "boto3==1.9.4\nflat\n"}
    folder = written(tmp_path / "tree", files)
    assert find_dependencies(read(folder), str(folder), install=True).problems == []
    (done,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("Run", {}))]))
    assert done["response"] == "Mapping"
