"""A store of secrets keeps public keys as well, beside those that belong to them: they may be given to callers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

GOOGLE = """
import { onRequest } from 'firebase-functions/v2/https';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';

const client = new SecretManagerServiceClient();

async function read(called) {
  const name = `projects/${process.env.PROJECT}/secrets/${called}/versions/latest`;
  const [version] = await client.accessSecretVersion({ name });
  return version.payload.data.toString();
}

export const settings = onRequest(async (req, res) => {
  LINE
});
"""
AWS = """
import boto3, os

store = boto3.client("secretsmanager")

def handler(event, context):
    return {"statusCode": 200, "body": store.get_secret_value(SecretId=f"NAME-{os.environ['STAGE']}")["SecretString"]}
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Settings:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {Get: {Type: HttpApi, Properties: {Path: /settings, Method: get}}}
"""


def is_told(folder: Path) -> bool:
    return any(isinstance(event, FindingFound) for event in scan(str(folder), Config(select=("GOAT0720",))))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("res.json(await read('stripe-publishable-key'));", False),
        ("res.json(await read(`stripe-publishable-key-${process.env.STAGE}`));", False),
        ("res.json(await read(process.env.LIVE ? 'captcha-site-key-live' : 'captcha-site-key-test'));", False),
        ("const publishableKey = await read(process.env.NAME); res.json({ publishableKey });", False),
        ("res.json(await read('stripe-key'));", True),
        ("res.json(await read(process.env.LIVE ? 'stripe-publishable-key' : 'stripe-secret-key'));", True),
        ("res.json(await read('key-of-the-public-site'));", True),
    ],
)
def test_a_secret_of_google(line: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
    (tmp_path / "package.json").write_text('{"type": "module", "main": "index.js"}')
    (tmp_path / "index.js").write_text(GOOGLE.replace("LINE", line))
    assert is_told(tmp_path) is told


@pytest.mark.parametrize(
    ("name", "told"), [("stripe-publishable-key", False), ("shop/public-key", False), ("stripe-key", True)]
)
def test_a_secret_of_aws(name: str, told: bool, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(AWS.replace("NAME", name))
    assert is_told(tmp_path) is told
