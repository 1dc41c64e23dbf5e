"""Code that nobody can read and that stands before the work may ask who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.events import FindingFound
from goatherd.core.finding import INFO
from goatherd.scan import scan
from tests.checks.test_proofs_of_callers import FLASK, javascript, python

if TYPE_CHECKING:
    from pathlib import Path

ASKING = {
    "decorator": "from acme.access import requires_login\n@requires_login('orders')\n"
    "def handler(event, context):\n    return work(event)\n",
    "decorator of a module": "from acme.authz import checked\n@checked\n"
    "def handler(event, context):\n    return work(event)\n",
    "decorator, before what nobody sees": "from acme.access import login_required\nfrom acme.orders import save\n"
    "@login_required\ndef handler(event, context):\n    return save(event['body'])\n",
    "decorator that is not there": "from .auth import checked\n@checked\n"
    "def handler(event, context):\n    return work(event)\n",
    "of a route": FLASK + "from acme.auth import needed\n@app.post('/a')\n"
    "@needed\ndef order():\n    return work({'body': request.data})\n",
    "call": "from acme import authenticate\ndef handler(event, context):\n"
    "    user = authenticate(event)\n    return work(event)\n",
}
MISSING = """\
const functions = require('firebase-functions');
const express = require('express');
const { db } = require('./util/admin');
const check = require('./util/NAME');
const app = express();
app.delete('/orders/:id', check, (req, res) => db.ref(`/orders/${req.params.id}`).remove().then(() => res.json({})));
exports.api = functions.https.onRequest(app);
"""
OTHERS = {
    "decorator": "from acme.tools import checked\n@checked\ndef handler(event, context):\n    return work(event)\n",
    "wrapper": "from acme.tools import wrapped\ndef _handler(event, context):\n    return work(event)\n"
    "handler = wrapped(_handler)\n",
}
OPEN = {
    "of a helper": "from acme.tools import retried\n@retried\ndef save(event):\n    return work(event)\n"
    "def handler(event, context):\n    return save(event)\n",
    "call": "from acme.tools import parsed\ndef handler(event, context):\n    parsed(event)\n    return work(event)\n",
    "of somebody else": "from acme import authenticate\ndef handler(event, context):\n"
    "    authenticate(os.environ['NAME'])\n    return work(event)\n",
    "only sometimes": "from acme import authenticate\ndef handler(event, context):\n"
    "    if event['body']:\n        authenticate(event)\n    return work(event)\n",
    "of the program itself": "from azure.identity import DefaultAzureCredential\nme = DefaultAzureCredential()\n"
    "def handler(event, context):\n    return work(event)\n",
    "only watched": "from datadog_lambda.wrapper import datadog_lambda_wrapper\n@datadog_lambda_wrapper\n"
    "def handler(event, context):\n    return work(event)\n",
}  # fmt: skip


@pytest.mark.parametrize("gate", ASKING)
def test_what_is_called_like_a_question_is_one(gate: str, tmp_path: Path) -> None:
    assert python(tmp_path, ASKING[gate]) == []


@pytest.mark.parametrize(("name", "told"), [("firebaseAuth", False), ("parsed", True)])
def test_a_missing_file_that_is_called_like_a_question_is_one(name: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
    (tmp_path / "package.json").write_text('{"main": "index.js", "dependencies": {"firebase-functions": "^6.0.0"}}')
    (tmp_path / "index.js").write_text(MISSING.replace("NAME", name))
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0201" in found) is told


@pytest.mark.parametrize("gate", OTHERS)
def test_what_else_stands_before_a_handler_may_be(gate: str, tmp_path: Path) -> None:
    (finding,) = python(tmp_path, OTHERS[gate])
    assert "but acme.tools." in finding.message
    assert "which is not in the tree, may ask who calls" in finding.message
    assert (finding.severity, finding.certainty) == (INFO, Confidence.LOW)


@pytest.mark.parametrize("way", OPEN)
def test_what_stands_elsewhere_is_not(way: str, tmp_path: Path) -> None:
    (finding,) = python(tmp_path, OPEN[way])
    assert "may ask who calls" not in finding.message


EXPRESS = """\
const express = require('express');
const serverless = require('serverless-http');
const app = express();
const order = async (req, res) => res.json(await work({ body: req.body }));
"""


@pytest.mark.parametrize(
    ("route", "asked"),
    [
        ("const { requireAuth } = require('@acme/express');\napp.post('/a', requireAuth(), order);", True),
        ("const { requireAuth } = require('@acme/express');\napp.use(requireAuth());\napp.post('/a', order);", True),
        ("const { withAuth } = require('@acme/express');\napp.post('/a', withAuth(order));", True),
        ("const { limit } = require('@acme/limits');\napp.post('/a', limit(), order);", False),
        ("const { requireAuth } = require('@acme/express');\napp.post('/a', order);\napp.use(requireAuth());", False),
    ],
)
def test_middlewares_of_packages(route: str, asked: bool, tmp_path: Path) -> None:
    found = javascript(tmp_path, f"{EXPRESS}{route}\nmodule.exports.handler = serverless(app);\n")
    assert (found == []) is asked
