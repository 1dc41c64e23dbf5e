"""What a configuration adds for its author's machine alone is not deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
const functions: any = { list: { handler: 'app.list', events: [{ schedule: 'rate(1 day)' }] } };
if (TEST) {
  functions['wipe'] = { handler: 'app.wipe', events: [{ http: { method: 'delete', path: 'all' } }] };
}
module.exports = { service: 'shop', provider: { name: 'aws', runtime: 'nodejs22.x' }, functions };
"""
HANDLERS = """
import { DynamoDBClient, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
export const list = async () => 1;
export const wipe = async () => {
  await new DynamoDBClient({}).send(new DeleteTableCommand({ TableName: 'all' }));
  return { statusCode: 200, body: '' };
};
"""
STACK = """
import os
from aws_cdk import App, Stack
from aws_cdk.aws_lambda import Code, Function, FunctionUrlAuthType, Runtime

stack = Stack(App(), "Shop")
wipe = Function(stack, "Wipe", runtime=Runtime.NODEJS_22_X, handler="app.wipe", code=Code.from_asset("."))
if TEST:
    wipe.add_function_url(auth_type=FunctionUrlAuthType.NONE)
"""


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("process.env.NODE_ENV === 'local'", False),
        ("process.env.IS_OFFLINE", False),
        ("process.env.STAGE == 'offline'", False),
        ("process.env.NODE_ENV !== 'local'", True),
        ("process.env.STAGE === 'development'", True),
        ("!process.env.IS_OFFLINE", True),
    ],
)
def test_a_route_of_a_service(tmp_path: Path, test: str, found: bool) -> None:
    (tmp_path / "serverless.ts").write_text(SERVICE.replace("TEST", test))
    (tmp_path / "app.ts").write_text(HANDLERS)
    assert bool(findings(tmp_path, "GOAT0201")) is found


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("os.environ.get('STAGE') == 'local'", False),
        ("os.getenv('IS_LOCAL')", False),
        ("os.environ['STAGE'] == 'dev'", True),
    ],
)
def test_an_address_of_a_function(tmp_path: Path, test: str, found: bool) -> None:
    (tmp_path / "cdk.json").write_text('{"app": "python app.py"}')
    (tmp_path / "app.py").write_text(STACK.replace("TEST", test))
    (tmp_path / "app.mjs").write_text(HANDLERS)
    assert bool(findings(tmp_path, "GOAT0202")) is found


def findings(folder: Path, *checks: str) -> set[str]:
    events = scan(str(folder), Config(select=checks))
    return {event.finding.id for event in events if isinstance(event, FindingFound)}
