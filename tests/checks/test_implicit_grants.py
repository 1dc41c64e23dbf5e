"""Tokens are given by the implicit grant where the pool has a domain; without one, it is only allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import LOW, MEDIUM, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: %s, AllowedOAuthFlows: [code, implicit]}
"""
DOMAIN = """
  Domain: {Type: AWS::Cognito::UserPoolDomain, Properties: {UserPoolId: !Ref Pool, Domain: shop}}
"""
STACK = """
import {{ App, Stack }} from 'aws-cdk-lib';
import {{ UserPool }} from 'aws-cdk-lib/aws-cognito';
const stack = new Stack(new App(), 'Shop');
const pool = new UserPool(stack, 'Pool');
pool.addClient('Web', {{ oAuth: {{ flows: {{ implicitCodeGrant: true }} }} }});
{}
"""


def told(folder: Path, **files: str) -> list[Severity | None]:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0209",)))
    return [event.finding.severity for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("pool", "more", "severity"),
    [
        ("!Ref Pool", "", LOW),
        ("!Ref Pool", DOMAIN, MEDIUM),
        # nobody knows what a pool of others has
        ("eu-west-1_example", "", MEDIUM),
    ],
)
def test_a_template(tmp_path: Path, pool: str, more: str, severity: Severity) -> None:
    assert told(tmp_path, template_yaml=TEMPLATE % pool + more) == [severity]


@pytest.mark.parametrize(("domain", "severity"), [("", LOW), ("pool.addDomain('D', {{}});", MEDIUM)])
def test_a_program(tmp_path: Path, domain: str, severity: Severity) -> None:
    files = {"cdk_json": '{"app": "npx ts-node app.ts"}', "app_ts": STACK.format(domain)}
    assert told(tmp_path, **files) == [severity]


def test_the_domain_may_stand_in_another_template(tmp_path: Path) -> None:
    domain = "Resources:" + DOMAIN.replace("!Ref Pool", "!ImportValue pool")
    assert told(tmp_path, template_yaml=TEMPLATE % "!Ref Pool", domain_yaml=domain) == [MEDIUM]
