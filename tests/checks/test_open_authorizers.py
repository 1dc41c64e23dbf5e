"""Authorizers that answer yes whatever they are asked: their routes are open, and so is what is behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.events import FindingFound
from goatherd.core.finding import Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVERLESS = """
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  check: {handler: check.handler}
  wipe:
    handler: wipe.handler
    events:
      - http: {path: wipe, method: delete, authorizer: {type: REQUEST, name: check}}
"""
POLICY = """
const Action = 'execute-api:Invoke';
const policy = (principalId, Effect, Resource) => (
  { principalId, policyDocument: { Version: '2012-10-17', Statement: [{ Action, Effect, Resource }] } }
);
"""
ALLOWED = "policy('user', 'Allow', event.methodArn)"
SHOWN = "event.headers.Authorization"

OPEN = {
    "as it is": "return { policyDocument: { Statement: [{ Effect: 'Allow', Resource: event.methodArn }] } };",
    "a helper": f"console.log({SHOWN}); return {ALLOWED};",
    "both ways": f"if ({SHOWN}) return policy('known', 'Allow', event.methodArn); return {ALLOWED};",
    "every resource": "return policy('user', 'Allow', '*');",
    "one of both kinds of events": f"if (event.type === 'REQUEST') return {ALLOWED}; return {{ statusCode: 200 }};",
    "a limit that nothing counts for": "const count = 1; return policy('user', count <= 100 ? 'Allow' : 'Deny', '*');",
    "simple": "return { isAuthorized: true, context: {} };",
}
CLOSED = {
    "a refusal": f"if (!{SHOWN}) return policy('nobody', 'Deny', '*'); return {ALLOWED};",
    "an error": f"if ({SHOWN}.length < 20) throw new Error('Unauthorized'); return {ALLOWED};",
    "an effect": f"return policy('user', {SHOWN} === process.env.WORD ? 'Allow' : 'Deny', event.methodArn);",
    "a library": f"require('jsonwebtoken').verify({SHOWN}, process.env.KEY); return {ALLOWED};",
    "an unknown library": f"await require('our-own-sso')({{ token: {SHOWN} }}); return {ALLOWED};",
    "no answer": f"if ({SHOWN} === process.env.WORD) return {ALLOWED};",
    "a callback": f"if ({SHOWN} !== process.env.WORD) return callback('Unauthorized'); callback(null, {ALLOWED});",
    "context": f"if ({SHOWN} !== process.env.WORD) context.fail('Unauthorized'); return {ALLOWED};",
    "one resource": "return policy('user', 'Allow', 'arn:aws:execute-api:eu-west-1:1:a/prod/GET/public');",
    "simple": f"return {{ isAuthorized: {SHOWN} === process.env.WORD }};",
    "something else": "return { statusCode: 200 };",
}


def authorizer(body: str) -> str:
    return f"{POLICY}exports.handler = async (event, context, callback) => {{\n  {body}\n}};\n"


def findings(tmp_path: Path, files: dict[str, str]) -> dict[str, Finding]:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = [event.finding for event in scan(str(tmp_path)) if isinstance(event, FindingFound)]
    return {finding.id: finding for finding in found}


def behind(tmp_path: Path, body: str, work: str) -> dict[str, Finding]:
    wipe = f"exports.handler = async (event) => {{ {work} }};"
    return findings(tmp_path, {"serverless.yml": SERVERLESS, "check.js": authorizer(body), "wipe.js": wipe})


SHELL = "require('child_process').exec(event.queryStringParameters.what);"


@pytest.mark.parametrize("body", OPEN.values(), ids=OPEN)
def test_routes_of_an_authorizer_that_lets_everybody_in_are_open(body: str, tmp_path: Path) -> None:
    found = behind(tmp_path, body, SHELL)
    assert found["GOAT0201"].message.startswith("Anybody can call function wipe by DELETE /wipe: authorizer ")
    assert found["GOAT0201"].message.endswith(") lets everybody in") and "(check.js:" in found["GOAT0201"].message
    assert "DELETE /wipe, anonymous" in found["GOAT0101"].steps[0].note


@pytest.mark.parametrize("body", CLOSED.values(), ids=CLOSED)
def test_an_authorizer_that_may_refuse_closes_its_routes(body: str, tmp_path: Path) -> None:
    found = behind(tmp_path, body, SHELL)
    assert "GOAT0201" not in found
    assert "DELETE /wipe, authenticated" in found["GOAT0101"].steps[0].note


def test_an_authorizer_is_told_by_its_event_what_it_is_asked(tmp_path: Path) -> None:
    code = """
def handler(event, context):
    if event.get("type") == "REQUEST":
        statement = {"Effect": "Allow", "Resource": event.get("methodArn", "*")}
        return {"principalId": "user", "policyDocument": {"Statement": [statement]}}
    return {"statusCode": 400}
"""
    template = SERVERLESS.replace("check: {", "check: {runtime: python3.13, ")
    wipe = f"exports.handler = async (event) => {{ {SHELL} }};"
    found = findings(tmp_path, {"serverless.yml": template, "check.py": code, "wipe.js": wipe})
    assert [(place.path, place.line) for place in found["GOAT0201"].locations] == [("check.py", 5)]


@pytest.mark.parametrize(("body", "trusted"), [(OPEN["a helper"], True), (CLOSED["a refusal"], False)])
def test_a_token_that_is_only_decoded_behind_it_is_trusted(body: str, trusted: bool, tmp_path: Path) -> None:
    work = f"return {{ body: require('jsonwebtoken').decode({SHOWN}).email }};"
    assert ("GOAT0220" in behind(tmp_path, body, work)) is trusted


@pytest.mark.parametrize(("effect", "told"), [("Allow", True), ("Deny", False)])
def test_a_route_straight_into_a_service_is_open_too(effect: str, told: bool, tmp_path: Path) -> None:
    template = """
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Orders: {Type: AWS::SQS::Queue}
  Check:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Code: {ZipFile: "def handler(event, context): ANSWER"}}
  Guard:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Type: REQUEST
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Check.Arn}/invocations
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Guard
      Integration: {Type: AWS, IntegrationHttpMethod: POST, Uri: "arn:aws:apigateway:eu-west-1:sqs:action/SendMessage"}
"""
    answer = f"return {{'policyDocument': {{'Statement': {{'Effect': '{effect}', 'Action': '*', 'Resource': '*'}}}}}}"
    finding = findings(tmp_path, {"template.yaml": template.replace("ANSWER", answer)}).get("GOAT0201")
    assert (finding is not None) is told
    assert finding is None or "authorizer Guard (template.yaml:8) lets everybody in" in finding.message
