"""What only runs, or only stands, on a workstation weighs little or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.local_runs import is_of_a_workstation
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Events: {A: {Type: HttpApi, Properties: {Path: /a, Method: get}}}
"""
CODE = """
const { execSync } = require('child_process');
const STAGE = process.env.STAGE;

exports.handler = async (event) => {
  if (%s) execSync(event.queryStringParameters.command);
};
"""


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("STAGE === 'localstack'", 0),
        ("process.env.STAGE === 'local'", 0),
        ("process.env.STAGE === 'production'", 1),
        ("event.headers.stage === 'local'", 1),
    ],
)
def test_stages_that_are_not_deployed(tmp_path: Path, condition: str, count: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text(CODE % condition)
    events = scan(str(tmp_path), Config(select=("GOAT0101",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count


def test_a_template_for_an_emulator_weighs_little(tmp_path: Path) -> None:
    bucket = "Resources:\n  Data: {Type: AWS::S3::Bucket, Properties: {AccessControl: PublicReadWrite}}\n"
    (tmp_path / "localstack-template.yaml").write_text(bucket)
    (tmp_path / "template.yaml").write_text(bucket)
    found = [e.finding for e in scan(str(tmp_path), Config(select=("GOAT0301",))) if isinstance(e, FindingFound)]
    assert {f.span.path: f.severity.label for f in found if f.severity} == {
        "localstack-template.yaml": "low",
        "template.yaml": "critical",
    }


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("infra/localstack-stack.ts", True),
        ("serverless.localstack.yml", True),
        ("docker-compose.dev.yml", True),
        ("template.local.yaml", True),
        ("serverless.offline.yml", True),
        ("serverless.yml", False),
        ("src/local.ts", False),
        ("template.yaml", False),
    ],
)
def test_names_of_files(path: str, local: bool) -> None:
    assert is_of_a_workstation(path) is local


CONNECTS = """
const { Client } = require('./client');
const stage = process.env.STAGE;

%s
exports.handler = async () => connect();
"""
FALLBACK = "password: process.env.DB_PASSWORD || 'rootpassword1'"


@pytest.mark.parametrize(
    ("program", "severity"),
    [
        (f"const connect = () => new Client({{ host: process.env.DB_HOST || '127.0.0.1', {FALLBACK} }});", "low"),
        (f"const connect = () => new Client({{ host: process.env.DB_HOST ?? 'postgres', {FALLBACK} }});", "low"),
        (f"const connect = () => stage === 'local' || stage === 'test' ? new Client({{ {FALLBACK} }}) : null;", "low"),
        (f"function connect() {{ if (['local'].includes(stage)) {{ return new Client({{ {FALLBACK} }}); }} }}", "low"),
        (f"const connect = () => new Client({{ host: process.env.DB_HOST, {FALLBACK} }});", "high"),
        (f"const connect = () => new Client({{ host: 'db.shop.example.net', {FALLBACK} }});", "high"),
        (f"function connect() {{ if (stage === 'prod') {{ return new Client({{ {FALLBACK} }}); }} }}", "high"),
        (f"function connect() {{ if (stage !== 'local') {{ return new Client({{ {FALLBACK} }}); }} }}", "high"),
        (
            "const connect = () => new Client({ host: process.env.DB_HOST || 'localhost', password: 'Tr0ub4dor-3' });",
            "high",
        ),
    ],
)
def test_passwords_of_local_servers(tmp_path: Path, program: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text(CONNECTS % program)
    (tmp_path / "client.js").write_text("exports.Client = class {};\n")
    assert severities(tmp_path, "GOAT0723") == [severity]


@pytest.mark.parametrize(("host", "severity"), [("localhost", "low"), ("db.shop.example.net", "high")])
def test_passwords_of_local_servers_in_python(tmp_path: Path, host: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", "python3.13").replace("index.", "app."))
    (tmp_path / "app.py").write_text(
        f"import os\nDB_HOST = os.environ.get('DB_HOST', '{host}')\n"
        "DB_PASSWORD = os.environ.get('DB_PASSWORD', 'rootpassword1')\n"
        "def handler(event, context):\n    return len(DB_HOST + DB_PASSWORD)\n"
    )
    assert severities(tmp_path, "GOAT0723") == [severity]


@pytest.mark.parametrize(("host", "severity"), [("db", "low"), ("127.0.0.1", "low"), ("db.shop.example.net", "high")])
def test_settings_beside_the_code(tmp_path: Path, host: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text("exports.handler = async () => 1;\n")
    (tmp_path / ".env").write_text(f"HOST=0.0.0.0\nDB_HOST={host}\nDB_PASSWORD=rootpassword1\n")
    assert severities(tmp_path, "GOAT0724") == [severity]


SETTINGS = """{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "node", %s}}"""
APP = """
const { app } = require('@azure/functions');
const jwt = require('jsonwebtoken');

app.http('login', { handler: async () => ({ body: jwt.sign({}, process.env.JWT_SECRET) }) });
"""


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ('"JWT_SECRET": "234234234kl324ipo23434", "MAIL_PASSWORD": "YOUR_PASSWORD"', ["low"]),
        ('"JWT_SECRET": "234234234kl324ipo23434", "MAIL_PASSWORD": "Tr0ub4dor-3"', ["high", "high"]),
        ('"JWT_SECRET": "YOUR_JWT_SECRET"', []),
        ('"MAIL_PASSWORD": "UPDATE_ME"', []),
        ('"MAIL_PASSWORD": "Tr0ub4dor-3"', ["high"]),
        ('"DB_HOST": "localhost", "DB_PASSWORD": "Tr0ub4dor-3"', ["low"]),
    ],
)
def test_settings_of_a_workstation(tmp_path: Path, settings: str, found: list[str]) -> None:
    """Each deployment makes keys of its own; what others have given out is the same wherever it stands."""
    (tmp_path / "host.json").write_text("{}")
    (tmp_path / "package.json").write_text('{"main": "index.js"}')
    (tmp_path / "local.settings.json").write_text(SETTINGS % settings)
    (tmp_path / "index.js").write_text(APP)
    assert severities(tmp_path, "GOAT0701") == found


def severities(folder: Path, check: str) -> list[str]:
    found = [e.finding for e in scan(str(folder), Config(select=(check,))) if isinstance(e, FindingFound)]
    return [finding.severity.label for finding in found if finding.severity]
