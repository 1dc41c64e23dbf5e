"""Handlers of trees without a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.conventions import find_handlers
from goatherd.code.paths import language_of
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure
from tests.code.trees import JAVASCRIPT, PYTHON, TYPESCRIPT, tree_of

if TYPE_CHECKING:
    from pathlib import Path


def found(root: Path, files: dict[str, str], claimed: frozenset[str] = frozenset()) -> list[str]:
    entries = [Entry(path, "handler", language_of(path), 1, path.rpartition("/")[0]) for path in sorted(claimed)]
    return [function.id for function in find_handlers(tree_of(root, files), claimed, entries)]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("def lambda_handler(event, context): ...", ["lambda_handler"]),
        ("async def handler(evt, _): ...", ["handler"]),
        ("@logger.inject\ndef run(event: dict, context: LambdaContext) -> dict: ...", ["run"]),
        (
            "def run(event, context): ...\ndef aid(event, context): ...\ndef main(event, context): aid(event, context)",
            ["run", "main"],
        ),
        ("def handler(event, context): ...\ndef create(event, context): ...", ["handler"]),
        ("handler = Mangum(app)", ["handler"]),
        ("app = Chalice(app_name='x')", ["app"]),
        ("def run(items, context): ...", []),
        ("def handler(request): ...\n# context", []),
        ("class A:\n  def handler(self, event, context): ...", []),
    ],
)
def test_python(tmp_path: Path, text: str, symbols: list[str]) -> None:
    assert found(tmp_path, {"src/a.py": text}) == [f"src/a.{symbol}" for symbol in symbols]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("exports.handler = async (event) => {};", ["handler"]),
        ("'use strict'; exports.handler = async (event) => {};", ["handler"]),
        ("let x; // y; exports.handler = async (event) => {};", []),
        ("  exports.handler = async function(event, context) {};", ["handler"]),
        ("module.exports.create = (event, context, callback) => {};", ["create"]),
        ("module.exports.hello = async event => {};", ["hello"]),
        ("export const handler: Handler<X> = Router([]);", ["handler"]),
        ("export const get: APIGatewayProxyHandlerV2 = async ({ body }) => {};", ["get"]),
        ("export const put = async (event: SQSEvent): Promise<void> => {};", ["put"]),
        ("export async function run(event: any, context: Context) {}", ["run"]),
        ("export const handler = middy(base).use(x);", ["handler"]),
        ("export const api = serverless(app);", ["api"]),
        ("module.exports.x = serverlessHttp(app);", ["x"]),
        ("export const main = wrap(async (event) => {});", ["main"]),
        ("export default async function (event, context) {}", ["default"]),
        ("async function get(event, context) {}\nfunction util(x) {}\nmodule.exports = { get, util };", ["get"]),
        ("const run = async (event, context) => {};\nexport { run as handler };", ["handler"]),
        ("exports.handler = void 0;\nexports.handler = async (event) => {};", ["handler"]),
        ("export const onClick = (event) => { event.preventDefault() };", []),
        ("export const track = async (event: AnalyticsEvent) => {};", []),
        ("function decode(event) {}\nmodule.exports = { decode };", []),
        ("const handler = async (event) => {};", []),
        ("export const handlers = { event: 1 };", []),
        ("module.exports.other = 5; // event", []),
    ],
)
def test_javascript(tmp_path: Path, text: str, symbols: list[str]) -> None:
    assert found(tmp_path, {"src/a.ts": text}) == [f"src/a.{symbol}" for symbol in symbols]


@pytest.mark.parametrize(
    "event", ["event", "evt", "_event", "events", "lambda_event", "\n    event", "  # all\n    evt"]
)
@pytest.mark.parametrize("context", ["context", "ctx", "_", "_context", "lambda_context"])
def test_every_spelling_is_found_in_python(tmp_path: Path, event: str, context: str) -> None:
    assert found(tmp_path, {"a.py": f"def main({event}, {context}): ..."}) == ["a.main"]


@pytest.mark.parametrize(
    "value",
    [
        "(evt, ctx) => {}",
        "async evt => {}",
        "async function (_event, _) {}",
        "middy(run)",
        "middyfy(run)",
        "awsLambdaFastify(app)",
        "withDurableExecution(run)",
        "awslambda.streamifyResponse(run)",
        "Sentry.AWSLambda.wrapHandler(run)",
        "datadog(run)",
        "handle(app)",
    ],
)
def test_every_spelling_is_found_in_javascript(tmp_path: Path, value: str) -> None:
    assert found(tmp_path, {"a.js": f"exports.main = {value};"}) == ["a.main"]


def test_nobody_says_who_calls_it(tmp_path: Path) -> None:
    modules = tree_of(tmp_path, {"svc/requirements.txt": "", "svc/api/app.py": "x = 1\n" + PYTHON})
    (function,) = find_handlers(modules, set())
    assert function.entry == Entry("svc/api/app.py", "lambda_handler", "python", 2, "svc")
    assert function.guessed
    (trigger,) = function.triggers
    assert (trigger.kind, trigger.exposure) == ("unknown", Exposure.ANONYMOUS)
    assert "no template" in trigger.why


def test_what_is_left_out(tmp_path: Path) -> None:
    files = {
        "claimed.py": PYTHON,
        "tests/test_app.py": PYTHON,
        ".claude/skills/bench/app.py": PYTHON,
        "dist/app.js": JAVASCRIPT,
        "src/page.tsx": TYPESCRIPT,
        "src/app.ts": TYPESCRIPT,
        "src/app.js": JAVASCRIPT,
        "src/app.min.js": JAVASCRIPT,
    }
    assert found(tmp_path, files, frozenset({"claimed.py"})) == ["src/app.handler"]


def test_modules_that_a_handler_with_a_template_imports_are_part_of_it(tmp_path: Path) -> None:
    files = {
        "users/index.py": "from create import handler as create\nimport shown, listed\n",
        "users/create.py": PYTHON,
        "users/listed.py": PYTHON,
        "users/alone.py": PYTHON,
        "orders/index.js": "const make = require('./lib/make');\nimport * as app from './app.js';\n",
        "orders/lib/make.js": JAVASCRIPT,
        "orders/app.js": JAVASCRIPT,
        "orders/other.js": JAVASCRIPT,
    }
    claimed = frozenset({"users/index.py", "orders/index.js"})
    assert found(tmp_path, files, claimed) == ["orders/other.handler", "users/alone.lambda_handler"]


def test_so_are_modules_of_other_folders_and_those_that_modules_import(tmp_path: Path) -> None:
    files = {
        "app/src/main.ts": "import { handler } from '@shared/inner';\nconst far = require('../../far/away');\n",
        "app/tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@shared/*": ["shared/*"]}}}',
        "app/shared/inner.ts": "export * from './deeper';\n" + JAVASCRIPT,
        "app/shared/deeper.ts": JAVASCRIPT,
        "app/shared/other.ts": JAVASCRIPT,
        "far/away.js": JAVASCRIPT,
        "work/app.py": "def handler(event, context):\n    from steps import (\n        first,\n        third,\n    )\n",
        "work/steps/__init__.py": "",
        "work/steps/first.py": "from .second import lambda_handler\n" + PYTHON,
        "work/steps/second.py": PYTHON,
        "work/steps/third.py": PYTHON,
        "work/steps/fourth.py": PYTHON,
    }
    claimed = frozenset({"app/src/main.ts", "work/app.py"})
    assert found(tmp_path, files, claimed) == ["app/shared/other.handler", "work/steps/fourth.lambda_handler"]


def test_what_other_modules_import_is_a_part_of_them(tmp_path: Path) -> None:
    files = {
        "api/server.js": "const { handler } = require('./mailer');\nhandler({});\n",
        "api/mailer.js": JAVASCRIPT,
        "api/alone.js": JAVASCRIPT,
        "jobs/requirements.txt": "",
        "jobs/work/run.py": "from work.steps import first\n",
        "jobs/work/steps/first.py": PYTHON,
        "jobs/work/steps/__init__.py": "",
        "jobs/work/second.py": PYTHON,
    }
    assert found(tmp_path, files) == ["api/alone.handler", "jobs/work/second.lambda_handler"]


def test_who_starts_a_handler_at_a_desk_tests_it_or_hands_it_on_does_not_make_it_a_part(tmp_path: Path) -> None:
    files = {
        "local.js": "const { handler } = require('./app');\nhttp.createServer(handler).listen(3000);\n",
        "try.py": "from work import lambda_handler\nif __name__ == '__main__':\n    lambda_handler({}, None)\n",
        "tests/test_work.py": "from work import lambda_handler\n",
        "index.js": "exports.work = require('./work').handler;\n",
        "app.js": JAVASCRIPT,
        "work.js": JAVASCRIPT,
        "work.py": PYTHON,
    }
    assert found(tmp_path, files) == ["app.handler", "work.handler", "work.lambda_handler"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.js", "#!/usr/bin/env node\n" + JAVASCRIPT),
        ("a.js", "const [, , file] = process.argv;\n" + JAVASCRIPT),
        ("a.ts", "import yargs from 'yargs';\n" + JAVASCRIPT),
        ("a.py", "import sys\nnames = sys.argv[1:]\n" + PYTHON),
        ("a.py", "import argparse\nparser = argparse.ArgumentParser()\n" + PYTHON),
    ],
)
def test_what_reads_its_command_line_is_run_by_hand(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, {name: text}) == []


def test_commands_of_a_command_line_are_no_handlers(tmp_path: Path) -> None:
    command = "exports.command = 'extract';\nexports.handler = async (event, context) => event;\n"
    files = {"extract.js": command, "other.js": command.replace("command", "named")}
    assert found(tmp_path, files) == ["other.handler"]


def test_a_handler_with_an_image_in_it_is_one(tmp_path: Path) -> None:
    image = "X = 'data:image/png;base64," + "aB3/" * 3000 + "'\n"
    files = {"a.py": image + PYTHON, "b.js": "const " + image + JAVASCRIPT}
    assert found(tmp_path, files) == ["a.lambda_handler", "b.handler"]


def test_a_name_of_a_script_for_browsers_does_not_hide_a_handler(tmp_path: Path) -> None:
    copied = "(function ($) {\n  $.fn.handler = function (event, context) {};\n})(jQuery);\n"
    files = {"a/bootstrap.js": JAVASCRIPT, "a/react-to-order.js": JAVASCRIPT, "a/jquery.js": copied}
    modules = tree_of(tmp_path, files)
    assert [function.id for function in find_handlers(modules, frozenset())] == [
        "a/bootstrap.handler",
        "a/react-to-order.handler",
    ]
    assert modules.tree.skipped == []


def test_handlers_that_are_left_out_are_noted(tmp_path: Path) -> None:
    long = "function f(a,b){return a+b};" * 300
    files = {
        "a.py": "# This file was generated by cookiecutter\n" + PYTHON,
        "b.js": f"{long}\n{JAVASCRIPT}",
        "c.js": "// @generated\nconst express = require('express');\nconst app = express();\nmodule.exports = app;\n",
        "d.py": "x = 1\n" * 1_000_000 + PYTHON,
        "other.js": long,
        "other.py": "# Code generated by a tool\ncontext = 1\n",
    }
    modules = tree_of(tmp_path, files)
    assert find_handlers(modules, frozenset()) == []
    assert modules.tree.skipped == [
        ("a.py", "generated code, though it seems to hold a handler"),
        ("b.js", "minified, though it seems to hold a handler"),
        ("c.js", "generated code, though it seems to hold a handler"),
        ("d.py", "is too large (6,000,050 bytes, the limit is 5,000,000); handlers in it are not found"),
    ]


def test_handlers_in_folders_of_what_was_retired(tmp_path: Path) -> None:
    modules = tree_of(
        tmp_path, {"_old/get/app.js": JAVASCRIPT, "_old/get/aid.js": "exports.aid = 1;", "bold/a.js": JAVASCRIPT}
    )
    assert [function.id for function in find_handlers(modules, frozenset())] == ["bold/a.handler"]
    assert modules.tree.skipped == [("_old/get/app.js", "no template declares it, and `_old` is for what was retired")]


def test_ids_stay_unique(tmp_path: Path) -> None:
    files = {"a/app.py": PYTHON.replace("lambda_handler", "handler"), "a/app.js": JAVASCRIPT}
    assert found(tmp_path, files) == ["a/app.handler", "a/app.py.handler"]


@pytest.mark.parametrize(
    ("run", "guessed"),
    [
        ('host="127.0.0.1", port=3001', True),
        ("port=3001, host='localhost'", True),
        ('host="0.0.0.0"', False),
        ("", False),
    ],
)
def test_an_application_for_its_own_machine_may_be_a_way_to_try_functions_out(
    tmp_path: Path, run: str, guessed: bool
) -> None:
    text = f"from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run({run})\n"
    [function] = find_handlers(tree_of(tmp_path, {"main.py": text}), frozenset())
    assert function.guessed is guessed


@pytest.mark.parametrize("folder", ["archive", "deprecated", "Depriciated", "depreciated"])
def test_handlers_in_folders_of_what_was_retired_are_none(tmp_path: Path, folder: str) -> None:
    assert found(tmp_path, {f"functions/{folder}/a.py": PYTHON, "functions/dedicated/b.py": PYTHON}) == [
        "functions/dedicated/b.lambda_handler"
    ]


ZIP = "import zipfile\nwith zipfile.ZipFile('function.zip', 'w') as z:\n    {}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["f/lambda_function.py", "f/lambda_function.BACKUP_20260223_232718.py"], ["lambda_function"]),
        (["f/orders.py", "f/orders_old.py", "f/orders-orig.py", "f/orders.bak2.py"], ["orders"]),
        (["f/app.py", "f/app_backup.py"], ["app"]),
        (["f/database.py", "f/database_backup.py"], ["database", "database_backup"]),  # it may make backups
        (["f/orders_old.py", "g/orders.py"], ["orders_old", "orders"]),
    ],
)
def test_copies_beside_their_original_are_no_handlers(tmp_path: Path, files: list[str], expected: list[str]) -> None:
    ids = found(tmp_path, dict.fromkeys(files, PYTHON))
    assert [id.partition("/")[2].removesuffix(".lambda_handler") for id in ids] == expected


@pytest.mark.parametrize(
    ("script", "text", "expected"),
    [
        ("create_zip.py", ZIP.format("z.write('app.py')"), ["f/app.lambda_handler"]),
        ("pack.sh", "cd f\nzip function.zip app.py\n", ["f/app.lambda_handler"]),
        ("pack.sh", "zip -r function.zip . -x create_zip.py\n", ["f/app.lambda_handler", "f/next.lambda_handler"]),
        (
            "create_zip.py",
            ZIP.format("[z.write(p) for p in ['app.py', *os.listdir('.')]]"),
            ["f/app.lambda_handler", "f/next.lambda_handler"],
        ),
        (
            "create_zip.py",
            ZIP.format("z.write('app.py'); z.write('next.py')"),
            ["f/app.lambda_handler", "f/next.lambda_handler"],
        ),
        ("notes.py", "print('app.py')\n", ["f/app.lambda_handler", "f/next.lambda_handler"]),
    ],
)
def test_what_a_script_that_packs_leaves_out_is_no_handler(
    tmp_path: Path, script: str, text: str, expected: list[str]
) -> None:
    assert found(tmp_path, {"f/app.py": PYTHON, "f/next.py": PYTHON, f"f/{script}": text}) == expected
