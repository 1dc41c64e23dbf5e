"""Keys that pipelines are handed, which are good until somebody revokes them, and whose actions run beside them."""

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


def found(folder: Path, workflows: dict[str, str], check: str = "GOAT0708") -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / ".github" / "workflows").mkdir(parents=True)
    for name, text in workflows.items():
        (folder / ".github" / "workflows" / name).write_text(text)
    events = scan(str(folder), Config(select=(check,)))
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
        ("FIREBASE_SERVICE_ACCOUNT: ${{ secrets.FIREBASE_SERVICE_ACCOUNT }}", "Google Cloud"),
        ("- run: echo '${{ secrets.GCP_SA_KEY_PROD }}' > key.json", "Google Cloud"),
        ("KEY: ${{ secrets.GOOGLE_SERVICE_ACCOUNT_JSON }}", "Google Cloud"),
        ("- run: firebase deploy --only functions --token ${{ secrets.TOKEN }}", "Google Cloud"),
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
        "service_account: ${{ secrets.GCP_SERVICE_ACCOUNT }}",
        "GOOGLE_MAPS_API_KEY: ${{ secrets.GOOGLE_MAPS_API_KEY }}",
        "GOOGLE_SERVICES_JSON: ${{ secrets.GOOGLE_SERVICES_JSON }}",
        "- run: echo '${{ secrets.GOOGLE_SERVICE_INFO_JSON }}' | base64 -d > ios/GoogleService-Info.plist",
        "- run: echo '${{ secrets.ANDROID_GOOGLE_JSON }}' > android/app/google-services.json",
        "HAS_KEY: ${{ secrets.FIREBASE_SERVICE_ACCOUNT != '' }}",
        "- run: npm publish --token ${{ secrets.TOKEN }}",
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


BEFORE = """jobs:
  deploy:
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: deploy}
      """


@pytest.mark.parametrize(
    ("step", "severity"),
    [
        ("- uses: example/setup@main", "low"),
        ("- uses: 'Example/Setup@release'", "low"),
        ("- uses: actions/checkout@main", "low"),
        ("- uses: example/setup@v1", "info"),
        ("- uses: example/setup/inner@v1.2.3 # the newest", "info"),
        ("- name: Tell\n        uses: example/tell@v1\n        env: {KEY: '${{ secrets.KEY }}'}", "low"),
        ("- with: {key: '${{ secrets.KEY }}'}\n        uses: example/tell@v1", "low"),
        ("- uses: example/tell@v1\n        with: {token: '${{ secrets.GITHUB_TOKEN }}'}", "info"),
    ],
)
def test_an_action_at_a_name_that_moves_is_told(tmp_path: Path, step: str, severity: str) -> None:
    (finding,) = found(tmp_path, {"a.yml": BEFORE + step}, "GOAT0614")
    assert finding.severity is not None
    assert finding.severity.name.lower() == severity


@pytest.mark.parametrize(
    "step",
    [
        "- uses: actions/checkout@v4",
        "- uses: Azure/login@v2",
        "- uses: azure/login@v2\n        with: {creds: '${{ secrets.KEY }}'}",
        "- uses: ./.github/actions/own",
        "- uses: docker://alpine:3",
        "- uses: example/setup@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c",
        "# - uses: example/setup@main",
        "- run: 'echo uses: example/setup@main'",
    ],
)
def test_an_action_that_stays_or_is_the_platform_s_is_not_told(tmp_path: Path, step: str) -> None:
    assert found(tmp_path, {"a.yml": BEFORE + step}, "GOAT0614") == []


def test_an_action_is_told_in_the_jobs_that_are_signed_in(tmp_path: Path) -> None:
    steps = "    steps:\n      - uses: example/setup@main\n"
    key = "AWS_SECRET_ACCESS_KEY: ${{ secrets.KEY }}\n"
    apart = f"jobs:\n  test:\n{steps}  deploy:\n    env:\n      {key}{steps}"
    everywhere = f"env:\n  {key}jobs:\n  test:\n{steps}  deploy:\n{steps}"
    findings = found(tmp_path, {"a.yml": apart, "b.yml": everywhere, "c.yml": f"jobs:\n  test:\n{steps}"}, "GOAT0614")
    lines = [(f.span.path[-5:], f.span.line, [place.line for place in f.locations]) for f in findings]
    assert lines == [("a.yml", 9, []), ("b.yml", 6, [9])]


@pytest.mark.parametrize("jobs", ["jobs: {}\n", "jobs:\n", "jobs:\n# - test\n", "on: push\n"])
def test_a_workflow_without_jobs_keeps_no_other_from_being_read(tmp_path: Path, jobs: str) -> None:
    key = "env:\n  AWS_SECRET_ACCESS_KEY: ${{ secrets.KEY }}\n"
    deploys = f"{key}jobs:\n  deploy:\n    steps:\n      - uses: example/setup@main\n"
    findings = found(tmp_path, {"a.yml": key + jobs, "b.yml": deploys}, "GOAT0614")
    assert [finding.span.path[-5:] for finding in findings] == ["b.yml"]


HANDED = """
jobs:
  deploy:
    env:
      SHEETS_GOOGLE_SERVICE_ACCOUNT_JSON: ${{ secrets.GOOGLE_SERVICE_ACCOUNT_JSON }}
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
      - run: %s
"""


@pytest.mark.parametrize(
    ("command", "told"),
    [("npx cdk deploy", False), ("gcloud functions deploy orders", True), ("firebase deploy", True)],
)
def test_a_key_that_what_is_deployed_gets_as_a_setting(tmp_path: Path, command: str, told: bool) -> None:
    assert bool(found(tmp_path, {"deploy.yml": HANDED % command})) is told
