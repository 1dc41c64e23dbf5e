"""Parameters that are empty until samconfig.toml gives them a value are known to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Bucket: {Type: String, Default: DEFAULT}
Resources:
  Show:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Policies:
        - Statement:
            - Effect: Allow
              Action: s3:GetObject
              Resource: !Sub arn:aws:s3:::${Bucket}/*
"""
APP = """
import boto3

def handler(event, context):
    return boto3.client("s3").get_object(Bucket="letters-2026", Key="latest")["ContentLength"]
"""
LIST = '[dev.deploy.parameters]\nparameter_overrides = [\n  "Stage=dev",\n\n  "Bucket=letters-2026",\n]\n'
TEXT = '[default.deploy.parameters]\nparameter_overrides = "Stage=dev Bucket=\\"letters-2026\\""\n'
PAIRS = '[default.deploy.parameters]\nparameter_overrides = "ParameterKey=Bucket,ParameterValue=letters-2026"\n'
YAML = "default:\n  deploy:\n    parameters:\n      parameter_overrides:\n        - Bucket=letters-2026\n"
MISSING = {"GOAT0420", "GOAT0422"}


@pytest.mark.parametrize(
    ("files", "default", "told"),
    [
        ({"samconfig.toml": LIST}, '""', set()),
        ({"samconfig.toml": TEXT}, '""', set()),
        ({"samconfig.toml": PAIRS}, '""', set()),
        ({"samconfig.yaml": YAML}, '""', set()),
        ({}, '""', MISSING),
        ({"samconfig.toml": LIST.replace('"Bucket=', '# "Bucket=')}, '""', MISSING),
        ({"samconfig.toml": LIST.replace('"Bucket=', '"OtherBucket=')}, '""', MISSING),
        ({"samconfig.toml": LIST.replace("letters-2026", "")}, '""', MISSING),
        ({"samconfig.toml": LIST}, "reports-2026", MISSING),
    ],
)
def test_what_a_deployment_gives_is_not_empty(
    tmp_path: Path, files: dict[str, str], default: str, told: set[str]
) -> None:
    everything = {"stack/template.yaml": TEMPLATE.replace("DEFAULT", default), "stack/app.py": APP, **files}
    for name, text in everything.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {event.finding.id for event in scan(str(tmp_path), Config()) if isinstance(event, FindingFound)}
    assert found & MISSING == told
