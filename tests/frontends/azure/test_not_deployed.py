"""Functions of Azure that are written and not deployed: what the platform never loads or never meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.core.config import Config
from goatherd.core.events import FindingFound, Skipped
from goatherd.frontends.azure import read_azure
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], tuple[list[str], list[str]]]


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    """(ids of the functions of the applications, files that are left out for what they hold)."""

    def read(files: Files) -> tuple[list[str], list[str]]:
        tree = tree_of({"host.json": '{"version": "2.0"}', **files})
        applications, diagnoses = read_azure(Modules(tree))
        assert diagnoses == []
        left_out = [path for path, why in tree.skipped if why.endswith("its functions are not deployed")]
        return [function.id for application in applications for function in application.functions], left_out

    return read


def _blueprint(name: str) -> str:
    return f"""
        import azure.functions as func
        bp = func.Blueprint()
        @bp.route(route="{name}")
        def {name}(req: func.HttpRequest): ...
    """


APP = "import azure.functions as func\nfrom used import bp as used\napp = func.FunctionApp()\n"
MAIN = "@app.route(route='x')\ndef x(req): ...\n"


@pytest.mark.parametrize("registers", ["app.register_functions(used)", "app.register_blueprint(used)"])
def test_a_blueprint_that_is_not_registered(read: Read, registers: str) -> None:
    files: Files = {"used.py": _blueprint("used"), "agent.py": _blueprint("agent")}
    found, left_out = read({**files, "function_app.py": f"{APP}{registers}\n"})
    assert (found, left_out) == (["used"], ["agent.py"])


def test_an_application_that_registers_nothing(read: Read) -> None:
    found, left_out = read({"used.py": _blueprint("used"), "function_app.py": APP + MAIN})
    assert (found, left_out) == (["x"], ["used.py"])


def test_nothing_is_left_and_nothing_is_guessed(read: Read) -> None:
    main = _blueprint("main")
    found, left_out = read({"used.py": main, "function_app.py": APP})
    assert (found, left_out) == ([], ["used.py"])


@pytest.mark.parametrize(
    "registers",
    [
        "import agent\nfor each in (used, agent.bp):\n    app.register_functions(each)",
        "import os, agent\napp.register_functions(used)\nif os.environ['X']:\n    app.register_functions(agent.bp)",
        "import importlib\nfor n in ['used', 'agent']:\n    app.register_functions(importlib.import_module(n).bp)",
        "import os\nfor bp in load(os.listdir('.')):\n    app.register_functions(bp)",
        "from setup_of_others import add_all\napp.register_functions(used)\nadd_all(app)",
        "from agent import bp as agent\ndef add(into):\n    into.register_functions(used)\n"
        "    into.register_functions(agent)\nadd(app)",
    ],
)
def test_what_is_registered_or_may_be(read: Read, registers: str) -> None:
    files: Files = {"used.py": _blueprint("used"), "agent.py": _blueprint("agent")}
    found, left_out = read({**files, "function_app.py": f"{APP}{registers}\n"})
    assert (sorted(found), left_out) == (["agent", "used"], [])


def test_blueprints_without_a_function_app(read: Read) -> None:
    assert read({"used.py": _blueprint("used"), "main.py": APP}) == (["used"], [])


def test_a_blueprint_of_another_folder_may_stand_for_one_of_the_host(read: Read) -> None:
    registers = "from jobs.agent import bp as other\napp.register_functions(other)\n"
    files: Files = {"jobs/agent.py": _blueprint("agent"), "jobs/host.json": "{}", "used.py": _blueprint("used")}
    found, left_out = read({**files, "function_app.py": APP + registers})
    assert ("used" in found, left_out) == (True, [])


def test_an_application_of_another_module_registers_a_blueprint(read: Read) -> None:
    core = "import azure.functions as func\napp = func.FunctionApp()\n"
    program = "from core import app\nfrom used import bp\napp.register_functions(bp)\n"
    files: Files = {"core.py": core, "function_app.py": program, "used.py": _blueprint("used")}
    assert read({**files, "agent.py": _blueprint("agent")}) == (["used"], ["agent.py"])


def test_an_application_beside_the_one_that_is_looked_for(read: Read) -> None:
    other = f"import azure.functions as func\napp = func.FunctionApp()\n{MAIN.replace('x', 'y')}"
    core = "import azure.functions as func\napp = func.FunctionApp()\n"
    files: Files = {"old_app.py": other, "core.py": core, "function_app.py": f"from core import app\n{MAIN}"}
    assert read(files) == (["x"], ["old_app.py"])


def _registered(name: str) -> str:
    return f"const {{ app }} = require('@azure/functions');\napp.http('{name}', {{ handler: async () => ({{}}) }});\n"


DESCRIBED: dict[str, str | bytes] = {
    "users/function.json": '{"bindings": [{"type": "httpTrigger", "name": "req"}]}',
    "users/index.js": "module.exports = async function (context, req) {};\n",
}


def test_registrations_beside_descriptions_and_no_main(read: Read) -> None:
    files: Files = {"package.json": '{"name": "x"}', "users.js": _registered("users2"), **DESCRIBED}
    assert read(files) == (["users"], ["users.js"])


def test_a_main_beside_descriptions(read: Read) -> None:
    files: Files = {"package.json": '{"main": "users.js"}', "users.js": _registered("users2"), **DESCRIBED}
    assert read(files) == (["users", "users2"], [])


@pytest.mark.parametrize(
    ("main", "extension", "folder"),
    [
        ("src/functions/*.js", "js", "src/functions"),
        ("./src/functions/*.js", "js", "src/functions"),
        ("src/{index.js,functions/*.js}", "js", "src/functions"),
        ("src/**/functions/*.js", "js", "src/functions"),
        ("dist/src/functions/*.js", "ts", "src/functions"),
        ("dist/functions/*.js", "ts", "src/functions"),
        ("dist/functions", "ts", "src/functions/index"),
        ("src/functions/used", "js", "src/functions"),
    ],
)
def test_what_the_main_names_and_what_it_does_not(read: Read, main: str, extension: str, folder: str) -> None:
    used = f"{folder}.{extension}" if folder.endswith("index") else f"{folder}/used.{extension}"
    files: Files = {
        "package.json": f'{{"main": "{main}"}}',
        used: _registered("used"),
        f"src/old/more.{extension}": _registered("old"),
    }
    assert read(files) == (["used"], [f"src/old/more.{extension}"])


@pytest.mark.parametrize(
    "imports", ["import './functions/used';", "require('./functions/used');", "export * from './more';"]
)
def test_what_the_main_imports(read: Read, imports: str) -> None:
    files: Files = {
        "package.json": '{"main": "dist/index.js"}',
        "src/index.ts": f"{imports}\n",
        "src/more.ts": "import './functions/used';\n",
        "src/functions/used.ts": _registered("used"),
        "src/functions/old.ts": _registered("old"),
    }
    assert read(files) == (["used"], ["src/functions/old.ts"])


@pytest.mark.parametrize(
    ("main", "index"),
    [
        ("dist/bundle.js", "import './functions/used';"),
        ("src/index.js", "for (const f of fs.readdirSync('functions')) require(`./functions/${f}`);"),
        ("src/index.js", "import './functions/used';\nimport './made/by/a/build';"),
        ("src/index.js", "console.log('starts');"),
        ("src/functions/!(*.test).js", ""),
    ],
)
def test_a_main_that_cannot_be_followed(read: Read, main: str, index: str) -> None:
    files: Files = {
        "package.json": f'{{"main": "{main}"}}',
        "src/index.js": index,
        "src/functions/used.js": _registered("used"),
        "src/functions/old.js": _registered("old"),
    }
    found, left_out = read(files)
    assert (sorted(found), left_out) == (["old", "used"], [])


def test_registrations_without_a_package(read: Read) -> None:
    assert read({"users.js": _registered("users2"), **DESCRIBED}) == (["users", "users2"], [])


HTTP = '{"bindings": [{"type": "httpTrigger", "authLevel": "anonymous", "name": "req", "methods": ["post"]}]}'
KEYED = """
const jwt = require("jsonwebtoken");
module.exports = async function (context, req) {
  context.res = { body: jwt.sign({ id: req.body.id }, process.env.KEY || "a-key-for-the-workstation-7731") };
};
"""
WORKFLOW = """
jobs:
  deploy:
    defaults:
      run:
        working-directory: FOLDER
    steps:
      - run: zip -r app.zip .
      - run: az functionapp config appsettings set -n app --settings WEBSITE_RUN_FROM_PACKAGE="$URL"
"""
ACTION = """
env:
  AZURE_FUNCTIONAPP_PACKAGE_PATH: './FOLDER'
jobs:
  deploy:
    steps:
      - uses: Azure/functions-action@v1
        with: {app-name: app, package: "${{ env.AZURE_FUNCTIONAPP_PACKAGE_PATH }}"}
"""
EDITOR = '{"azureFunctions.deploySubpath": "FOLDER"}'
DEPLOY = ".github/workflows/deploy.yml"


def _project(folder: str, *functions: str) -> dict[str, str]:
    described = {f"{folder}/{name}/function.json": HTTP for name in functions}
    return {
        f"{folder}/host.json": "{}",
        **described,
        **{path.replace("function.json", "index.js"): KEYED for path in described},
    }


@pytest.mark.parametrize(
    ("files", "copy", "is_deployed"),
    [
        ({DEPLOY: WORKFLOW}, ("sign", "list"), False),
        ({DEPLOY: ACTION}, ("sign", "list"), False),
        ({".vscode/settings.json": EDITOR}, ("sign",), False),
        # nothing says which one is deployed, or something also names the other one
        ({}, ("sign", "list"), True),
        ({DEPLOY: WORKFLOW, "release.sh": "cd api-old && func azure functionapp publish old\n"}, ("sign",), True),
        ({DEPLOY: ACTION.replace("./FOLDER", "${{ inputs.folder }}")}, ("sign", "list"), True),
        # an application of its own
        ({DEPLOY: WORKFLOW}, ("report", "clean"), True),
    ],
)
def test_a_copy_beside_what_is_deployed(
    tmp_path: Path, files: dict[str, str], copy: tuple[str, ...], is_deployed: bool
) -> None:
    everything = {**_project("api", "sign", "list"), **_project("api-old", *copy), **files}
    for name, text in everything.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace("FOLDER", "api"))
    events = list(scan(str(tmp_path), Config()))
    found = {event.finding.span.path.split("/")[0] for event in events if isinstance(event, FindingFound)}
    assert ("api-old" in found, "api" in found) == (is_deployed, True)
    skipped = [event.path for event in events if isinstance(event, Skipped) and "copy" in event.why]
    assert skipped == ([] if is_deployed else ["api-old/host.json"])
