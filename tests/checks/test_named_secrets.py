"""Secrets among the values that a configuration gives names to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
service: shop
provider: {{name: aws, runtime: python3.13}}
{section}
functions:
  pay: {{handler: app.handler, environment: {environment}}}
"""
PROGRAM = """
const service = {
  service: 'shop',
  provider: { name: 'aws', runtime: 'nodejs22.x' },
  custom: { USERNAME: 'postgres', PASSWORD: VALUE },
  functions: { pay: { handler: 'app.handler' } },
};
module.exports = service;
"""


def found(folder: Path) -> list[tuple[str, int]]:
    events = scan(str(folder), Config(select=("GOAT0701", "GOAT0704")))
    findings = [event.finding for event in events if isinstance(event, FindingFound)]
    return [(finding.id, finding.span.line) for finding in findings]


@pytest.mark.parametrize(
    ("section", "environment", "expected"),
    [
        ("custom: {USERNAME: postgres, PASSWORD: v16pTb9qLx}", "{}", [("GOAT0704", 4)]),
        ("custom: {stages: [{prod: {dbPassword: v16pTb9qLx}}]}", "{}", [("GOAT0704", 4)]),
        ("params: {prod: {apiKey: 8fK2mQ9vLx71TzPw0s}}", "{}", [("GOAT0704", 4)]),
        ("custom: {PASSWORD: v16pTb9qLx, AGAIN_PASSWORD: '${self:custom.PASSWORD}'}", "{}", [("GOAT0704", 4)]),
        ("custom: {PASSWORD: v16pTb9qLx}", "{DB_PASSWORD: '${self:custom.PASSWORD}'}", [("GOAT0701", 6)]),
        ("custom: {PASSWORD: '${env:DB_PASSWORD}'}", "{}", []),
        ("custom: {PASSWORD: '<your password>'}", "{}", []),
        ("custom: {PASSWORD: ''}", "{}", []),
        ("custom: {PASSWORD: '{{resolve:ssm-secure:/shop/password}}'}", "{}", []),
        ("custom: {passwordLength: '16', secretName: shop/db, apiKey: checkout}", "{}", []),
        ("custom: {serverless-offline-sqs: {secretAccessKey: 8fK2mQ9vLx71TzPw0s}}", "{}", []),
    ],
)
def test_values_of_a_service(tmp_path: Path, section: str, environment: str, expected: list[tuple[str, int]]) -> None:
    (tmp_path / "serverless.yml").write_text(SERVICE.format(section=section, environment=environment))
    assert found(tmp_path) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("'v16pTb9qLx'", [("GOAT0704", 5)]), ("process.env.PASSWORD", []), ("'changeme'", [])]
)
def test_values_of_a_program(tmp_path: Path, value: str, expected: list[tuple[str, int]]) -> None:
    (tmp_path / "serverless.ts").write_text(PROGRAM.replace("VALUE", value))
    assert found(tmp_path) == expected


MODULE = """
variable "admin_password" {{ {default} }}
resource "aws_ssm_parameter" "admin" {{
  name  = "/shop/admin"
  type  = "SecureString"
  value = var.admin_password
}}
"""
CALL = """
module "users" {{
  source = "../.."
  {argument}
}}
"""


@pytest.mark.parametrize(
    ("default", "argument", "expected"),
    [
        ('default = "admin1234"', "", [("GOAT0704", "main.tf")]),
        ('default = "admin1234"', "admin_password = var.password", [("GOAT0704", "main.tf")]),
        ('default = ""', 'admin_password = "admin1234"', [("GOAT0704", "examples/full/main.tf")]),
        ("", 'settings = { admin_password = "admin1234" }', [("GOAT0704", "examples/full/main.tf")]),
        ("", "admin_password = random_password.admin.result", []),
        ("", 'admin_password = "${var.password}"', []),
        ("", 'admin_password_length = "16"', []),
        ('default = "changeme"', "", []),
    ],
)
def test_what_modules_are_given(tmp_path: Path, default: str, argument: str, expected: list[tuple[str, str]]) -> None:
    (tmp_path / "examples/full").mkdir(parents=True)
    (tmp_path / "main.tf").write_text(MODULE.format(default=default))
    (tmp_path / "examples/full/main.tf").write_text(CALL.format(argument=argument))
    events = scan(str(tmp_path), Config(select=("GOAT0702", "GOAT0704")))
    findings = [event.finding for event in events if isinstance(event, FindingFound)]
    assert [(finding.id, finding.span.path) for finding in findings] == expected


def test_a_secret_that_every_function_gets_anew_is_one_finding(tmp_path: Path) -> None:
    functions = "".join(
        f"  {name}: {{handler: app.handler, environment: {{DB_PASSWORD: v16pTb9qLx, API_KEY: {key}}}}}\n"
        for name, key in (("pay", "8fK2mQ9vLx71TzPw0s"), ("list", "8fK2mQ9vLx71TzPw0s"), ("show", "Tz71Pw0s8fK2mQ9vLx"))
    )
    service = f"service: shop\nprovider: {{name: aws, runtime: python3.13}}\nfunctions:\n{functions}"
    (tmp_path / "serverless.yml").write_text(service)
    assert sorted(found(tmp_path)) == [("GOAT0701", 4), ("GOAT0701", 4), ("GOAT0701", 6)]


SECRET = """
Resources:
  Upload:
    Type: AWS::SecretsManager::Secret
    Properties: {{SecretString: '{value}'}}
"""


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("CHANGE_ME_AFTER_DEPLOY", "low"),
        ('{"password": "TODO_SET_ONE", "key": "CHANGE_ME_SOON"}', "low"),
        ('{"password": "TODO_SET_ONE", "api_password": "v16pTb9qLx"}', "high"),
        ("Change4Summer", "high"),
    ],
)
def test_a_value_that_asks_for_another_weighs_little(tmp_path: Path, value: str, severity: str) -> None:
    (tmp_path / "template.yaml").write_text(SECRET.format(value=value))
    events = scan(str(tmp_path), Config(select=("GOAT0704",)))
    (finding,) = [event.finding for event in events if isinstance(event, FindingFound)]
    assert finding.severity.label == severity
