"""Values that a deployment is given, and keys that a package takes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Sign:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src}
"""
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun\n"


def places(folder: Path, files: dict[str, str]) -> list[tuple[str, int]]:
    for path, text in {"template.yaml": TEMPLATE, "src/app.py": "def handler(event, context): pass\n", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    found = [e.finding for e in scan(str(folder), Config(select=("GOAT0724",))) if isinstance(e, FindingFound)]
    return [(finding.span.path, finding.span.line) for finding in found]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("samconfig.toml", '[default.deploy.parameters]\nparameter_overrides = "DbPassword=\\"Winter2024!x\\""\n', 2),
        (
            "samconfig.toml",
            '[x.deploy.parameters]\nparameter_overrides = [\n  "A=b",\n  "DbPassword=Winter2024!x",\n]\n',
            4,
        ),
        (
            "samconfig.yaml",
            "default:\n  deploy:\n    parameters:\n      parameter_overrides: DbPassword=Winter2024!x\n",
            4,
        ),
        ("src/signing.pem", PEM, 1),
        ("src/keys/id_rsa", PEM, 1),
        ("src/.env", "STAGE=prod\nexport DB_PASSWORD='Winter2024!x'\n", 2),
    ],
)
def test_a_secret_beside_the_code(tmp_path: Path, path: str, text: str, line: int) -> None:
    assert places(tmp_path, {path: text}) == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "samconfig.toml",
            '[default.deploy.parameters]\nparameter_overrides = "Stage=prod"\nDbPassword="Winter2024!x"\n',
        ),
        ("samconfig.toml", '[default.deploy.parameters]\nparameter_overrides = "DbPassword=${DB_PASSWORD}"\n'),
        ("src/ca.pem", "-----BEGIN CERTIFICATE-----\nMIIBszCCARwCCQC7VJTUt9Us8jANBgkqhkiG9w0BAQsFADAe\n"),
        ("src/.env.example", "DB_PASSWORD=Winter2024!x\n"),
        ("src/tests/fixtures/key.pem", PEM),
        ("other/key.pem", PEM),
    ],
)
def test_no_secret_beside_the_code(tmp_path: Path, path: str, text: str) -> None:
    assert places(tmp_path, {path: text}) == []


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "src/app.py").write_text("def handler(event, context): pass\n")
    (tmp_path / "src/Pipfile").write_text("[packages\n")
    told = [e.diagnosis.span.path for e in scan(str(tmp_path), Config()) if isinstance(e, Diagnosed)]
    assert told == ["src/Pipfile"]
