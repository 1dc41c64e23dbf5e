"""A password in the code that the code says is for tests weighs less, and is told where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import HIGH, LOW, MEDIUM, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: .}
"""
TOKEN = '"OGE4Mjk0MTc0ZTczNWQwYzAxNGU3OGNmMjY2"'


def findings(folder: Path, code: str) -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "app.py").write_text(f"import os\n\n{code}\n\n\ndef handler(event, context):\n    return 1\n")
    events = scan(str(folder), Config(select=("GOAT0723",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        (f"PAY_TOKEN = {TOKEN}", HIGH),
        (f'PAY_URL = "https://pay.example/v1"\nPAY_TOKEN = {TOKEN}', HIGH),
        (f'PAY_URL = "https://test.pay.example/v1"\nPAY_TOKEN = {TOKEN}', MEDIUM),
        (f'PAY_URL = "https://sandbox.pay.example/v1"\nPAY_TOKEN = os.environ.get("PAY_TOKEN", {TOKEN})', MEDIUM),
        (f'MAIL_URL = "https://test.mail.example/v1"\nPAY_TOKEN = {TOKEN}', HIGH),
        (f'PAY_URL = "https://test.pay.example/v1"\n\nPAY_TOKEN = {TOKEN}', HIGH),
        (f"# Attention! These are for tests.\nPAY_ID = 7\nPAY_TOKEN = {TOKEN}", MEDIUM),
        (f"# Attention! These are for customers.\nPAY_TOKEN = {TOKEN}", HIGH),
        ('mail = {"host": "sandbox.mail.example.com", "user": "shop", "password": "Tr0ub4dor&3"}', MEDIUM),
        ('mail = {\n    "host": "mail.example.com",\n    "password": "Tr0ub4dor&3",\n}', HIGH),
        (f"PAY_TOKEN = {TOKEN}".replace('"OGE', '"sk_test_'), LOW),
        ('ADMIN_PASSWORD = "test-Tr0ub4dor&3"', MEDIUM),
    ],
)
def test_what_the_code_says_is_for_tests_weighs_less(tmp_path: Path, code: str, severity: int) -> None:
    [finding] = findings(tmp_path, code)
    assert finding.severity == severity


def test_the_value_is_shown_not_its_key(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, 'mail = {"user": "shop", "password": "Tr0ub4dor&3"}')
    line = 'mail = {"user": "shop", "password": "Tr0ub4dor&3"}'
    assert (finding.span.line, finding.span.column) == (3, line.index('"Tr0') + 1)


def test_a_key_of_words_is_told_in_a_sentence(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, 'SECRET_KEY = "correct horse battery staple"')
    assert finding.message == "SECRET_KEY is a key for signing or encryption in plain text"
