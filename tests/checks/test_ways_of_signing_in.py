"""What is said of clients of user pools, and of secrets that anybody can foretell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import INFO, LOW, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: pool, ExplicitAuthFlows: [ALLOW_ADMIN_USER_PASSWORD_AUTH]}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events: {Call: {Type: HttpApi, Properties: {Path: /login, Method: post}}}
"""
SIGN_IN = """
import boto3, json
def handler(event, context):
    given = json.loads(event["body"])
    parameters = {"USERNAME": given["name"], "PASSWORD": given["password"]}
    boto3.client("cognito-idp").admin_initiate_auth(
        UserPoolId="pool", ClientId="web", AuthFlow="%s", AuthParameters=parameters
    )
"""


def ids(folder: Path, program: str, check: str) -> list[str]:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "app.py").write_text(program)
    events = scan(str(folder), Config(select=(check,)))
    return [event.finding.id for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(("flow", "told"), [("ADMIN_USER_PASSWORD_AUTH", []), ("REFRESH_TOKEN_AUTH", ["GOAT0208"])])
def test_a_flow_that_functions_sign_users_in_by_is_needed(flow: str, told: list[str], tmp_path: Path) -> None:
    assert ids(tmp_path, SIGN_IN % flow, "GOAT0208") == told


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("password = random.choice('abc')", ["GOAT0224"]),
        ("part = urlparse(random.choice('abc'))", []),
        ("token = random.choice('abc')", ["GOAT0224"]),
        ("total_input_tokens = random.randint(1, 9)", []),
        ("session_id = requests.post('https://example.org', json=random.random()).json()['id']", []),
    ],
)
def test_only_names_of_the_program_promise_secrets(kept: str, told: list[str], tmp_path: Path) -> None:
    program = (
        f"import random\nimport requests\nfrom urllib.parse import urlparse\ndef handler(event, context):\n    {kept}\n"
    )
    assert ids(tmp_path, program, "GOAT0224") == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("hmac.new(key.encode(), b'x', 'sha256').hexdigest()", []),
        ("hmac.digest(key.encode(), b'x', 'sha256').hex()", []),
        ("key", ["GOAT0720"]),
    ],
)
def test_a_signature_is_not_the_secret_that_it_is_made_with(answer: str, told: list[str], tmp_path: Path) -> None:
    handler = f"def handler(event, context):\n    key = os.environ['CLIENT_SECRET']\n    return {{'body': {answer}}}\n"
    assert ids(tmp_path, f"import hmac, os\n{handler}", "GOAT0720") == told


GROUP = "  Staff: {Type: AWS::Cognito::UserPoolGroup, Properties: {GroupName: staff, UserPoolId: !Ref Users}}\n"


@pytest.mark.parametrize(("more", "severity"), [("", INFO), (GROUP, LOW)])
def test_a_second_factor_matters_where_some_may_do_more(more: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(f"Resources:\n  Users: {{Type: AWS::Cognito::UserPool}}\n{more}")
    events = scan(str(tmp_path), Config(select=("GOAT0206",)))
    assert [event.finding.severity for event in events if isinstance(event, FindingFound)] == [severity]


CERTIFICATES = """
const {{ Pool }} = require('pg');
const safe = process.env.SAFE === 'yes';
exports.handler = async () => {{
  {pools}
  await pool.query('select 1');
}};
"""
OFF = "new Pool({ ssl: { rejectUnauthorized: false } })"


@pytest.mark.parametrize(
    ("pools", "called", "severity", "confidence"),
    [
        (f"const pool = {OFF};", True, MEDIUM, Confidence.HIGH),
        (f"const pool = {OFF};", False, LOW, Confidence.HIGH),
        ("const pool = new Pool({ ssl: { rejectUnauthorized: safe } });", True, None, None),
        ("let ssl = { rejectUnauthorized: true }; if (!safe) ssl = { rejectUnauthorized: false };\n"
         "  const pool = new Pool({ ssl });", True, MEDIUM, Confidence.MEDIUM),
    ],
)  # fmt: skip
def test_how_much_it_weighs_that_certificates_are_not_checked(
    pools: str, called: bool, severity: Severity | None, confidence: Confidence | None, tmp_path: Path
) -> None:
    template = TEMPLATE.replace("python3.13", "nodejs22.x")
    (tmp_path / "template.yaml").write_text(template if called else template.partition("      Events")[0])
    (tmp_path / "app.js").write_text(CERTIFICATES.format(pools=pools))
    events = scan(str(tmp_path), Config(select=("GOAT0221",)))
    found = [event.finding for event in events if isinstance(event, FindingFound)]
    assert [(each.severity, each.certainty) for each in found] == ([(severity, confidence)] if severity else [])
