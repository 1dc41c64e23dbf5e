"""The default of a parameter is a secret of the application where something refers to the parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, LOW, Severity
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Parameters:
  Password: {Type: String, NoEcho: true, Default: Winter2024!}
Resources:
  Login:
    Type: AWS::SecretsManager::Secret
    Properties: {SecretString: %s}
"""
MODULE = """
variable "password" {
  type    = string
  default = "Winter2024!"
}
%s
"""


def severities(folder: Path) -> list[Severity | None]:
    events = scan(str(folder), Config(select=("GOAT0702",)))
    return [event.finding.severity for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("!Ref Password", HIGH),
        ('!Sub "user:${Password}"', HIGH),
        ('{"Fn::Transform": {Name: AWS::Include, Parameters: {Location: s3://texts/secret.yaml}}}', HIGH),
        ("!Sub user", LOW),
    ],
)
def test_a_parameter_of_a_template(value: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE % value)
    assert severities(tmp_path) == [severity]


def test_a_key_that_a_service_has_given_out_opens_something_anyway(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(
        (TEMPLATE % "user").replace("Winter2024!", "sk_" + "live_51Hx9Qm2Lk8Jr4Tz7Vb3Nc6Wd")
    )
    assert severities(tmp_path) == [HIGH]


@pytest.mark.parametrize(
    ("block", "severity"),
    [
        ('resource "aws_secretsmanager_secret_version" "login" { secret_string = var.password }', HIGH),
        ('provider "postgresql" { password = "x${var.password}" }', HIGH),
        ('resource "aws_sns_topic" "orders" { name = "password" }', LOW),
    ],
)
def test_a_variable_of_a_module(block: str, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MODULE % block)
    (tmp_path / "topics.tf").write_text('resource "aws_sns_topic" "news" {}')
    assert severities(tmp_path) == [severity]
