"""Programs for the functions-framework in, functions out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends.google import read_google
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

    Files = dict[str, str | bytes]

PACKAGE = '{"main": "index.js", "dependencies": {"@google-cloud/functions-framework": "3"}%s}'
SCRIPT = ', "scripts": {"start": "functions-framework --target=hello"}'
DECORATED = """
    import functions_framework

    @functions_framework.http
    def hello(request):
        return "hello"
"""
REGISTERED = """
    const functions = require('@google-cloud/functions-framework');
    functions.http('hello', (req, res) => res.send('hello'));
"""
HTTP = (Kind.GOOGLE_HTTP, Exposure.ANONYMOUS)
EVENT = (Kind.CLOUD_EVENT, Exposure.ACCOUNT)


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"main.py": DECORATED}, HTTP),
        ({"main.py": DECORATED.replace(".http", ".cloud_event")}, EVENT),
        ({"package.json": PACKAGE % "", "index.js": REGISTERED}, HTTP),
        ({"package.json": PACKAGE % "", "index.js": REGISTERED.replace(".http(", ".cloudEvent(")}, EVENT),
        ({"package.json": PACKAGE % SCRIPT, "index.js": "exports.hello = (req, res) => {};\n"}, HTTP),
    ],
)
def test_functions(tree_of: Callable[[Files], Tree], files: Files, cause: tuple[str, Exposure]) -> None:
    placed: Files = {f"one/{name}": text for name, text in files.items()}
    (application,), diagnoses = read_google(Modules(tree_of(placed)))
    (function,) = application.functions
    assert diagnoses == []
    assert application.framework == "google"
    assert (function.id, function.triggers[0].kind, function.triggers[0].exposure) == ("hello", *cause)
    assert isinstance(function.entry, Entry)
    assert function.entry.file in (f"one/{name}" for name in files)


def test_an_express_application_is_none(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {"package.json": '{"main": "index.js"}', "index.js": "exports.hello = (req, res) => {};\n"}
    assert read_google(Modules(tree_of(files))) == ([], [])


CLOUD = '{"dependencies": {"@google-cloud/logging": "^8.0.1"}}'
REQUEST = "exports.page = async (req, res) => res.send('hello');\nexports.guard = (req, res, next) => next();\n"


def test_handlers_of_requests_that_only_a_command_deploys(tree_of: Callable[[Files], Tree]) -> None:
    (application,), _ = read_google(Modules(tree_of({"page/package.json": CLOUD, "page/index.js": REQUEST})))
    (function,) = application.functions
    assert (function.id, function.guessed, function.triggers[0].kind) == ("page", True, Kind.GOOGLE_HTTP)


def test_what_serves_by_itself_or_uses_no_cloud_exports_no_such_handlers(tree_of: Callable[[Files], Tree]) -> None:
    server = "const app = require('express')();\n" + REQUEST
    other = {"b/package.json": '{"dependencies": {}}', "b/index.js": REQUEST}
    assert read_google(Modules(tree_of({"a/package.json": CLOUD, "a/index.js": server, **other}))) == ([], [])


def test_decorated_functions_of_modules_that_main_imports(tree_of: Callable[[Files], Tree]) -> None:
    files: Files = {
        "one/main.py": "from handlers.web import *\n",
        "one/requirements.txt": "functions-framework==3.*\n",
        "one/handlers/__init__.py": "",
        "one/handlers/web.py": DECORATED,
    }
    (application,), diagnoses = read_google(Modules(tree_of(files)))
    assert diagnoses == []
    assert [(f.id, f.code.base) for f in application.functions] == [("hello", "one")]
