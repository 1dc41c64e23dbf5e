"""Which servers a function may speak to in plain text, and which not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.review import review
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::Serverless::Function, Properties: {Handler: app.handler, Runtime: python3.13, CodeUri: .}}
"""


def severities(folder: Path, server: str) -> list[str]:
    call = f"import os, psycopg2\npsycopg2.connect(host={server}, sslmode='disable')\n"
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "app.py").write_text(f"{call}\n\ndef handler(event, context):\n    return 1\n")
    config = Config(select=("GOAT0337",))
    return [f.severity.name.lower() for f in review(scan(str(folder), config), config).findings]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("'db.shop.example'", ["medium"]),
        ("'203.0.113.7'", ["medium"]),
        ("'orders.abc.eu-west-1.rds.amazonaws.com'", ["low"]),
        ("'localhost'", []),
        ("'postgres'", []),
        ("'172.20.0.3'", []),
        ("'orders.shop.internal'", []),
        ("os.environ['HOST']", []),
    ],
)
def test_a_server_on_the_internet_is_told(tmp_path: Path, server: str, expected: list[str]) -> None:
    assert severities(tmp_path, server) == expected


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ("{CLINIC_ENDPOINT: 'http://apis.clinic.example/v2', CLINIC_KEY: '{{resolve:ssm:key}}'}", True),
        ("{CLINIC_URL: 'http://apis.clinic.example', CLINIC_API_KEY: '{{resolve:ssm:key}}'}", True),
        ("{CLINIC_URL: 'https://apis.clinic.example', CLINIC_API_KEY: '{{resolve:ssm:key}}'}", False),
        ("{CLINIC_URL: 'http://apis.clinic.example', SHOP_API_KEY: '{{resolve:ssm:key}}'}", False),
        ("{CLINIC_URL: 'http://apis.clinic.example', CLINIC_KEY_TABLE: keys}", False),
        ("{CLINIC_URL: 'http://clinic:8080', CLINIC_API_KEY: '{{resolve:ssm:key}}'}", False),
    ],
)
def test_an_address_that_there_is_a_key_for_is_told(tmp_path: Path, variables: str, told: bool) -> None:
    environment = f"Environment: {{Variables: {variables}}}, "
    (tmp_path / "template.yaml").write_text(TEMPLATE.replace("Handler:", f"{environment}Handler:"))
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return 1\n")
    config = Config(select=("GOAT0337",))
    assert len(review(scan(str(tmp_path), config), config).findings) == told
