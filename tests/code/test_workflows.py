"""Keys that pipelines are handed, which are good until somebody revokes them."""

from __future__ import annotations

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
    Properties: {Runtime: python3.13, Handler: app.handler, Code: src, Role: "arn:aws:iam::123456789012:role/orders"}
"""


def found(folder: Path, workflows: dict[str, str]) -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / ".github" / "workflows").mkdir(parents=True)
    for name, text in workflows.items():
        (folder / ".github" / "workflows" / name).write_text(text)
    events = scan(str(folder), Config(select=("GOAT0708",)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("line", "cloud"),
    [
        ("aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}", "AWS"),
        ("AWS_SECRET_ACCESS_KEY: ${{secrets.DEPLOY}}", "AWS"),
        ("- run: aws configure set aws_secret_access_key ${{ secrets.DEPLOY }}", "AWS"),
        ("publish-profile: '${{ secrets.PROFILE }}'", "Azure"),
        ("creds: ${{ secrets.AZURE_CREDENTIALS }}", "Azure"),
        ("ARM_CLIENT_SECRET: ${{ secrets.ARM_CLIENT_SECRET }}", "Azure"),
        ('credentials_json: "${{ secrets.KEY }}"', "Google Cloud"),
        ("firebaseServiceAccount: ${{ secrets.KEY }}", "Google Cloud"),
        ("FIREBASE_TOKEN: ${{ secrets.FIREBASE_TOKEN }}", "Google Cloud"),
    ],
)
def test_a_lasting_key_is_told_with_its_cloud(tmp_path: Path, line: str, cloud: str) -> None:
    (finding,) = found(tmp_path, {"deploy.yml": f"jobs:\n  {line}\n"})
    assert (finding.span.path, finding.span.line) == (".github/workflows/deploy.yml", 2)
    assert f"signs in to {cloud} with a key" in finding.message


@pytest.mark.parametrize(
    "line",
    [
        "# aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}",
        "AWS_SECRET_ACCESS_KEY: test",
        "aws-secret-access-key: ${{ steps.role.outputs.key }}",
        "AWS_SECRET_ACCESS_KEY: ${{ secrets.R2_SECRET_ACCESS_KEY }}",
        "azure_static_web_apps_api_token: ${{ secrets.PAGES }}",
        "role-to-assume: ${{ secrets.ROLE }}",
    ],
)
def test_what_is_no_lasting_key_of_a_cloud_is_not_told(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, {"deploy.yml": f"jobs:\n  {line}\n"}) == []


def test_a_workflow_is_one_finding_with_all_its_places(tmp_path: Path) -> None:
    line = "  aws-secret-access-key: ${{ secrets.KEY }}\n"
    findings = found(tmp_path, {"a.yml": line + line, "b.yaml": line, "notes.txt": line})
    assert [(f.span.path[-5:], [place.line for place in f.locations]) for f in findings] == [
        ("a.yml", [2]),
        (".yaml", []),
    ]
