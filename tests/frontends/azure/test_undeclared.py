"""Functions of Azure without a host.json and a function.json: their code tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.code.modules import Modules
from goatherd.frontends.azure import read_azure
from goatherd.model.function import Entry
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.tree import Tree

    Files = dict[str, str | bytes]

HTTP = Kind.AZURE_HTTP
TYPED = "export default async function (context: Context, req: HttpRequest) {\n"
MAIL = "module.exports = async function (context, mail) {\n"
PYTHON = "import azure.functions as func\n"
QUEUE = "from azure import functions\nasync def main(job: functions.QueueMessage): ...\n"
ANSWERS = "  context.res = { body: req.body };\n  context.done();\n};\n"


@pytest.mark.parametrize(
    ("path", "text", "id", "symbol", "kind"),
    [
        ("bill/index.js", "module.exports = function (context, req) {\n" + ANSWERS, "bill", "default", HTTP),
        ("bill/index.js", "module.exports = async (context, req) => {\n" + ANSWERS, "bill", "default", HTTP),
        ("a/pay.ts", TYPED + ANSWERS, "pay", "default", HTTP),
        ("a/note.js", MAIL + ANSWERS, "note", "default", Kind.CLOUD_EVENT),
        ("h/__init__.py", PYTHON + "def main(req: func.HttpRequest): ...\n", "h", "main", HTTP),
        ("q/work.py", QUEUE, "work", "main", Kind.AZURE_QUEUE),
    ],
)  # fmt: skip
def test_a_handler_of_the_first_model(
    tree_of: Callable[[Files], Tree], path: str, text: str, id: str, symbol: str, kind: str
) -> None:
    (application,), diagnoses = read_azure(Modules(tree_of({path: text, "README.md": "how to"})))
    assert diagnoses == []
    (function,) = application.functions
    assert (function.id, function.guessed) == (id, True)
    assert isinstance(function.entry, Entry)
    assert (function.entry.file, function.entry.symbol) == (path, symbol)
    assert [(trigger.kind, trigger.options["convention"]) for trigger in function.triggers] == [(kind, "azure")]


@pytest.mark.parametrize(
    "text",
    [
        "module.exports = (context, req) => context.next(req);\n",
        "module.exports = function (req, res) { const context = {}; context.res = res; };\n",
        "export const render = (context, req) => { context.res.end(req.url); };\n",
    ],
)
def test_what_only_has_a_context(tree_of: Callable[[Files], Tree], text: str) -> None:
    assert read_azure(Modules(tree_of({"lib/index.js": text}))) == ([], [])


def test_registrations_with_nothing_around_them(tree_of: Callable[[Files], Tree]) -> None:
    registered = "const { app } = require('@azure/functions');\napp.http('run', { handler: async () => ({}) });\n"
    decorated = "app = func.FunctionApp()\n@app.route('x')\ndef x(req): ...\n"
    files: Files = {"evaluate.js": registered, "python/main.py": PYTHON + decorated}
    applications, diagnoses = read_azure(Modules(tree_of(files)))
    assert diagnoses == []
    found = {application.name: [(f.id, f.guessed) for f in application.functions] for application in applications}
    assert found == {"evaluate.js": [("run", False)], "python/main.py": [("x", False)]}
