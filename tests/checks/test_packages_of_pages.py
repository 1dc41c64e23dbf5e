"""Packages that pages of the same tree are made with, and packages that their makers have ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.core.finding import Finding

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, Code: src, Role: "arn:aws:iam::123456789012:role/orders"}
"""
PAGES = {"react-dom": "18.3.1", "next": "12.1.6"}


def _found(folder: Path, check: str, files: dict[str, str]) -> list[Finding]:
    own = {"template.yaml": TEMPLATE, "src/app.js": "exports.handler = async () => ({});"}
    for path, text in (own | files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    events = scan(str(folder), Config(select=(check,)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


def _manifest(dependencies: dict[str, str], **more: dict[str, str]) -> str:
    return json.dumps({"dependencies": dependencies, **more}, indent=1)


def test_the_lock_file_says_what_pages_are_made_with(tmp_path: Path) -> None:
    packages = {"node_modules/next": {"version": "12.1.6"}, "node_modules/react-dom": {"version": "18.3.1"}}
    lock = json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": PAGES}, **packages}})
    files = {"web/package.json": _manifest(PAGES | {"next": "^12.1.0"}), "web/package-lock.json": lock}
    (finding,) = _found(tmp_path, "GOAT0617", files)
    assert (finding.span.path, finding.span.line) == ("web/package.json", 4)
    assert "next 12.1.6 (CVE-" in finding.message


@pytest.mark.parametrize(
    ("path", "dependencies"),
    [
        ("web/package.json", {"react-dom": "18.3.1", "axios": "1.12.0"}),  # what is known of it matters on servers
        (
            "web/package.json",
            {"react-dom": "18.3.1", "axios": "0.21.1"},
        ),  # a token in a cookie of one's own, for others
        ("web/package.json", {"react-dom": "18.3.1", "lodash": "4.17.21"}),
        ("web/package.json", {"axios": "0.21.1"}),
        ("app/package.json", PAGES | {"react-native": "0.76.0"}),
        ("examples/web/package.json", PAGES),
        ("web/__tests__/package.json", PAGES),
        ("package.json", PAGES),  # of the functions
    ],
)
def test_what_does_not_matter_in_pages_and_what_is_none_is_not_told(
    tmp_path: Path, path: str, dependencies: dict[str, str]
) -> None:
    assert _found(tmp_path, "GOAT0617", {path: _manifest(dependencies)}) == []


def test_a_server_that_makes_pages_is_told_what_is_high(tmp_path: Path) -> None:
    (finding,) = _found(tmp_path, "GOAT0617", {"web/package.json": _manifest({"next": "12.1.6"})})
    assert finding.severity is not None
    assert finding.severity.name == "LOW"


USE = "const AWS = require('aws-sdk'); exports.handler = async () => new AWS.S3().listBuckets().promise();"


@pytest.mark.parametrize(
    ("code", "manifest", "told"),
    [
        (USE, _manifest({"aws-sdk": "^2.1692.0"}), True),
        (USE, _manifest({}, devDependencies={"aws-sdk": "^2.1692.0"}), False),
        (USE.replace("aws-sdk", "@aws-sdk/client-s3"), _manifest({"aws-sdk": "^2.1692.0"}), False),
        (USE, _manifest({"@aws-sdk/client-s3": "^3.900.0"}), False),
    ],
)
def test_a_package_that_is_ended_is_told_where_the_code_imports_it(
    tmp_path: Path, code: str, manifest: str, told: bool
) -> None:
    findings = _found(tmp_path, "GOAT0616", {"src/app.js": code, "src/package.json": manifest})
    assert [finding.message.split(",")[0] for finding in findings] == ["aws-sdk"] * told
