"""Whose tokens are verified: by a signature that the program makes itself, by an authorizer, by the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan
from tests.checks.test_proofs_of_callers import IN_JAVASCRIPT, findings

if TYPE_CHECKING:
    from pathlib import Path

ONLY = Config(select=("GOAT0220",))

HELPERS = """
const decoded = (text) => {
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return Buffer.from(text.replace(/-/g, '+').replace(/_/g, '/') + padding, 'base64');
};
const signature = (text) => crypto.createHmac('sha256', process.env.KEY).update(text).digest();
const claims = (body) => JSON.parse(decoded(body).toString('utf8'));
const holds = (body, given) => {
  if (given.length < 9) return false;
  return crypto.timingSafeEqual(decoded(given), signature(body));
};
"""
SESSION = """
const session = (token) => {{
  const [body, given] = token.split('.');
  {check}
}};
"""
ASKED = {
    "at once": "return decoded(given).equals(signature(body)) ? claims(body) : null;",
    "in constant time": "if (!crypto.timingSafeEqual(decoded(given), signature(body))) return null;"
    " return claims(body);",
    "as texts": "if (given !== signature(body).toString('base64')) return null; return claims(body);",
    "by a helper": "if (!holds(body, given)) return null; return claims(body);",
    "after reading": "const found = claims(body); if (!holds(body, given)) return null; return found;",
    "after reading when": "const found = claims(body); if (found.end < Date.now() || !holds(body, given)) return null;"
    " return found;",
}
NOT_ASKED = {
    "not at all": "return claims(body);",
    "without a refusal": "holds(body, given); return claims(body);",
    "on another way": "if (given && !holds(body, given)) return null; return claims(body);",
    "a digest without a key": "const made = crypto.createHash('sha256').update(body).digest('hex');"
    " if (given !== made) return null; return claims(body);",
    "of something else": "if (!crypto.timingSafeEqual(decoded(event.headers.sum), signature(event.body))) return null;"
    " return claims(body);",
}


def told(tmp_path: Path, check: str) -> int:
    work = (
        "const who = session(event.headers.cookie); if (!who) return { statusCode: 401 };"
        " await table.put({ TableName: 'log', Item: { id: who.id } }).promise();"
    )
    code = HELPERS + IN_JAVASCRIPT(SESSION.format(check=check) + work)
    return len(findings(tmp_path, code, "nodejs22.x", "GOAT0220"))


@pytest.mark.parametrize("way", ASKED)
def test_a_signature_that_the_program_makes_and_compares_verifies_what_it_covers(way: str, tmp_path: Path) -> None:
    assert told(tmp_path, ASKED[way]) == 0


@pytest.mark.parametrize("way", NOT_ASKED)
def test_what_nobody_has_signed_is_told(way: str, tmp_path: Path) -> None:
    assert told(tmp_path, NOT_ASKED[way]) == 1


IN_PYTHON = """\
import base64, hashlib, hmac, json, os
import boto3

table = boto3.resource("dynamodb").Table("log")

def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

def session(token):
    body, given = token.split(".")
    made = hmac.new(os.environ["KEY"].encode(), body.encode(), hashlib.sha256).digest()
    if not TEST:
        return None
    return json.loads(decoded(body))

def handler(event, context):
    who = session(event["headers"]["cookie"])
    if who is None:
        return {"statusCode": 401}
    table.put_item(Item={"id": who["id"]})
    return {"statusCode": 200}
"""


@pytest.mark.parametrize(("test", "count"), [("hmac.compare_digest(made, decoded(given))", 0), ("len(given) > 9", 1)])
def test_a_token_of_a_program_in_python(test: str, count: int, tmp_path: Path) -> None:
    assert len(findings(tmp_path, IN_PYTHON.replace("TEST", test), "python3.13", "GOAT0220")) == count


SERVICE = """\
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  shop:
    handler: app.handler
    events:
      - httpApi: {path: /orders, method: get, authorizer: {type: jwt, id: abc}}
      - httpApi: {path: "%s", method: get}
"""
DECODED = """\
const jwt = require('jsonwebtoken');
exports.handler = async (event) => ({ statusCode: 200, body: jwt.decode(event.headers.authorization).sub });
"""


@pytest.mark.parametrize(
    ("route", "level"), [("/status", Confidence.MEDIUM), ("/{proxy+}", Confidence.HIGH), ("", None)]
)
def test_a_function_with_routes_behind_an_authorizer(route: str, level: Confidence | None, tmp_path: Path) -> None:
    service = SERVICE % route
    (tmp_path / "serverless.yml").write_text(service if route else service.rpartition("      - ")[0])
    (tmp_path / "app.js").write_text(DECODED)
    found = [event.finding for event in scan(str(tmp_path), ONLY) if isinstance(event, FindingFound)]
    assert [finding.certainty for finding in found] == ([level] if level else [])
    assert all("1 of 2 routes" in str(finding.reasons[0]) for finding in found if level is Confidence.MEDIUM)


CALLABLE = """\
const functions = require('firebase-functions');
const admin = require('firebase-admin');
const jwt = require('jsonwebtoken');
exports.order = functions.https.onCall(async (data, context) => {
  const token = %s;
  const { sub } = jwt.decode(token.replace('Bearer ', ''));
  await admin.firestore().collection('orders').doc(sub).delete();
  return sub;
});
"""


@pytest.mark.parametrize(("token", "count"), [("context.rawRequest.headers.authorization", 0), ("data.token", 1)])
def test_firebase_refuses_forged_tokens_of_callers(token: str, count: int, tmp_path: Path) -> None:
    (tmp_path / "firebase.json").write_text('{"functions": {"source": "."}}')
    (tmp_path / "package.json").write_text('{"main": "index.js", "dependencies": {"firebase-functions": "3.0.0"}}')
    (tmp_path / "index.js").write_text(CALLABLE % token)
    assert sum(isinstance(event, FindingFound) for event in scan(str(tmp_path), ONLY)) == count
