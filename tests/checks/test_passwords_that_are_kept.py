"""Passwords that are stored as they were sent, and what is made of one before it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Register:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      CodeUri: .
      Policies: [DynamoDBWritePolicy: {{TableName: members}}]
      Events: {{Post: {{Type: HttpApi, Properties: {{Path: /members, Method: post}}}}}}
"""
PYTHON = """
import json
import boto3
{head}
members = boto3.resource("dynamodb").Table("members")

def handler(event, context):
    asked = json.loads(event["body"])
    password = asked["password"]
    members.put_item(Item={{"name": asked["name"], "password": {kept}}})
"""
JAVASCRIPT = """
const {{ DynamoDBClient }} = require('@aws-sdk/client-dynamodb');
const {{ DynamoDBDocumentClient, PutCommand }} = require('@aws-sdk/lib-dynamodb');
const crypto = require('crypto');
const {{ promisify }} = require('util');
{head}
const members = DynamoDBDocumentClient.from(new DynamoDBClient({{}}));

exports.handler = async (event) => {{
  const {{ name, password }} = JSON.parse(event.body);
  await members.send(new PutCommand({{ TableName: 'members', Item: {{ name, password: {kept} }} }}));
}};
"""


MODEL = """
import json
import boto3
from pydantic import BaseModel{more}
members = boto3.resource("dynamodb").Table("members")

class Member(BaseModel):
    name: str
    {field}

def handler(event, context):
    asked = json.loads(event["body"])
    member = Member(**{{"name": asked["name"], "password": asked["password"]}})
    members.put_item(Item=member.model_dump())
"""


def _told(folder: Path, file: str, text: str, runtime: str) -> list[str]:
    (folder / "template.yaml").write_text(TEMPLATE.format(runtime=runtime))
    (folder / file).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0731",)))
    return [event.finding.message for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("head", "kept", "told"),
    [
        ("", "password", True),
        ("", "password.strip()", True),
        ("", "f'{password}'", True),
        ("import hashlib", "hashlib.sha256(password.encode()).hexdigest()", False),
        ("import hashlib", "hashlib.pbkdf2_hmac('sha256', password.encode(), b'salt', 9).hex()", False),
        ("from argon2 import PasswordHasher\nhasher = PasswordHasher()", "hasher.hash(password)", False),
        ("from passlib.context import CryptContext\nhasher = CryptContext(['bcrypt'])", "hasher.hash(password)", False),
        ("from werkzeug.security import generate_password_hash", "generate_password_hash(password)", False),
        ("from shop.safe import sealed", "sealed(password)", False),
        ("from cryptography.fernet import Fernet\nbox = Fernet(b'k')", "box.encrypt(password.encode())", False),
        ("", "bool(password)", False),
        ("", "'*' * len(password)", False),
    ],
)
def test_in_python(tmp_path: Path, head: str, kept: str, told: bool) -> None:
    found = _told(tmp_path, "app.py", PYTHON.format(head=head, kept=kept), "python3.13")
    assert found == ["The password in event.body.password is kept, or looked for, as it was typed"] * told


@pytest.mark.parametrize(
    ("name", "told"), [("password", True), ("newPassword", True), ("gate_pass", False), ("wifi_password", False)]
)
def test_whose_passwords(tmp_path: Path, name: str, told: bool) -> None:
    text = PYTHON.format(head="", kept="password").replace('"password"', f'"{name}"')
    assert bool(_told(tmp_path, "app.py", text, "python3.13")) is told


OWN = "const hashed = async (text) => (await promisify(crypto.scrypt)(text, 'salt', 64)).toString('hex');"
BY_CALLBACK = "const hashed = (text) => new Promise((ok) => crypto.scrypt(text, 's', 64, (_, key) => ok(key)));"
OF_THE_WEB = "const hashed = async (text) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));"
KEYED = "const hashed = (text) => crypto.createHmac('sha256', process.env.PEPPER).update(text).digest('hex');"


@pytest.mark.parametrize(
    ("head", "kept", "told"),
    [
        ("", "password", True),
        ("", "password.trim()", True),
        ("const bcrypt = require('bcryptjs');", "await bcrypt.hash(password, 12)", False),
        ("const argon2 = require('argon2');", "await argon2.hash(password)", False),
        (OWN, "await hashed(password)", False),
        (BY_CALLBACK, "await hashed(password)", False),
        (OF_THE_WEB, "await hashed(password)", False),
        (KEYED, "hashed(password)", False),
        ("const { sealed } = require('@shop/safe');", "await sealed(password)", False),
    ],
)
def test_in_javascript(tmp_path: Path, head: str, kept: str, told: bool) -> None:
    found = _told(tmp_path, "app.js", JAVASCRIPT.format(head=head, kept=kept), "nodejs22.x")
    assert found == ["The password in event.body.password is kept, or looked for, as it was typed"] * told


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("id: str = '1'", False),
        ("password: str", True),
        ("model_config = ConfigDict(extra='allow')", True),
        ("secret: str = Field(alias='password')", True),
    ],
)
def test_a_model_keeps_what_it_has_fields_for(tmp_path: Path, field: str, told: bool) -> None:
    text = MODEL.format(field=field, more=", ConfigDict, Field")
    assert bool(_told(tmp_path, "app.py", text, "python3.13")) == told
