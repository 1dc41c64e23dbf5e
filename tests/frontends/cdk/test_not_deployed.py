"""Stacks that are written, imported too, and that no program makes: they are not deployed, nor are their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd import reading
from goatherd.code.modules import Modules
from goatherd.core.events import Skipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.model.application import Application
    from goatherd.tree import Tree

    Files = dict[str, str | bytes]
    Read = Callable[[Files], tuple[list[str], list[str]]]


@pytest.fixture
def read(tree_of: Callable[[Files], Tree]) -> Read:
    """(ids of all functions, files that are left out as no program makes their stacks)."""

    def read(files: Files) -> tuple[list[str], list[str]]:
        tree = tree_of(files)
        applications: list[Application] = []
        events = list(reading.find_applications(Modules(tree), tree, "", applications))
        left_out = [e.path for e in events if isinstance(e, Skipped) and e.why.startswith("no program makes")]
        return sorted(function.id for each in applications for function in each.functions), left_out

    return read


def _python(name: str, rest: str = "") -> str:
    return f"""
from aws_cdk import Stack, aws_lambda as lambda_
{rest}
class {name}Stack(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        lambda_.Function(self, "{name}Fn", runtime=lambda_.Runtime.PYTHON_3_12,
            code=lambda_.Code.from_asset("src/{name.lower()}"), handler="app.handler")
"""


def _typescript(name: str, export: str = "export class", more: str = "", head: str = "") -> str:
    return f"""
import {{ Stack }} from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
{head}
{export} {name}Stack extends Stack {{
  constructor(scope: any, id: string, props?: any) {{
    super(scope, id, props);
    new lambda.Function(this, '{name}Fn', {{
      runtime: lambda.Runtime.PYTHON_3_12, code: lambda.Code.fromAsset('src/{name.lower()}'), handler: 'app.handler',
    }});
    {more}
  }}
}}
"""


CODE: Files = {
    f"src/{name}/app.py": "def handler(event, context):\n    return {}\n" for name in ("used", "idle", "old")
}
PYTHON: Files = {
    **CODE,
    "cdk.json": '{"app": "python3 app.py"}',
    "stacks/used.py": _python("Used"),
    "stacks/idle.py": _python("Idle"),
    "stacks/old.py": _python("Old"),
}
APP = "from aws_cdk import App\nfrom stacks.used import UsedStack\nfrom stacks.idle import IdleStack\napp = App()\n"
MADE = f"{APP}UsedStack(app, 'Used')\n"
TYPESCRIPT: Files = {
    **CODE,
    "cdk.json": '{"app": "npx ts-node bin/app.ts"}',
    "lib/used.ts": _typescript("Used"),
    "lib/idle.ts": _typescript("Idle"),
    "lib/old.ts": _typescript("Old"),
}
BIN = """
import { App } from 'aws-cdk-lib';
import { UsedStack } from '../lib/used';
import { IdleStack } from '../lib/idle';
const app = new App();
new UsedStack(app, 'Used');
"""


def test_stacks_that_a_program_imports_or_could_and_does_not_make(read: Read) -> None:
    program = f"{MADE}# IdleStack(app, 'Idle')\n"
    assert read({**PYTHON, "app.py": program}) == (["UsedFn"], ["stacks/idle.py", "stacks/old.py"])


def test_the_same_in_typescript(read: Read) -> None:
    program = f"{BIN}// new IdleStack(app, 'Idle');\n/* new OldStack(app, 'Old') */\n"
    assert read({**TYPESCRIPT, "bin/app.ts": program}) == (["UsedFn"], ["lib/idle.ts", "lib/old.ts"])


@pytest.mark.parametrize(
    "rest",
    [
        "IdleStack(app, 'Idle')\nfrom stacks import old\nold.OldStack(app, 'Old')",
        "for cls in load(IdleStack):\n    cls(app, 'Idle')\n"
        "from stacks.old import OldStack as O\ndef later():\n    O(app)",
        "import stacks.old, stacks.idle\nfor n, m in pairs('IdleStack', 'OldStack'):\n    getattr(m, n)(app, n)"
        "\nNAMES = ['IdleStack', 'OldStack']",
    ],
)
def test_stacks_that_a_program_makes_or_may(read: Read, rest: str) -> None:
    assert read({**PYTHON, "app.py": f"{MADE}{rest}\n"}) == (["IdleFn", "OldFn", "UsedFn"], [])


@pytest.mark.parametrize(
    "rest",
    [
        "new IdleStack(app, 'Idle');\nimport * as all from '../lib/old';\nnew all.OldStack(app, 'Old');",
        "unknown([IdleStack]).forEach((C: any) => new C(app, 'I'));\nimport { OldStack as O } from '../lib/old';\n"
        "if (process.env.X) new O(app, 'Old');",
    ],
)
def test_stacks_that_a_program_in_typescript_makes_or_may(read: Read, rest: str) -> None:
    assert read({**TYPESCRIPT, "bin/app.ts": f"{BIN}{rest}\n"}) == (["IdleFn", "OldFn", "UsedFn"], [])


@pytest.mark.parametrize(
    ("switch", "made"),
    [
        ("process.env.USE_NEW !== 'false'", ["UsedFn"]),
        ("process.env['USE_NEW'] != '0'", ["UsedFn"]),
        ("process.env.USE_NEW !== 'true'", ["IdleFn", "UsedFn"]),
        ("process.env.USE_NEW === 'true'", ["IdleFn", "UsedFn"]),
    ],
)
def test_a_switch_that_is_on_unless_somebody_says_no(read: Read, switch: str, made: list[str]) -> None:
    program = BIN.replace(
        "new UsedStack", f"const on = {switch};\nif (!on) new IdleStack(app, 'Idle');\nelse new UsedStack"
    )
    assert read({**TYPESCRIPT, "bin/app.ts": program})[0] == made


@pytest.mark.parametrize("export", ["export default class", "class"])
@pytest.mark.parametrize("used", [True, False])
def test_stacks_by_another_name(read: Read, export: str, *, used: bool) -> None:
    head = "import Other from '../lib/old';" if "default" in export else "const Other = require('../lib/old');"
    old = _typescript("Old", export) + ("" if "default" in export else "module.exports = OldStack;\n")
    program = BIN + head + ("\nif (app.node.tryGetContext('x')) new Other(app, 'Old');\n" if used else "\n")
    found, left_out = read({**TYPESCRIPT, "bin/app.ts": program, "lib/old.ts": old})
    assert ("OldFn" in found, "lib/old.ts" in left_out) == (used, not used)


def test_what_only_an_unmade_stack_makes_is_unmade(read: Read) -> None:
    outer = _typescript("Idle", more="new OldStack(this, 'Old');", head="import { OldStack } from './old';")
    files = {**TYPESCRIPT, "lib/idle.ts": outer}
    assert read({**files, "bin/app.ts": BIN}) == (["UsedFn"], ["lib/idle.ts", "lib/old.ts"])
    assert read({**files, "bin/app.ts": f"{BIN}new IdleStack(app, 'Idle');\n"}) == (["IdleFn", "OldFn", "UsedFn"], [])


def test_a_made_and_an_unmade_stack_of_one_file(read: Read) -> None:
    both = _python("Used") + _python("Idle")
    program = MADE.replace("stacks.idle", "stacks.used")
    files = {path: text for path, text in PYTHON.items() if "idle.py" not in path and "old" not in path}
    assert read({**files, "stacks/used.py": both, "app.py": program}) == (["UsedFn"], ["stacks/used.py"])


def test_a_second_program_of_the_project(read: Read) -> None:
    other = BIN.replace("new UsedStack", "new IdleStack")
    files = {**TYPESCRIPT, "bin/app.ts": BIN, "bin/other.ts": other}
    assert read(files) == (["IdleFn", "UsedFn"], ["lib/old.ts"])


def test_a_handler_that_a_deployed_stack_has_too(read: Read) -> None:
    idle = _python("Idle").replace("src/idle", "src/used")
    files = {path: text for path, text in PYTHON.items() if path != "src/idle/app.py"}
    found = read({**files, "stacks/idle.py": idle, "app.py": MADE})
    assert found == (["UsedFn"], ["stacks/idle.py", "stacks/old.py"])


@pytest.mark.parametrize("program", ["", "app = load_of_others(__file__)\n", APP])
def test_a_program_that_makes_nothing_that_is_understood(read: Read, program: str) -> None:
    """Nobody knows then what is made."""
    assert read({**PYTHON, "app.py": program}) == (["IdleFn", "OldFn", "UsedFn"], [])


def test_packages_beside_the_app_are_libraries(read: Read) -> None:
    library: Files = {"kit/package.json": '{"dependencies": {"aws-cdk-lib": "2"}}', "kit/old.ts": _typescript("Old")}
    files = {path: text for path, text in TYPESCRIPT.items() if path != "lib/old.ts"}
    assert read({**files, **library, "bin/app.ts": BIN}) == (["OldFn", "UsedFn"], ["lib/idle.ts"])
