"""What a scan says it cannot judge."""

from __future__ import annotations

from io import StringIO

import pytest

from goatherd.core.config import Config
from goatherd.report import render, terminal
from goatherd.review import review
from goatherd.scan import scan

FIREBASE = {
    "firebase.json": '{"functions": {"source": "functions"}}',
    "functions/package.json": '{"main": "index.js", "dependencies": {"firebase-functions": "6.0.0"}}',
    "functions/index.js": 'const { onRequest } = require("firebase-functions/v2/https");\n'
    'exports.hello = onRequest((request, response) => response.send("hello"));\n',
}
SAM = {
    "template.yaml": "Transform: AWS::Serverless-2016-10-31\nResources:\n  One:\n    Type: AWS::Serverless::Function\n"
    "    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: .}\n",
    "app.py": "def handler(event, context):\n    return None\n",
}


def outcome_of(tmp_path, files, config):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return review(scan(str(tmp_path), config), config)


def page(outcome):
    stream = StringIO()
    terminal.write(outcome, stream, color="never", width=1000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (("GOAT0101", "GOAT0201"), "at most 2 of 2 checks apply there"),  # a flow, a trigger
        (("GOAT0101", "GOAT0401", "GOAT0310"), "at most 1 of 3 checks apply there"),  # a role, a resource
        (("GOAT0310", "GOAT0335"), "at most 1 of 2 checks apply there"),  # security rules
    ],
)
def test_of_another_cloud_it_is_said_how_little_is_looked_at(tmp_path, select, told):
    outcome = outcome_of(tmp_path, FIREBASE, Config(select=select))
    assert f"Firebase: 1 function; {told}" in page(outcome)
    assert f"Firebase: 1 function; {told}" in render("html", outcome)
    assert f"Firebase: 1 function; {told}" in render("markdown", outcome)


def test_of_aws_nothing_is_said(tmp_path):
    outcome = outcome_of(tmp_path, SAM, Config())
    assert "apply there" not in page(outcome) + render("html", outcome) + render("markdown", outcome)
