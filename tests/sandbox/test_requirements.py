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
    wheel = tmp_path / "flat-1-py3-none-any.whl"
    about = {
        "METADATA": "Metadata-Version: 2.1\nName: flat\nVersion: 1\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("flat.py", "NAME = 'flat'\n")
        for name, text in about.items():
            made.writestr(f"flat-1.dist-info/{name}", text)
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
