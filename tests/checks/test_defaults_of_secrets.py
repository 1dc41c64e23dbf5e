"""A default that only holds the place of a secret changes nothing: deployment puts the secret there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, MEDIUM
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Severity

TEMPLATE = """
Parameters:
  JwtSecret: {parameter}
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {{ZipFile: "def handler(event, context): return 1"}}
      Environment: {{Variables: {{JWT_SECRET: {value}}}}}
"""
SERVICE = """
service: shop
provider: {{name: aws, runtime: python3.13}}
custom: {{own: {{}}}}
functions:
  pay:
    handler: app.handler
    environment: {{SLACK_TOKEN: {value}}}
"""
TERRAFORM = """
variable "db_password" {{ {variable} }}
resource "aws_lambda_function" "pay" {{
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop-releases"
  s3_key        = "pay.zip"
  environment {{ variables = {{ DB_PASSWORD = {value} }} }}
}}
"""
STACK = """
import {{ App, Stack }} from 'aws-cdk-lib';
import {{ Code, Function, Runtime }} from 'aws-cdk-lib/aws-lambda';
const stack = new Stack(new App(), 'Shop');
new Function(stack, 'Pay', {{
  runtime: Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: Code.fromInline('def handler(event, context): return 1'),
  environment: {{ API_KEY: {value} }},
}});
"""


def found(folder: Path, *ids: str, **files: str) -> set[str]:
    """The checks that have findings in files, whose names are written with an underscore for their dot."""
    for name, text in {"cdk_json": '{"app": "npx ts-node app.ts"}', **files}.items():
        (folder / name.replace("_", ".")).write_text(text)
    events = scan(str(folder), Config(select=ids or ("GOAT0706",)))
    return {event.finding.id for event in events if isinstance(event, FindingFound)}


@pytest.mark.parametrize(
    ("name", "parameter", "checks"),
    [
        ("ALERTS", "{Type: String, NoEcho: true}", {"GOAT0706"}),
        ("ALERTS_URL", "{Type: String, NoEcho: true}", {"GOAT0706"}),
        ("ALERTS", "{Type: String}", set()),
        # not what a thief is after, whoever hid it
        ("ALERTS_USERNAME", "{Type: String, NoEcho: true}", set()),
    ],
)
def test_a_parameter_is_secret_by_its_declaration(tmp_path: Path, name: str, parameter: str, checks: set[str]) -> None:
    template = TEMPLATE.format(parameter=parameter, value="!Ref JwtSecret").replace("JWT_SECRET", name)
    assert found(tmp_path, template_yaml=template) == checks


@pytest.mark.parametrize(("variable", "checks"), [("sensitive = true", {"GOAT0706"}), ("", set())])
def test_a_variable_is_secret_by_its_declaration_in_whichever_module(
    tmp_path: Path, variable: str, checks: set[str]
) -> None:
    module = TERRAFORM.format(variable=variable, value="var.db_password")
    module = module.replace("db_password", "alerts").replace("DB_PASSWORD", "ALERTS")
    root = """
    variable "hook" {}
    module "pay" {
      source = "./pay"
      alerts = var.hook
    }
    """
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay" / "main.tf").write_text(module)
    assert found(tmp_path, main_tf=root) == checks


@pytest.mark.parametrize(
    ("parameter", "checks"),
    [
        ("{Type: String}", {"GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: ''}", {"GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: none}", {"GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: '<your secret>'}", {"GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: changeme}", {"GOAT0702", "GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: String}", {"GOAT0702", "GOAT0703", "GOAT0706"}),
        ("{Type: String, Default: '', NoEcho: true}", {"GOAT0706"}),
        # the name of a secret, or where it is kept
        ("{Type: String, Default: shop-jwt}", set()),
        ("{Type: String, Default: your-secret-name}", set()),
        ("{Type: String, Default: /shop/jwt}", set()),
    ],
)
def test_parameters(tmp_path: Path, parameter: str, checks: set[str]) -> None:
    template = TEMPLATE.format(parameter=parameter, value="!Ref JwtSecret")
    assert found(tmp_path, "GOAT0702", "GOAT0703", "GOAT0706", template_yaml=template) == checks


@pytest.mark.parametrize("value", ["''", "none", "changeme"])
def test_a_placeholder_that_nothing_replaces(tmp_path: Path, value: str) -> None:
    assert not found(tmp_path, template_yaml=TEMPLATE.format(parameter="{Type: String, NoEcho: true}", value=value))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("\"${env:SLACK_TOKEN, ''}\"", True),
        ("\"${opt:slack, env:SLACK_TOKEN, 'none'}\"", True),
        ("\"${env:SLACK_TOKEN, 'shop/slack'}\"", False),
        ("\"${self:custom.own.slack, ''}\"", False),
        ("''", False),
    ],
)
def test_variables_of_a_service(tmp_path: Path, value: str, told: bool) -> None:
    files = {"serverless_yml": SERVICE.format(value=value), "app_py": "def handler(event, context): return 1\n"}
    assert bool(found(tmp_path, **files)) is told


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ('default = ""', "var.db_password", True),
        ('default = "changeme"', "var.db_password", True),
        ('default = "shop/db"', "var.db_password", False),
        ('default = "shop/db"', '""', False),
    ],
)
def test_variables_of_terraform(tmp_path: Path, variable: str, value: str, told: bool) -> None:
    assert bool(found(tmp_path, main_tf=TERRAFORM.format(variable=variable, value=value))) is told


@pytest.mark.parametrize(
    ("value", "told"),
    [("process.env.API_KEY || ''", True), ("process.env.API_KEY ?? 'shop-key'", False), ("''", False)],
)
def test_the_environment_of_a_program(tmp_path: Path, value: str, told: bool) -> None:
    assert bool(found(tmp_path, app_ts=STACK.format(value=value))) is told


KEY = """
const crypto = require('crypto');
const signed = (text) => crypto.createHmac('sha256', process.env.HOOK_SECRET).update(text).digest('hex');
exports.handler = async (event) => signed(event.body);
"""
HOOK = """
service: shop
provider: {name: aws, runtime: nodejs22.x, environment: {HOOK_SECRET: %s}}
functions:
  pay: {handler: pay.handler, events: [{httpApi: POST /pay}]}
"""


@pytest.mark.parametrize(
    ("value", "severity"), [("test_secret", HIGH), ("\"${env:HOOK_SECRET, 'test_secret'}\"", MEDIUM)]
)
def test_a_key_that_everybody_guesses_weighs_less_where_the_deployment_may_set_another(
    tmp_path: Path, value: str, severity: Severity
) -> None:
    (tmp_path / "serverless.yml").write_text(HOOK % value)
    (tmp_path / "pay.js").write_text(KEY)
    events = scan(str(tmp_path), Config(select=("GOAT0701",)))
    (finding,) = (event.finding for event in events if isinstance(event, FindingFound))
    assert finding.severity == severity
