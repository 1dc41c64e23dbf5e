"""Opening a file by a caller's name is less where it is only written, in Lambda, or its suffix is the program's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, LOW, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

LAMBDA = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: post}}}
"""
PYTHON = """
import json

def named(name):
    return f"/tmp/{name}-notes"

def save(name):
    path = named(name)
    with open(path, "w") as file:
        file.write("{}")
    return path

def load(path):
    with open(path) as file:
        return file.read()

def handler(event, context):
    given = json.loads(event["body"])
    name = given["name"]
    BODY
"""
JAVASCRIPT = """
const fs = require('fs');
exports.handler = async (event) => {
  const given = JSON.parse(event.body);
  BODY
};
"""


@pytest.mark.parametrize(
    ("code", "severities"),
    [
        ("save(name)", {MEDIUM}),
        ("return load(save(name))", {MEDIUM}),
        ("return load(named(name))", {HIGH}),
        ("save(name); return load(named(given['other']))", {HIGH, MEDIUM}),  # another one than was written
        ("return open('/tmp/' + name + '.json').read()", {MEDIUM}),
        ("return open('/tmp/' + name + '.py').read()", {HIGH}),
        ("open('/tmp/' + name, 'a').write('a')", {MEDIUM}),
        ("open('/tmp/' + name, 'r+').write('a')", {HIGH}),
        ("path = '/tmp/' + name; open(path, 'w').write('a'); return load(path)", {HIGH, MEDIUM}),  # it names the end
        ("import os; os.makedirs('/tmp/' + name)", {LOW}),
        ("import os; os.makedirs('/tmp/' + name); return load('/tmp/' + name + '/notes')", {HIGH, LOW}),
    ],
)
def test_in_python(code: str, severities: set[Severity], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(LAMBDA % "python3.13")
    (tmp_path / "app.py").write_text(PYTHON.replace("BODY", code))
    assert _severities(tmp_path) == severities


@pytest.mark.parametrize(
    ("code", "severities"),
    [
        ("fs.writeFileSync('/tmp/' + given.name, 'a');", {MEDIUM}),
        ("return fs.readFileSync('/tmp/' + given.name);", {HIGH}),
        ("return fs.readFileSync(`/tmp/${given.name}.json`);", {MEDIUM}),
        ("const path = `/tmp/${given.name}.txt`; fs.writeFileSync(path, 'a'); return fs.readFileSync(path);", {MEDIUM}),
    ],
)
def test_in_javascript(code: str, severities: set[Severity], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(LAMBDA % "nodejs22.x")
    (tmp_path / "app.js").write_text(JAVASCRIPT.replace("BODY", code))
    assert _severities(tmp_path) == severities


def test_what_runs_elsewhere_may_write_its_own_code(tmp_path: Path) -> None:
    folder = tmp_path / "save"
    folder.mkdir()
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    binding = {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous"}
    (folder / "function.json").write_text(json.dumps({"bindings": [binding]}))
    (folder / "index.js").write_text(
        "const fs = require('fs');\n"
        "module.exports = async (context, req) => { fs.writeFileSync('/tmp/' + req.body.name, 'a'); };\n"
    )
    assert _severities(tmp_path) == {HIGH}


def _severities(tree: Path) -> set[Severity]:
    found = [event.finding for event in scan(str(tree)) if isinstance(event, FindingFound)]
    return {finding.severity for finding in found if finding.id == "GOAT0106"}
