"""Programs of many files: imports, exports, cycles, data files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import check, whole

PYTHON = {
    "from a module": {
        "app.py": """
            from tools import run, LIST as listing
            from tools import clean as c
            def handler(event, context):
                run(event["x"])
                sh(listing)
                sh(c(event["y"]))
        """,
        "tools.py": """
            import os
            LIST = "list"
            def run(x):
                os.system(x)  #!
            def clean(x):
                return LIST
        """,
    },
    "import a.b.c": {
        "app.py": """
            import lib.shell.runner
            import lib.text
            import lib.shell.runner as r
            def handler(event, context):
                lib.shell.runner.run(event["x"])
                r.run(event["x"])
                sh(lib.text.NAME)
                sh(lib.NAME)
        """,
        "lib/__init__.py": "NAME = 'list'\n",
        "lib/text.py": "NAME = 'halt'\n",
        "lib/shell/__init__.py": "",
        "lib/shell/runner.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
    },
    "folders without __init__": {
        "app.py": """
            import lib.one.runner
            import lib.one.other
            from lib.one import other
            def handler(event, context):
                lib.one.runner.run(event["x"])
                lib.one.other.run(event["x"])
                other.run("list")
        """,
        "lib/one/runner.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
        "lib/one/other.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
    },
    "relative imports": {
        "app.py": """
            from package.main import go
            def handler(event, context):
                go(event["x"])
        """,
        "package/__init__.py": "",
        "package/main.py": """
            from . import tools
            from .tools import run
            from .deeper.more import again
            def go(x):
                tools.run(x)
                run(x)
                again(x)
        """,
        "package/tools.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
        "package/deeper/__init__.py": "",
        "package/deeper/more.py": """
            from ..tools import run as again
        """,
    },
    "star": {
        "app.py": """
            from tools import *
            def handler(event, context):
                run(event["x"])
                _hidden(event["x"])
        """,
        "tools.py": """
            import os
            def run(x):
                os.system(x)  #!
            def _hidden(x):
                os.system(x)
        """,
    },
    "what a package passes on": {
        "app.py": """
            from package import run
            def handler(event, context):
                run(event["x"])
        """,
        "package/__init__.py": "from .tools import run\n",
        "package/tools.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
    },
    "a cycle": {
        "app.py": """
            import one
            def handler(event, context):
                one.first(event["x"])
        """,
        "one.py": """
            import two
            NAME = "list"
            def first(x):
                two.second(x)
        """,
        "two.py": """
            import os
            import one
            def second(x):
                os.system(x)  #!
                os.system(one.NAME)
        """,
    },
    "a module is loaded once": {
        "app.py": """
            def handler(event, context):
                if event["a"]:
                    import state
                    state.put(event["x"])
                import state
                state.run()
        """,
        "state.py": """
            import os
            current = "list"
            def put(x):
                global current
                current = x
            def run():
                os.system(current)  #!
        """,
    },
    "an import in a function and in a try": {
        "app.py": """
            try:
                from tools import run
            except ImportError:
                run = None
            def handler(event, context):
                from tools import run as again
                run(event["x"])
                again(event["x"])
        """,
        "tools.py": """
            import os
            def run(x):
                os.system(x)  #!
        """,
    },
}

JAVASCRIPT = {
    "CommonJS": {
        "index.js": """
            const tools = require("./tools");
            const { run: again } = require("./tools.js");
            exports.handler = async (event) => {
              tools.run(event.x);
              again(event.x);
              sh(tools.LIST);
            };
        """,
        "tools.js": """
            const { execSync } = require("child_process");
            const run = (x) => execSync(x);  //!
            module.exports = { run, LIST: "list" };
        """,
    },
    "CommonJS cycle": {
        "index.js": """
            const one = require("./one");
            exports.handler = async (event) => one.first(event.x);
        """,
        "one.js": """
            exports.NAME = "list";
            const two = require("./two");
            exports.first = (x) => two.second(x);
        """,
        "two.js": """
            const one = require("./one");
            const { execSync } = require("child_process");
            exports.second = (x) => {
              execSync(x);  //!
              execSync(one.NAME);
            };
        """,
    },
    "a function as a module": {
        "index.js": """
            const run = require("./run");
            const Job = require("./job");
            exports.handler = async (event) => {
              run(event.x);
              new Job(event.x).run();
            };
        """,
        "run.js": """
            const { execSync } = require("child_process");
            module.exports = (x) => execSync(x);  //!
        """,
        "job.js": """
            const run = require("./run");
            module.exports = class Job {
              constructor(x) { this.x = x; }
              run() { run(this.x); }
            };
        """,
    },
    "JSON": {
        "index.js": """
            const settings = require("./settings.json");
            exports.handler = async (event) => {
              sh(settings.command);
              sh(settings.list[0]);
              sh(settings.command + event.x);  //!
            };
        """,
        "settings.json": '{"command": "run", "list": ["a", 1]}',
    },
    "JSON that was changed": {
        "index.js": """
            const settings = require("./settings.json");
            const change = (x) => { require("./settings.json").command = x; };
            exports.handler = async (event) => {
              change(event.x);
              sh(require("./settings.json").command);  //!
              sh(settings.command);  //!
            };
        """,
        "settings.json": '{"command": "run"}',
    },
    "a folder": {
        "index.js": """
            const { run } = require("./lib");
            exports.handler = async (event) => run(event.x);
        """,
        "lib/index.js": """
            module.exports.run = require("./run").run;
        """,
        "lib/run.js": """
            const { execSync } = require("child_process");
            exports.run = (x) => execSync(x);  //!
        """,
    },
}

ESM = {
    "what is called as a compiler makes CommonJS of it": {
        "index.mjs": """
            import { execSync } from "child_process";
            export async function run(x) {
              execSync(x);  //!
            }
            export const LIST = "list";
            export const handler = async (event) => {
              await exports.run(event.x);
              module.exports.run(event.x);
              execSync(exports.LIST);
            };
        """,
    },
    "names, defaults, namespaces, passed on": {
        "index.mjs": """
            import run, { LIST, other as more } from "./tools.mjs";
            import * as tools from "./all.mjs";
            export const handler = async (event) => {
              run(event.x);
              more(event.x);
              tools.run(event.x);
              tools.third(event.x);
              tools.inner.third(event.x);
              run(LIST);
              const late = await import("./late.mjs");
              late.fourth(event.x);
            };
        """,
        "tools.mjs": """
            import { execSync } from "child_process";
            export const LIST = "list";
            export default function run(x) {
              execSync(x);  //!
            }
            export { other };
            function other(x) {
              execSync(x);  //!
            }
        """,
        "all.mjs": """
            export { default as run } from "./tools.mjs";
            export * from "./third.mjs";
            export * as inner from "./third.mjs";
        """,
        "third.mjs": """
            import { execSync } from "child_process";
            export const third = (x) => execSync(x);  //!
        """,
        "late.mjs": """
            import { execSync } from "child_process";
            export const fourth = (x) => execSync(x);  //!
        """,
    },
    "a namespace that is written to": {
        "index.mjs": """
            import * as state from "./state.mjs";
            import { current } from "./state.mjs";
            import { execSync } from "child_process";
            export const handler = async (event) => {
              state.added = event.x;
              execSync(state.added);  //!
              execSync(current);
            };
        """,
        "state.mjs": """
            export let current = "list";
        """,
    },
    "cycle": {
        "index.mjs": """
            import { first } from "./one.mjs";
            export const handler = async (event) => first(event.x);
        """,
        "one.mjs": """
            import { second } from "./two.mjs";
            export const NAME = "list";
            export const first = (x) => second(x);
        """,
        "two.mjs": """
            import { execSync } from "child_process";
            import { NAME } from "./one.mjs";
            export const second = (x) => {
              execSync(NAME);
              execSync(x);  //!
            };
        """,
    },
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(tmp_path: Path, name: str) -> None:
    files = dict(PYTHON[name])
    check(tmp_path, "python", whole("python", files.pop("app.py")), files=files)


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript(tmp_path: Path, name: str) -> None:
    files = dict(JAVASCRIPT[name])
    check(tmp_path, "javascript", whole("javascript", files.pop("index.js")), files=files)


@pytest.mark.parametrize("name", ESM)
def test_ecmascript_modules(tmp_path: Path, name: str) -> None:
    files = dict(ESM[name])
    check(tmp_path, "javascript", files.pop("index.mjs"), files=files, file="index.mjs")


def test_files_that_were_interpreted(tmp_path: Path) -> None:
    files = {"used.py": "NAME = 'list'\n", "other.py": "NAME = 'halt'\n"}
    found = check(tmp_path, "python", "import used\ndef handler(event, context):\n    return used.NAME\n", files=files)
    assert found.files == ("app.py", "used.py")


def test_a_module_that_cannot_be_read_hides_nothing(tmp_path: Path) -> None:
    files = {"broken.py": "def broken(:\n", "tools.py": "import os\ndef run(x):\n    os.system(x)  #!\n"}
    program = """
        import broken
        import tools

        def handler(event, context):
            broken.run(event["x"])
            tools.run(event["x"])
    """
    check(tmp_path, "python", whole("python", program), files=files)
