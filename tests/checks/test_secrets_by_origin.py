"""Values that are secrets by what gives them, whatever the variable that takes them is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TERRAFORM = """
variable "port" {{}}
resource "random_password" "p" {{ length = 32 }}
resource "random_string" "s" {{ length = 8 }}
resource "tls_private_key" "k" {{ algorithm = "ED25519" }}
resource "aws_iam_access_key" "a" {{ user = "mailer" }}
resource "aws_api_gateway_api_key" "g" {{ name = "partner" }}
resource "aws_db_instance" "d" {{ password = random_password.p.result }}
data "aws_secretsmanager_secret_version" "v" {{ secret_id = "shop" }}
module "inner" {{ source = "./inner" }}
resource "aws_lambda_function" "pay" {{
  function_name = "pay"
  role          = "arn:aws:iam::123456789012:role/pay"
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "shop"
  s3_key        = "pay.zip"
  environment {{ variables = {{ SETTING = {value} }} }}
}}
"""
INNER = """
resource "random_password" "p" { length = 32 }
output "it" { value = random_password.p.result }
"""
TEMPLATE = """
Parameters:
  Password: {{Type: String, NoEcho: true}}
  Port: {{Type: String}}
Resources:
  Key: {{Type: AWS::IAM::AccessKey, Properties: {{UserName: mailer}}}}
  Client: {{Type: AWS::Cognito::UserPoolClient, Properties: {{UserPoolId: p}}}}
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/pay
      Code: {{ZipFile: "def handler(event, context): return 1"}}
      Environment: {{Variables: {{SETTING: {value}}}}}
"""


def is_told(folder: Path) -> bool:
    events = scan(str(folder), Config(select=("GOAT0706",)))
    return any(isinstance(event, FindingFound) for event in events)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("random_password.p.result", True),
        ("module.inner.it", True),
        ("tls_private_key.k.private_key_pem", True),
        ("aws_iam_access_key.a.secret", True),
        ("aws_db_instance.d.password", True),
        ("aws_api_gateway_api_key.g.value", True),
        ("data.aws_secretsmanager_secret_version.v.secret_string", True),
        ('"postgres://shop:${random_password.p.result}@db.internal/shop"', True),
        ("random_password.p.bcrypt_hash", False),
        ("random_string.s.result", False),
        ("tls_private_key.k.public_key_pem", False),
        ("aws_iam_access_key.a.id", False),
        ("aws_api_gateway_api_key.g.id", False),
        ("data.aws_secretsmanager_secret_version.v.arn", False),
        ('"postgres://db.internal:${var.port}/shop"', False),
    ],
)
def test_terraform(tmp_path: Path, value: str, told: bool) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM.format(value=value))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/main.tf").write_text(INNER)
    assert is_told(tmp_path) is told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("!GetAtt Key.SecretAccessKey", True),
        ("!GetAtt Client.ClientSecret", True),
        ("!Sub 'postgres://shop:${Password}@db/shop'", True),
        ("'{{resolve:secretsmanager:shop:SecretString:pin}}'", True),
        ("'redis://:{{resolve:secretsmanager:shop:SecretString:pin}}@cache:6379'", True),
        ("'{{resolve:secretsmanager:shop:SecretString:username}}'", False),
        ("'{{resolve:ssm:/shop/table}}'", False),
        ("!Ref Key", False),
        ("!Ref Client", False),
        ("!Sub 'postgres://db:${Port}/shop'", False),
    ],
)
def test_cloudformation(tmp_path: Path, value: str, told: bool) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(value=value))
    assert is_told(tmp_path) is told


CDK = """
import { Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';

export class ShopStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const secret = new Secret(this, 'It');
    new Function(this, 'Pay', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'index.handler',
      code: Code.fromInline('def handler(event, context): return 1'),
      environment: { SETTING: VALUE },
    });
  }
}
"""


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("secret.secretValue.unsafeUnwrap()", True),
        ("secret.secretValue.toString()", True),
        ("secret.secretValueFromJson('pin').unsafeUnwrap()", True),
        ("secret.secretValueFromJson('host').unsafeUnwrap()", False),
        ("secret.secretArn", False),
        ("secret.secretName", False),
    ],
)
def test_cdk(tmp_path: Path, value: str, told: bool) -> None:
    (tmp_path / "shop-stack.ts").write_text(CDK.replace("VALUE", value))
    assert is_told(tmp_path) is told


DATABASE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: %s, Handler: app.handler, Runtime: python3.13}
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      MasterUserPassword: %s
"""


@pytest.mark.parametrize(
    ("packaged", "told"),
    [
        ("Th3-Sh0p-1n-Use", {("GOAT0704", "template.yaml")}),
        ("Th3-0ld-0ne-4-Us", {("GOAT0704", "template.yaml"), ("GOAT0707", "release/packaged.yaml")}),
    ],
)
def test_a_packaged_copy_tells_what_its_source_does_not(
    tmp_path: Path, packaged: str, told: set[tuple[str, str]]
) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return 1\n")
    (tmp_path / "template.yaml").write_text(DATABASE % (".", "Th3-Sh0p-1n-Use"))
    (tmp_path / "release").mkdir()
    (tmp_path / "release/packaged.yaml").write_text(DATABASE % ("s3://releases/0123abcd", packaged))
    found = [e.finding for e in scan(str(tmp_path), Config(select=("SAS-7",))) if isinstance(e, FindingFound)]
    assert {(finding.id, finding.span.path) for finding in found} == told


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("STORE_URL", True),
        ("HOOK_URL", True),
        ("SETTING", True),
        ("SQS_URL", False),
        ("ORDERS_QUEUE_URL", False),
        ("FRONTEND_ORIGIN", False),
        ("CALLBACK_URL", False),
    ],
)
def test_an_address_that_opens_nothing_is_none_whatever_the_parameter_says(
    tmp_path: Path, variable: str, told: bool
) -> None:
    template = TEMPLATE.format(value="!Ref Password").replace("SETTING", variable)
    (tmp_path / "template.yaml").write_text(template)
    assert is_told(tmp_path) is told
