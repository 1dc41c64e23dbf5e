"""What a run says of code and templates that it should have read: modules that are not there, and links."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.core.events import Diagnosed
from goatherd.scan import scan

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
PYTHON = "def handler(event, context):\n    run(event['queryStringParameters']['n'])\n"
JAVASCRIPT = "exports.handler = async (event) => run(event.queryStringParameters.n);\n"
MISSING = {
    "a relative module": ({"pack/app.py": f"from .util import run\n{PYTHON}"}, ".util is imported, and is not"),
    "a module of a package of the tree": (
        {"app.py": f"from own.util import run\n{PYTHON}", "own/__init__.py": ""},
        "own.util is imported, and is not in the tree",
    ),
    "a module that nothing declares": ({"app.py": f"from util import run\n{PYTHON}"}, "util is called, is not in"),
    "a relative file of TypeScript": (
        {"app.ts": f"import {{ run, Run }} from './util';\n{JAVASCRIPT}"},
        "./util is imported, and",
    ),
    "a relative file": ({"app.js": f"const {{ run }} = require('./util');\n{JAVASCRIPT}"}, "./util is imported, and"),
}
THERE = {
    "a package of the requirements": {"app.py": f"from acme import run\n{PYTHON}", "requirements.txt": "acme-tools\n"},
    "what Lambda brings": {"app.py": f"from boto3 import client as run\n{PYTHON}"},
    "an optional module": {
        "pack/app.py": f"try:\n    from .util import run\nexcept ImportError:\n    run = print\n{PYTHON}"
    },
    "a folder without a file": {
        "app.py": f"from own.inner.util import run\n{PYTHON}",
        "own/inner/util.py": "run = id\n",
    },
    "what types need": {
        "pack/app.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .util import T\nrun = id\n"
        + PYTHON
    },
    "a type": {"app.ts": f"import type {{ Run }} from './types';\nconst run = eval;\n{JAVASCRIPT}"},
    "what only types ask for": {
        "app.ts": f"import {{ Run }} from './types';\nconst run = (x: Run) => eval(x);\n{JAVASCRIPT}"
    },
    "data": {"app.js": f"const run = require('./data.json');\n{JAVASCRIPT}"},
}


def told(root, files):
    text = TEMPLATE.replace("app.handler", "pack.app.handler") if any(n.startswith("pack") for n in files) else TEMPLATE
    text = text.replace("python3.13", "nodejs22.x") if {"app.js", "app.ts"} & files.keys() else text
    for name, content in {"template.yaml": text, **{f"src/{name}": content for name, content in files.items()}}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return incomplete(root)


def incomplete(root):
    events = [event.diagnosis for event in scan(str(root), Config()) if isinstance(event, Diagnosed)]
    return [(diagnosis.span.path, diagnosis.message) for diagnosis in events if diagnosis.incomplete]


@pytest.mark.parametrize("name", MISSING)
def test_a_module_of_the_application_that_is_not_there_makes_the_run_incomplete(tmp_path, name):
    files, words = MISSING[name]
    found = told(tmp_path, files)
    assert [path for path, _ in found] == [f"src/{next(iter(files))}"]
    assert words in found[0][1]


@pytest.mark.parametrize("name", THERE)
def test_what_comes_from_elsewhere_or_need_not_be_there_is_no_gap(tmp_path, name):
    assert told(tmp_path, THERE[name]) == []


def test_a_module_that_is_a_link_is_told(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "real.py").write_text("import os\nrun = os.system\n")
    (tmp_path / "src" / "util.py").symlink_to("../real.py")
    ((path, message),) = told(tmp_path, {"app.py": f"from util import run\n{PYTHON}"})
    assert path == "src/app.py"
    assert "src/util.py is a symbolic link, which is not followed" in message


def test_a_handler_that_is_a_link_is_told_as_one(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "real.py").write_text(f"run = id\n{PYTHON}")
    (tmp_path / "src" / "app.py").symlink_to("../real.py")
    ((path, message),) = told(tmp_path, {})
    assert path == "template.yaml"
    assert message.endswith("src/app.py is a symbolic link, which is not followed")


@pytest.mark.parametrize(("target", "gap"), [("template.real", True), ("other/template.yaml", False)])
def test_a_template_that_is_a_link_is_told_unless_it_leads_to_one_that_is_read(tmp_path, target, gap):
    (tmp_path / target).parent.mkdir(exist_ok=True)
    (tmp_path / target).write_text("Resources: {}\n")
    (tmp_path / "template.yaml").symlink_to(target)
    expected = [("template.yaml", "is a symbolic link, which is not followed: what it declares is not analysed")]
    assert incomplete(tmp_path) == (expected if gap else [])
