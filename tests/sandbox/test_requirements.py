"""Requirements that are folders of the tree are shown as they are; others are installed into the cache."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from goatherd.sandbox.dependencies import find_dependencies, packages_folder
from tests.sandbox.pods import in_pod, read, summary, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: run}
"""
APP = "import flat, nested\ndef handler(event, context):\n    return [flat.NAME, nested.NAME]\n"


def _wheel(folder, name, files, *metadata):
    """A package to install, as files by path; `metadata` are further lines of what it says of itself."""
    about = {
        "METADATA": "\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 1", *metadata, ""]),
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as made:
        for path, text in files.items():
            made.writestr(path, text)
        for path, text in about.items():
            made.writestr(f"{name}-1.dist-info/{path}", text)


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


def test_two_runs_may_install_the_same_at_the_same_time(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _wheel(tmp_path, "flat", {"flat.py": "NAME = 'flat'\n"})
    wanted = f"--no-index\n--find-links {tmp_path}\nflat==1\n"
    files = {"template.yaml": TEMPLATE, "run/app.py": APP, "run/requirements.txt": wanted}
    folder = written(tmp_path / "tree", files)
    application = read(folder)
    with ThreadPoolExecutor(3) as several:
        runs = [several.submit(find_dependencies, application, str(folder), install=True) for _ in range(3)]
    found = [run.result() for run in runs]
    assert [each.problems for each in found] == [[]] * 3
    places = {place for each in found for place, _ in each.folders["Run"]}
    assert [(Path(place) / "flat.py").read_text() for place in places] == ["NAME = 'flat'\n"]
    assert [str(each) for each in packages_folder().iterdir()] == list(places)


def test_chalice_comes_beside_the_code_without_being_listed(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _wheel(tmp_path, "chalice", {"chalice/__init__.py": "class Chalice: pass\n"}, "Requires-Dist: nowhere")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    program = "from chalice import Chalice\napp = Chalice(app_name='x')\n@app.lambda_function()\ndef run(e, c): pass\n"
    folder = written(tmp_path / "tree", {".chalice/config.json": '{"app_name": "x"}', "app.py": program})
    found = find_dependencies(read(folder), str(folder), install=True)
    assert found.problems == []
    [[(place, _)]] = found.folders.values()
    assert (Path(place) / "chalice").is_dir()


def test_code_and_packages_of_an_older_python_start(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _wheel(tmp_path, "flat", {"flat.py": "from collections import Mapping\nNAME = Mapping.__name__\n"})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    app = "import boto3, flat\ndef handler(event, context):\n    return flat.NAME\n"
    files = {"template.yaml": TEMPLATE, "run/app.py": app, "run/requirements.txt": "boto3==1.9.4\nflat\n"}
    folder = written(tmp_path / "tree", files)
    assert find_dependencies(read(folder), str(folder), install=True).problems == []
    (done,) = in_pod(folder, lambda pod: iter([summary(pod.invoke("Run", {}))]))
    assert done["response"] == "Mapping"
