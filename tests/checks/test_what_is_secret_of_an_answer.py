"""Of what a secret store answers only the values are secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler}
"""
CODE = """
import boto3, json
ssm, store = boto3.client("ssm"), boto3.client("secretsmanager")

def handler(event, context):
    many = ssm.get_parameters(Names=["/db/password", "/db/token"], WithDecryption=True)
    one = ssm.get_parameter(Name="/db/password", WithDecryption=True)
    secret = store.get_secret_value(SecretId="s")
    print({})
"""


def is_told(expression: str, tmp_path: Path) -> bool:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(CODE.format(expression))
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    return "GOAT0520" in found


@pytest.mark.parametrize(
    "expression",
    [
        "many['InvalidParameters']",
        "f\"missing: {many['InvalidParameters']}\"",
        "many['ResponseMetadata']['HTTPStatusCode']",
        "[p['Name'] for p in many['Parameters']]",
        "many['Parameters'][0]['LastModifiedDate']",
        "one['Parameter']['ARN']",
        "secret['ARN'], secret['Name'], secret['VersionStages']",
        "secret['ResponseMetadata']",
        "json.loads(secret['SecretString'])['key_id']",
    ],
)
def test_what_is_said_about_a_secret_is_none(expression: str, tmp_path: Path) -> None:
    assert not is_told(expression, tmp_path)


@pytest.mark.parametrize(
    "expression",
    [
        "many",
        "many['Parameters']",
        "{p['Name']: p['Value'] for p in many['Parameters']}",
        "one['Parameter']['Value']",
        "secret['SecretString']",
        "json.loads(secret['SecretString'])['password']",
        "json.loads(secret['SecretString'])['Version']",
    ],
)
def test_the_values_are_secret_whatever_they_are_called_inside(expression: str, tmp_path: Path) -> None:
    assert is_told(expression, tmp_path)


CHECKED = """
import bcrypt, hashlib, hmac, os, stripe
KEY = os.environ["WEBHOOK_SECRET"]

def handler(event, context):
    given = event["headers"]["signature"]
    made = hmac.new(KEY.encode(), event["body"].encode(), hashlib.sha256).hexdigest()
    print({})
"""


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("hmac.compare_digest(made, given)", False),
        ("bcrypt.checkpw(given, KEY)", False),
        ("stripe.Webhook.construct_event(event['body'], given, KEY)", False),
        ("stripe.Webhook.construct_event(event['body'], given, KEY).type", False),
        ("hmac.compare_digest(made, given), KEY", True),
    ],
)
def test_what_was_checked_with_a_secret_does_not_hold_it(expression: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(CHECKED.format(expression))
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0520" in found) is told


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("timingSafeEqual(made, Buffer.from(given))", False),
        ("stripe.webhooks.constructEvent(event.body, given, KEY).type", False),
        ("KEY", True),
    ],
)
def test_nor_does_it_in_javascript(expression: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("python3.13", "nodejs22.x"))
    (tmp_path / "app.js").write_text(
        f"""
const {{ createHmac, timingSafeEqual }} = require('crypto');
const stripe = require('stripe')(process.env.STRIPE_KEY);
const KEY = process.env.WEBHOOK_SECRET;
exports.handler = async (event) => {{
  const given = event.headers.signature;
  const made = createHmac('sha256', KEY).update(event.body).digest();
  console.log({expression});
}};
"""
    )
    found = [event.finding.id for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    assert ("GOAT0520" in found) is told


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (4, "import os\n\ndef handler(event, context):\n    print(os.environ['API_TOKEN'])\n"),
        (2, "from os import getenv\nTOKEN = getenv('API_TOKEN')\ndef handler(event, context):\n    print(TOKEN)\n"),
    ],
)
def test_the_way_of_a_variable_begins_where_it_is_read(line: int, text: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(text)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    (told,) = [finding for finding in found if finding.id == "GOAT0520"]
    assert told.steps[0].span.line == line
