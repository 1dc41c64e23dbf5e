"""YAML that makes objects, with the library itself: it is too large for an example in a docstring."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from goatherd.attack.run import attack
from goatherd.core.config import Config
from goatherd.core.events import FindingFound

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Events:
        Call: {Type: HttpApi, Properties: {Path: /read, Method: post}}
"""
CODE = """
import yaml

def handler(event, context):
    settings = yaml.load(event["body"], Loader=yaml.LOADER)
    return {"statusCode": 200, "body": str(settings)}
"""


@pytest.mark.parametrize(("loader", "lines"), [("UnsafeLoader", [5]), ("FullLoader", []), ("SafeLoader", [])])
def test_unsafe_loader_runs_code(loader: str, lines: list[int], tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app.py").write_text(CODE.replace("LOADER", loader))
    shutil.copytree(os.path.dirname(yaml.__file__), tmp_path / "yaml", ignore=shutil.ignore_patterns("*.so"))
    events = attack(str(tmp_path), Config(select=("GOAT0163",)))
    found = [event.finding.span.line for event in events if isinstance(event, FindingFound)]
    assert found == lines
