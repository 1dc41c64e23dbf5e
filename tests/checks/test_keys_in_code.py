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
