"""Roles that may write to every log group: one finding of a scan, whichever stacks they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Resources:
  %s:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: logs
          PolicyDocument: {Statement: [{Effect: Allow, Action: logs:PutLogEvents, Resource: "*"}]}
"""


def test_roles_of_several_stacks(tmp_path: Path) -> None:
    for name in ("Orders", "Stock"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(TEMPLATE % name)
    config = Config(select=("GOAT0408",))
    [finding] = review(scan(str(tmp_path), config), config).findings
    assert finding.message.startswith("2 applications have roles that may write to every log group: ")
    assert "Role Orders" in finding.message and "Role Stock" in finding.message
