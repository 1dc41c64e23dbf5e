"""A key that stands in the code is one thing to mend, however many calls use it."""

from __future__ import annotations

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, CodeUri: .}}
Resources:
  Login: {Type: AWS::Serverless::Function, Properties: {Handler: login.handler}}
  Show: {Type: AWS::Serverless::Function, Properties: {Handler: show.handler}}
"""
LOGIN = "import os, jwt\ndef handler(event, context):\n    return jwt.encode({}, os.environ.get('KEY', 'summer'))\n"
SHOW = """import jwt
def handler(event, context):
    jwt.decode(event["new"], "winter", algorithms=["HS256"])
    return jwt.decode(event["old"], "summer", algorithms=["HS256"])
"""


def test_calls_with_the_same_key_are_one_finding(tmp_path):
    for path, text in {"template.yaml": TEMPLATE, "login.py": LOGIN, "show.py": SHOW}.items():
        (tmp_path / path).write_text(text)
    config = Config(select=("GOAT0721",))
    found = review(scan(str(tmp_path), config), config).findings
    assert [(f"{f.span.path}:{f.span.line}", [place.line for place in f.locations], f.functions) for f in found] == [
        ("login.py:3", [4], ("Login", "Show")),
        ("show.py:3", [], ("Show",)),
    ]


JAVASCRIPT = """const jwt = require('jsonwebtoken');
const KEY = process.env.JWT_SECRET || 'b7Yx2Lq9ZtV4mNc8Rk1WfHs6';

exports.handler = async () => jwt.sign({}, KEY);
"""
ONE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Given: {Type: String, NoEcho: true}}
Resources:
  Login: {Type: AWS::Serverless::Function, Properties: {Handler: app.handler, Runtime: nodejs22.x, CodeUri: .}}
"""


def reasons(tmp_path, template, text):
    for path, content in {"template.yaml": template, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721",))
    (found,) = review(scan(str(tmp_path), config), config).findings
    return [str(reason) for reason in found.reasons]


def test_a_key_that_is_a_fallback_is_told_as_one_with_its_place(tmp_path):
    assert reasons(tmp_path, ONE, JAVASCRIPT) == ["it is only used where JWT_SECRET is not set (app.js:2)"]
    sets = ONE.replace("CodeUri: .", "CodeUri: ., Environment: {Variables: {JWT_SECRET: !Ref Given}}")
    assert reasons(tmp_path, sets, JAVASCRIPT) == [
        "it is only used where JWT_SECRET is not set, and the template sets it (app.js:2)"
    ]


def test_a_key_that_is_used_in_any_case_is_none(tmp_path):
    assert reasons(tmp_path, ONE, JAVASCRIPT.replace("process.env.JWT_SECRET ||", "")) == []


def severities(tmp_path, template, text):
    for path, content in {"template.yaml": template, "app.js": text}.items():
        (tmp_path / path).write_text(content)
    config = Config(select=("GOAT0721", "GOAT0723"))
    return [(f.id, f.severity.name.lower()) for f in review(scan(str(tmp_path), config), config).findings]


def test_a_key_is_judged_as_an_owner_would(tmp_path):
    program = JAVASCRIPT.replace("'b7Yx2Lq9ZtV4mNc8Rk1WfHs6'", "'{}'")
    sets = ONE.replace("CodeUri: .", "CodeUri: ., Environment: {Variables: {JWT_SECRET: !Ref Given}}")
    assert severities(tmp_path, ONE, program.replace("{}'", "our secret'", 1)) == [("GOAT0721", "high")]
    assert severities(tmp_path, sets, program.replace("{}'", "our secret'", 1)) == [("GOAT0721", "low")]
    assert severities(tmp_path, sets, program.replace("{}'", "dev'", 1)) == []
    assert severities(tmp_path, ONE, program.replace("{}'", "<your-secret>'", 1)) == [("GOAT0721", "low")]


def test_a_key_under_a_name_that_promises_one_is_no_fallback_by_that(tmp_path):
    assert (
        reasons(tmp_path, ONE, JAVASCRIPT.replace("process.env.JWT_SECRET ||", "").replace("KEY", "JWT_SECRET")) == []
    )


def test_what_asks_a_store_for_a_secret_is_its_name(tmp_path):
    text = """
const { SecretsManager } = require('aws-sdk');
const SECRET_KEY = 'the signing key of shop';
exports.handler = async () => new SecretsManager().getSecretValue({ SecretId: SECRET_KEY }).promise();
"""
    assert severities(tmp_path, ONE, text) == []
    assert severities(tmp_path, ONE, text.replace("SecretId: SECRET_KEY", "SecretId: 'x'")) == [("GOAT0723", "medium")]
