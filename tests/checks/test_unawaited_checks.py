"""A check of who calls holds back only what waits for it: promises and coroutines that nobody awaits stop nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Remove:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /orders, Method: delete}}
"""
JAVASCRIPT = """\
const jwt = require('jsonwebtoken');
const { DynamoDB } = require('aws-sdk');
const table = new DynamoDB.DocumentClient();

const verify = (event) => jwt.verify(event.headers.authorization, process.env.JWT_SECRET);
const requireUser = async (event) => { verify(event); };
const isUser = async (event) => { try { verify(event); return true; } catch (error) { return false; } };
const note = async (event) => { console.log(event.requestContext.requestId); };
const remove = (event) => table.delete({ TableName: 'orders', Key: { id: event.queryStringParameters.id } }).promise();
const tried = async (event) => { try { verify(event); } catch (error) { console.warn(error); } };
const removeForUser = async (event) => { verify(event); await remove(event); };
class Guard {
  async requireUser(event) { verify(event); }
}

exports.handler = async (event) => {
  %s
};
"""
DONE = "return { statusCode: 204 };"
REMOVED = f"await remove(event); {DONE}"
REFUSED = "return { statusCode: 401 };"
FLOATING = {
    "a statement": f"requireUser(event); {REMOVED}",
    "inside of a try": f"try {{ requireUser(event); }} catch (error) {{ {REFUSED} }} {REMOVED}",
    "void": f"void requireUser(event); {REMOVED}",
    "behind a condition": f"event.headers && requireUser(event); {REMOVED}",
    "a callback that answers": f"requireUser(event).catch(() => {{ {REFUSED} }}); {REMOVED}",
    "gathered": f"Promise.all([requireUser(event), note(event)]); {REMOVED}",
    "a method": f"new Guard().requireUser(event); {REMOVED}",
    "what comes first is read": "const all = await table.scan({ TableName: 'orders' }).promise(); requireUser(event);"
    "return { statusCode: 200, body: JSON.stringify(all) };",
    "its promise is tested": f"if (!isUser(event)) {{ {REFUSED} }} {REMOVED}",
    "its promise is one of several tests": f"if (!event.body || isUser(event)) {{ {REMOVED} }} {REFUSED}",
}
WAITED_FOR = {
    "awaited": f"await requireUser(event); {REMOVED}",
    "awaited in a try": f"try {{ await requireUser(event); }} catch (error) {{ {REFUSED} }} {REMOVED}",
    "returned": "return requireUser(event).then(() => remove(event)).then(() => ({ statusCode: 204 }));",
    "chained": f"requireUser(event).then(() => remove(event)); {REFUSED}",
    "chained, with a catch": "return requireUser(event).then(() => remove(event)).catch(() => ({ statusCode: 401 }));",
    "caught into what is returned": "const refused = await requireUser(event).then(() => null)"
    f".catch(() => ({{ statusCode: 401 }})); if (refused) {{ return refused; }} {REMOVED}",
    "gathered": f"await Promise.all([requireUser(event), note(event)]); {REMOVED}",
    "awaited later": f"const known = requireUser(event); await note(event); await known; {REMOVED}",
    "a test that is awaited": f"if (!(await isUser(event))) {{ {REFUSED} }} {REMOVED}",
    "it is no promise": f"verify(event); {REMOVED}",
    "it swallows what it refuses": f"tried(event); await requireUser(event); {REMOVED}",
    "beside something that only logs": f"note(event); await requireUser(event); {REMOVED}",
}


def _findings(root: Path, *rules: str) -> list[Finding]:
    return [event.finding for event in scan(str(root), Config(select=rules)) if isinstance(event, FindingFound)]


def _javascript(root: Path, body: str) -> list[Finding]:
    (root / "template.yaml").write_text(TEMPLATE % "nodejs22.x", encoding="utf-8")
    (root / "app.js").write_text(JAVASCRIPT % body, encoding="utf-8")
    return _findings(root, "GOAT0201", "GOAT0232")


@pytest.mark.parametrize("body", FLOATING.values(), ids=FLOATING)
def test_a_promise_that_nobody_awaits_keeps_nobody_out(tmp_path: Path, body: str) -> None:
    found = {finding.id: finding for finding in _javascript(tmp_path, body)}
    assert set(found) == {"GOAT0201", "GOAT0232"}
    assert (found["GOAT0232"].severity, found["GOAT0232"].certainty) == (HIGH, Confidence.HIGH)


@pytest.mark.parametrize("body", WAITED_FOR.values(), ids=WAITED_FOR)
def test_one_that_is_waited_for_does(tmp_path: Path, body: str) -> None:
    assert [finding.message for finding in _javascript(tmp_path, body)] == []


def test_a_callback_of_a_loop_is_no_check_that_somebody_forgot_to_await(tmp_path: Path) -> None:
    body = f"event.headers.users.split(',').forEach(async (user) => {{ verify(event); }}); {REMOVED}"
    assert [finding.id for finding in _javascript(tmp_path, body)] == ["GOAT0201"]


def test_what_a_dropped_promise_does_itself_is_behind_its_own_check(tmp_path: Path) -> None:
    assert _javascript(tmp_path, "await Promise.resolve(); removeForUser(event); return { statusCode: 401 };") == []


@pytest.mark.parametrize(("before", "reported"), [("", ["GOAT0232"]), ("await requireUser(event);", [])])
def test_nobody_has_to_prove_twice_who_calls(tmp_path: Path, before: str, reported: list[str]) -> None:
    body = f"{before} requireUser(event); {DONE}"
    assert [finding.id for finding in _javascript(tmp_path, body) if finding.id == "GOAT0232"] == reported


PYTHON = """\
import asyncio, os
import boto3, jwt

table = boto3.resource("dynamodb").Table("orders")


async def require_user(event):
    jwt.decode(event["headers"]["authorization"], os.environ["JWT_SECRET"], algorithms=["HS256"])


async def remove(event):
    {}
    table.delete_item(Key={{"id": event["queryStringParameters"]["id"]}})
    return {{"statusCode": 204}}


def handler(event, context):
    return asyncio.run(remove(event))
"""


@pytest.mark.parametrize(
    ("call", "reported"),
    [
        ("require_user(event)", ["GOAT0201", "GOAT0232"]),
        ("asyncio.create_task(require_user(event))", ["GOAT0201", "GOAT0232"]),
        ("await require_user(event)", []),
        ("await asyncio.gather(require_user(event))", []),
        ("task = asyncio.create_task(require_user(event)); await task", []),
    ],
)
def test_coroutines_are_like_that(tmp_path: Path, call: str, reported: list[str]) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE % "python3.13", encoding="utf-8")
    (tmp_path / "app.py").write_text(PYTHON.format(call), encoding="utf-8")
    assert sorted(finding.id for finding in _findings(tmp_path, "GOAT0201", "GOAT0232")) == reported
