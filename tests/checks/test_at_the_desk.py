"""What only runs, or only stands, on a workstation weighs little or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.local_runs import is_of_a_workstation
from goatherd.review import review
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
        ("STAGE?.startsWith('local_')", 0),
        ("process.env.API.includes('://localhost:')", 0),
        ("process.env.API.includes('production')", 1),
        ("event.headers.stage.startsWith('local')", 1),
        ("process.env.STAGE === 'production'", 1),
        ("event.headers.stage === 'local'", 1),
    ],
)
def test_stages_that_are_not_deployed(tmp_path: Path, condition: str, count: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text(CODE % condition)
    events = scan(str(tmp_path), Config(select=("GOAT0101",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("os.environ['STAGE'].startswith('local')", 0),
        ("'localhost' in os.environ['API']", 0),
        ("'production' in os.environ['API']", 1),
        ("'local' in event['headers']['stage']", 1),
    ],
)
def test_the_same_in_python(tmp_path: Path, condition: str, count: int) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", "python3.13"))
    (tmp_path / "index.py").write_text(
        f"import os\ndef handler(event, context):\n    if {condition}:\n        os.system(event['body'])\n"
    )
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


def test_code_of_functions_that_only_a_desk_has_weighs_less(tmp_path: Path) -> None:
    service = "service: s\nprovider: {name: aws, runtime: nodejs22.x, environment: {STAGE: %s}}\nfunctions:\n"
    service += "  api: {handler: index.handler, events: [{httpApi: GET /a}]}\n"

    def told() -> list[str]:
        events = scan(str(tmp_path), Config(select=("GOAT0101",)))
        return [e.finding.severity.label for e in events if isinstance(e, FindingFound) and e.finding.severity]

    (tmp_path / "serverless.localstack.yml").write_text(service % "localstack")
    (tmp_path / "index.js").write_text(CODE % "STAGE === 'localstack'")
    assert told() == ["medium"]
    (tmp_path / "serverless.yml").write_text(service % "dev")
    assert told() == []  # the function is what is deployed
    (tmp_path / "index.js").write_text(CODE % "STAGE")
    assert "critical" in told()


@pytest.mark.parametrize(
    ("path", "local"),
    [
        ("infra/localstack-stack.ts", True),
        ("serverless.localstack.yml", True),
        ("docker-compose.dev.yml", True),
        ("template.local.yaml", True),
        ("serverless.offline.yml", True),
        ("serverless-local.yml", True),
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
        (f"const connect = () => new Client({{ host: process.env.DB_HOST || '127.0.0.1', {FALLBACK} }});", "info"),
        (f"const connect = () => new Client({{ host: process.env.DB_HOST ?? 'postgres', {FALLBACK} }});", "info"),
        (f"const connect = () => stage === 'local' || stage === 'test' ? new Client({{ {FALLBACK} }}) : null;", "info"),
        (f"function connect() {{ if (['local'].includes(stage)) {{ return new Client({{ {FALLBACK} }}); }} }}", "info"),
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


@pytest.mark.parametrize(("host", "severity"), [("localhost", "info"), ("db.shop.example.net", "high")])
def test_passwords_of_local_servers_in_python(tmp_path: Path, host: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", "python3.13").replace("index.", "app."))
    (tmp_path / "app.py").write_text(
        f"import os\nDB_HOST = os.environ.get('DB_HOST', '{host}')\n"
        "DB_PASSWORD = os.environ.get('DB_PASSWORD', 'rootpassword1')\n"
        "def handler(event, context):\n    return len(DB_HOST + DB_PASSWORD)\n"
    )
    assert severities(tmp_path, "GOAT0723") == [severity]


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("os.environ.get('MONGO_URI', 'mongodb://shop:orders42@mongo:27017/shop')", "low"),
        ("os.environ.get('MONGO_URI') or 'mongodb://shop:orders42@orders-db/shop'", "low"),
        ("os.environ.get('MONGO_URI', 'mongodb://shop:orders42@db.shop.example.net/shop')", "high"),
        ("'mongodb://shop:orders42@mongo:27017/shop'", "high"),
    ],
)
def test_passwords_in_addresses_of_containers(tmp_path: Path, address: str, severity: str) -> None:
    for service in ("orders", "mails"):
        (tmp_path / service).mkdir()
        (tmp_path / service / "template.yaml").write_text(
            TEMPLATE.replace("nodejs22.x", "python3.13").replace("index.", "app.")
        )
        (tmp_path / service / "app.py").write_text(
            f"import os\nfrom pymongo import MongoClient\nshop = MongoClient({address})\n"
            "def handler(event, context):\n    return shop.shop.orders.count_documents({})\n"
        )
    config = Config(select=("GOAT0723",))
    found = review(scan(str(tmp_path), config), config).findings
    assert {finding.severity.name.lower() for finding in found if finding.severity} == {severity}
    assert len(found) == (1 if severity == "low" else 2)  # the default of both services is one thing to mend


@pytest.mark.parametrize(("host", "severity"), [("db", "low"), ("127.0.0.1", "low"), ("db.shop.example.net", "high")])
def test_settings_beside_the_code(tmp_path: Path, host: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "index.js").write_text("exports.handler = async () => 1;\n")
    (tmp_path / ".env").write_text(f"HOST=0.0.0.0\nDB_HOST={host}\nDB_PASSWORD=rootpassword1\n")
    assert severities(tmp_path, "GOAT0724") == [severity]


DESK_SETTINGS = """{"IsEncrypted": false, "Values": {"FUNCTIONS_WORKER_RUNTIME": "node", %s}}"""
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
    (tmp_path / "local.settings.json").write_text(DESK_SETTINGS % settings)
    (tmp_path / "index.js").write_text(APP)
    assert severities(tmp_path, "GOAT0701") == found


def severities(folder: Path, check: str) -> list[str]:
    found = [e.finding for e in scan(str(folder), Config(select=(check,))) if isinstance(e, FindingFound)]
    return [finding.severity.label for finding in found if finding.severity is not None]


SETTINGS = {
    "a field of an object": ("const config = { isLocal: process.env.STAGE === 'local' };", "config.isLocal"),
    "a function": ("const isLocal = () => process.env.STAGE === 'local';", "isLocal()"),
    "a class attribute": ("class Config { static isLocal = process.env.STAGE === 'localstack'; }", "Config.isLocal"),
    "a getter": ("class Config { get local() { return process.env.STAGE === 'local'; } }", "new Config().local"),
    "a conditional": ("const mode = process.env.STAGE === 'local' ? 'open' : 'shut';", "mode === 'open'"),
    "a switch": (
        "const open = () => { switch (process.env.STAGE) { case 'local': return true; default: return false; } };",
        "open()",
    ),
    "a list of stages": ("const LOCAL = ['local', 'localstack'];", "LOCAL.includes(process.env.STAGE)"),
    "another module's": ("const { config } = require('./config');", "config.isLocal"),
    "a default": ("const stage = process.env.STAGE || 'prod';", "stage === 'local'"),
    "another default": ("const { STAGE: stage = 'prod' } = process.env;", "stage === 'local'"),
    "Node's": ("const isDev = process.env.NODE_ENV === 'development';", "isDev"),
    "a pattern": ("const isLocal = /true/i.test(process.env.IS_LOCAL || 'false');", "isLocal"),
    "serverless-offline": ("const offline = !!process.env.IS_OFFLINE;", "offline"),
    "a schema": (
        "const { z } = require('zod');"
        "const env = z.object({ STAGE: z.string(), NODE_ENV: z.enum(['production', 'test']) }).parse(process.env);",
        "env.STAGE === 'local' || env.NODE_ENV === 'test'",
    ),
    "a schema's outcome": (
        "const { z } = require('zod'); const parsed = z.object({ STAGE: z.enum(['local', 'prod']) })"
        ".safeParse(process.env); if (!parsed.success) throw new Error('no');",
        "parsed.data.STAGE === 'local'",
    ),
    "envalid": (
        "const { cleanEnv, str } = require('envalid'); const env = cleanEnv(process.env, { STAGE: str() });",
        "env.STAGE === 'local'",
    ),
    "t3": (
        "const { createEnv } = require('@t3-oss/env-core'); const { z } = require('zod');"
        "const env = createEnv({ server: { STAGE: z.string() }, runtimeEnv: process.env });",
        "env.STAGE === 'local'",
    ),
    "env-var": ("const env = require('env-var'); const stage = env.get('STAGE').asString();", "stage === 'local'"),
}
DEPLOYED = {
    "Node's, which Lambda does not set": ("const isDev = process.env.NODE_ENV !== 'production';", "isDev"),
    "a field of an object": ("const config = { isLocal: process.env.STAGE === 'prod' };", "config.isLocal"),
    "a function": ("const isLocal = () => process.env.STAGE !== 'local';", "isLocal()"),
    "either": ("const config = { open: process.env.STAGE === 'local' || process.env.OPEN };", "config.open"),
    "a caller's": ("const stageOf = (e) => e.headers.stage;", "stageOf(event) === 'local'"),
    "a list of stages": ("const STAGES = ['local', 'dev'];", "STAGES.includes(process.env.STAGE)"),
    "a pattern": ("const isLocal = /false/i.test(process.env.IS_LOCAL || 'false');", "isLocal"),
    "a schema": (
        "const { z } = require('zod'); const env = z.object({ STAGE: z.string() }).parse(process.env);",
        "env.STAGE === 'dev'",
    ),
}


def commands(folder: Path, setting: str, condition: str) -> int:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "config.js").write_text("exports.config = { isLocal: process.env.STAGE === 'local' };")
    (folder / "index.js").write_text(setting + CODE % condition)
    events = scan(str(folder), Config(select=("GOAT0101",)))
    return sum(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_that_only_a_desk_has_may_be_kept_anywhere(tmp_path: Path, setting: str) -> None:
    assert commands(tmp_path, *SETTINGS[setting]) == 0


@pytest.mark.parametrize("setting", DEPLOYED)
def test_settings_of_deployments_may_be_so(tmp_path: Path, setting: str) -> None:
    assert commands(tmp_path, *DEPLOYED[setting]) == 1


PYTHON = """
import os
import subprocess
%s

def handler(event, context):
    if %s:
        subprocess.run(event["queryStringParameters"]["command"], shell=True)
"""
_SETTINGS = "from pydantic_settings import BaseSettings, SettingsConfigDict\nfrom functools import lru_cache\n"
SETTINGS_IN_PYTHON = {
    "a constant": ("LOCAL = os.environ.get('STAGE') == 'local'", "LOCAL", 0),
    "a class": ("class Config:\n    LOCAL = os.getenv('STAGE', 'prod') == 'local'", "Config.LOCAL", 0),
    "a property": (
        "class Config:\n    @property\n    def local(self):\n        return os.environ['STAGE'] == 'local'",
        "Config().local",
        0,
    ),
    "a membership": ("", "os.environ.get('STAGE', 'prod') in ('local', 'localstack')", 0),
    "a match": (
        "def is_open():\n    match os.environ['STAGE']:\n        case 'local':\n            return True\n"
        "        case _:\n            return False",
        "is_open()",
        0,
    ),
    "pydantic's": (
        _SETTINGS + "class Settings(BaseSettings):\n    stage: str\nsettings = Settings()",
        "settings.stage == 'local'",
        0,
    ),
    "pydantic's, with a default": (
        _SETTINGS + "class Settings(BaseSettings):\n    STAGE: str = 'prod'\n    @property\n    def local(self):\n"
        "        return self.STAGE == 'localstack'\n@lru_cache\ndef get_settings():\n    return Settings()",
        "get_settings().local",
        0,
    ),
    "pydantic's, a switch that is off": (
        _SETTINGS + "class Settings(BaseSettings):\n    is_local: bool = False\nsettings = Settings()",
        "settings.is_local",
        0,
    ),
    "pydantic's, deployed": (
        _SETTINGS + "class Settings(BaseSettings):\n    stage: str = 'dev'\nsettings = Settings()",
        "settings.stage == 'prod'",
        1,
    ),
    "pydantic's, a switch of the deployment": (
        _SETTINGS + "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='APP_')\n"
        "    open_to_all: bool = False\nsettings = Settings()",
        "settings.open_to_all",
        1,
    ),
    "another stage": ("class Config:\n    LOCAL = os.getenv('STAGE') == 'dev'", "Config.LOCAL", 1),
}


@pytest.mark.parametrize("setting", SETTINGS_IN_PYTHON)
def test_settings_in_python(tmp_path: Path, setting: str) -> None:
    text, condition, count = SETTINGS_IN_PYTHON[setting]
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("nodejs22.x", "python3.13"))
    (tmp_path / "index.py").write_text(PYTHON % (text, condition))
    events = scan(str(tmp_path), Config(select=("GOAT0101",)))
    assert sum(isinstance(event, FindingFound) for event in events) == count


@pytest.mark.parametrize(
    ("path", "local"), [("dev-server.js", True), ("mock_server.py", True), ("server.js", False), ("observer.js", False)]
)
def test_servers_for_trying(path: str, local: bool) -> None:
    assert is_of_a_workstation(path) is local
