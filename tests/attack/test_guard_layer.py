"""The guard that attacks are tried against: the policies that `goatherd guard apply` would put in front, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goatherd.attack.guarded import for_every_deployment, layer_of
from goatherd.core.config import Config
from goatherd.guard.policy import policy_of

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {TABLE: !Sub "orders-${Stage}"}}
"""
CODE = """\
import os
import boto3


def handler(event, context):
    return boto3.client("dynamodb").get_item(TableName=os.environ["TABLE"], Key={"id": {"S": "a"}})
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "src" / "app.py").write_text(CODE)
    return tmp_path


def policy_in_layer(root):
    (application,) = for_every_deployment(str(root), Config())
    with layer_of(application, str(root), [application]) as guarding:
        file = Path(guarding.folder, "python", "goatherd", "policies", f"{guarding.policies['Show']}.json")
        return json.loads(file.read_text())


def test_its_policies_hold_for_every_deployment(root):
    (row,) = policy_in_layer(root)["aws"]["allow"]
    assert (row["operation"], row["resources"]) == ("GetItem", ["orders-*"])


def test_policies_that_are_there_are_taken_and_block(root):
    (application,) = for_every_deployment(str(root), Config())
    edited = policy_of(application.functions[0], application, "monitor") | {"sinks": {"ssrf": "internal"}}
    folder = root / "goatherd-guard" / "policies"
    folder.mkdir(parents=True)
    (folder / "Show.json").write_text(json.dumps(edited))
    assert policy_in_layer(root) == edited | {"mode": "block"}
