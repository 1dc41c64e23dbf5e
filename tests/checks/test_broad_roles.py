"""Roles that may do everything with a service: what it opens, and whether anybody can have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies: [{Statement: [{Effect: Allow, Action: 'ACTION', Resource: '*'}]}]
"""
OF_USERS = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Users: {Type: AWS::Cognito::UserPool}
  Identities: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: false}}
  Admins:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: cognito-identity.amazonaws.com}
            Action: sts:AssumeRoleWithWebIdentity
            Condition: {StringEquals: {'cognito-identity.amazonaws.com:aud': POOL}}
      Policies:
        - PolicyName: all
          PolicyDocument: {Statement: [{Effect: Allow, Action: 'dynamodb:*', Resource: '*'}]}
"""


def severities(folder: Path, template: str) -> list[str]:
    (folder / "template.yaml").write_text(template)
    (folder / "app.py").write_text("def handler(event, context):\n    return 1\n")
    found = [
        event.finding for event in scan(str(folder), Config(select=("GOAT0401",))) if isinstance(event, FindingFound)
    ]
    return [finding.severity.name.lower() for finding in found if finding.severity]


@pytest.mark.parametrize(
    ("action", "severity"), [("ses:*", "medium"), ("sns:*", "medium"), ("sqs:*", "high"), ("dynamodb:*", "high")]
)
def test_a_service_that_sends_weighs_less_than_one_that_keeps(tmp_path: Path, action: str, severity: str) -> None:
    assert severities(tmp_path, FUNCTION.replace("ACTION", action)) == [severity]


@pytest.mark.parametrize(
    ("pool", "found"),
    [
        ("!Ref Users", []),
        ("!Ref Identities", ["medium"]),
        ("'eu-west-1:4f1c2d3e'", ["medium"]),
        ("!Ref Given", ["medium"]),
    ],
)
def test_a_role_for_tokens_that_nobody_gives_out_is_not_told(tmp_path: Path, pool: str, found: list[str]) -> None:
    assert severities(tmp_path, OF_USERS.replace("POOL", pool)) == found
