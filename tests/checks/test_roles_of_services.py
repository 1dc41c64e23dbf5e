"""What only services take on that do as described weighs less than what code, or somebody who passes roles, may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Resources:
  Machine:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: {service}.amazonaws.com}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: machine
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: [{actions}], Resource: "*"}}
"""


@pytest.mark.parametrize(
    ("service", "actions", "severity"),
    [
        ("states", "events:PutRule", "low"),
        ("lambda", "events:PutRule", "medium"),
        ("states", "events:PutRule, iam:PassRole", "medium"),
        ("states", "iam:AttachRolePolicy", "medium"),
        ("states", "secretsmanager:GetSecretValue", "medium"),
    ],
)
def test_severity(service: str, actions: str, severity: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE.format(service=service, actions=actions))
    config = Config(select=("GOAT0421",))
    (found,) = review(scan(str(tmp_path), config), config).findings
    assert found.severity.label == severity
