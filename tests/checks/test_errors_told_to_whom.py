"""How much the text of an error matters, by who is told, and which texts tell something of the program."""

from __future__ import annotations

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  List:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: app.handler
      Events: {Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}
"""
PYTHON_TEMPLATE = TEMPLATE.replace("nodejs22.x", "python3.13")
SHARED = """
import boto3

def handler(event, context):
    try:
        return {"statusCode": 200, "body": boto3.client("dynamodb").list_tables()["TableNames"][0]}
    except Exception as error:
        return {"statusCode": 500, "body": WHAT}
"""
JWT = """
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users:
            JwtConfiguration: {issuer: https://users.example.org, audience: [shop]}
            IdentitySource: $request.header.Authorization
"""


@pytest.mark.parametrize(
    ("what", "known", "severity"),
    [
        ("str(error)", False, "low"),
        ("str(error)", True, "info"),
        ("traceback.format_exc()", False, "medium"),
        ("traceback.format_exc()", True, "low"),
    ],
)
def test_callers_who_have_signed_in_are_told_less_that_matters(tmp_path, what, known, severity):
    template = PYTHON_TEMPLATE
    if known:
        template = template.replace("Method: get", "Method: get, ApiId: !Ref Api") + JWT
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "app.py").write_text("import traceback\n" + SHARED.replace("WHAT", what))
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.severity.label == severity


HELPER_ABOVE = """
import azure.functions as func
import requests

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

def answer(status, body):
    return func.HttpResponse(body, status_code=status)

@app.route(route="list")
def list_all(req):
    if req.method == "OPTIONS":
        return answer(200, "")
    try:
        return answer(200, requests.get("https://a.example").text)
    except Exception as error:
        return answer(500, str(error))  #!
"""


def test_the_line_that_answers_is_told_where_a_helper_above_makes_answers(tmp_path):
    (tmp_path / "host.json").write_text("{}")
    (tmp_path / "function_app.py").write_text(HELPER_ABOVE)
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert "#!" in HELPER_ABOVE.split("\n")[finding.span.line - 1]


OWN_CLASSES = """
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
class AppError extends Error {
  constructor(message, status) { super(message); this.status = status; }
}
class NotRead extends AppError {
  constructor(message) { super(message, 500); }
}

exports.handler = async (event) => {
  try {
    const asked = JSON.parse(event.body);
    try {
      await db.send(new ListTablesCommand(asked));
    } catch (error) {
      throw new NotRead(WHY);
    }
    return { statusCode: 204 };
  } catch (error) {
    return { statusCode: 500, body: error.message };
  }
};
"""


@pytest.mark.parametrize(("why", "found"), [("`not read: ${error.message}`", True), ("'not read'", False)])
def test_errors_of_own_classes_say_what_they_were_made_with(tmp_path, why, found):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(OWN_CLASSES.replace("WHY", why))
    config = Config(select=("GOAT1001",))
    assert bool(review(scan(str(tmp_path), config), config).findings) is found


SIGN_IN = """
import hmac
import json
import os

import boto3
import jwt

def handler(event, context):
    try:
        password = boto3.client("ssm").get_parameter(Name="password", WithDecryption=True)["Parameter"]["Value"]
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}
    if not hmac.compare_digest(json.loads(event["body"])["password"], password):
        return {"statusCode": 401}
    return {"statusCode": 200, "body": TOKEN}
"""


@pytest.mark.parametrize(
    ("token", "severity"), [("'welcome'", "info"), ("jwt.encode({'sub': 'me'}, os.environ['KEY'])", "low")]
)
def test_who_signs_in_is_not_known_yet(tmp_path, token, severity):
    (tmp_path / "template.yaml").write_text(PYTHON_TEMPLATE)
    (tmp_path / "app.py").write_text(SIGN_IN.replace("TOKEN", token))
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.severity.label == severity


def test_principals_of_the_account_are_told_too(tmp_path):
    template = PYTHON_TEMPLATE.replace("Method: get", "Method: get, Auth: {Authorizer: AWS_IAM}")
    (tmp_path / "template.yaml").write_text(template)
    (tmp_path / "app.py").write_text(SHARED.replace("WHAT", "str(error)"))
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.severity.label == "info"


def test_an_error_itself_is_no_text_that_the_platform_could_answer_with(tmp_path):
    (tmp_path / "template.yaml").write_text(PYTHON_TEMPLATE)
    (tmp_path / "app.py").write_text(SHARED.replace("WHAT", "error"))
    config = Config(select=("GOAT1001",))
    assert not review(scan(str(tmp_path), config), config).findings


WHERE = """
const { DynamoDBClient, ListTablesCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const axios = require('axios');
const jwt = require('jsonwebtoken');
const db = new DynamoDBClient({});

exports.handler = async (event) => {
  await db.send(new PutItemCommand({ TableName: 'visits', Item: { id: { S: event.body } } }));
  BEFORE
  try {
    await db.send(new ListTablesCommand({}));
    await axios.get('https://a.example');
    return { statusCode: 204 };
  } catch (error) {
    return { statusCode: 500, body: WHAT };
  }
};
"""
ASKS = "try { jwt.verify(event.headers.authorization, process.env.JWT_SECRET); } catch { return { statusCode: 401 }; }"


@pytest.mark.parametrize(
    ("before", "what", "severity"),
    [
        ("", "error.message", "low"),
        (ASKS, "error.message", "info"),
        (ASKS, "error.stack", "low"),
        ("", "error.stack", "medium"),
        ("", "JSON.stringify(error.response.data)", "info"),
        ("", "JSON.stringify({ what: error.message, more: error.response.data })", "low"),
    ],
)
def test_what_is_told_behind_a_proof_or_by_another_service_matters_less(tmp_path, before, what, severity):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.js").write_text(WHERE.replace("BEFORE", before).replace("WHAT", what))
    config = Config(select=("GOAT1001",))
    (finding,) = review(scan(str(tmp_path), config), config).findings
    assert finding.severity.label == severity
