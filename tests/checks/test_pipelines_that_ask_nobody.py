"""What pipelines install at its newest version, and what they deploy with nobody's approval."""

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
WORKFLOW = """\
on: {events}
jobs:
  deploy:
    runs-on: ubuntu-latest
    {job}
    steps:
    - uses: aws-actions/configure-aws-credentials@v4
      with: {{role-to-assume: "arn:aws:iam::123456789012:role/deploy"}}
    - run: |
        {commands}
"""
DEPLOY = "cdk deploy --all --require-approval never"
SPEC = "version: 0.2\nphases:\n  build:\n    commands:\n      - {command}\n      - npm run deploy\n"
IMAGE = "FROM public.ecr.aws/lambda/python:3.13\nRUN {command}\n"


def _found(folder: Path, check: str, path: str, text: str) -> list[Finding]:
    (folder / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    events = scan(str(folder), Config(select=(check,)))
    return [event.finding for event in events if isinstance(event, FindingFound)]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("npm install -g serverless", "serverless runs"),
        ("sudo npm i aws-cdk@latest --global", "aws-cdk@latest runs"),
        ("yarn global add @acme/tool && tool", "@acme/tool runs"),
        ("pnpm add -g sst typescript@5.9.2", "sst runs"),
        ("npx --yes firebase-tools@latest deploy", "firebase-tools@latest runs"),
        ("pip install --upgrade pip aws-sam-cli", "aws-sam-cli runs"),
        ("curl -fsSL https://get.example.com/x.sh | sudo -E bash -s -- -y", "a script of get.example.com runs"),
        ("wget -qO- https://example.com/i.py | python3 - --version 2", "a script of example.com runs"),
    ],
)
def test_a_tool_at_its_newest_version_is_told_where_it_may_deploy(tmp_path: Path, command: str, name: str) -> None:
    text = WORKFLOW.format(events="push", job="", commands=command)
    (finding,) = _found(tmp_path, "GOAT0615", ".github/workflows/deploy.yml", text)
    assert finding.span.line == 10
    assert finding.message.startswith(f"Whatever is newest of {name}")


@pytest.mark.parametrize(
    "command",
    [
        "npm install -g serverless@3.40.0",
        "npm install --global npm@latest yarn",
        "npm install serverless",
        "npm ci && npx serverless deploy",
        "pip install -r requirements.txt awscli==1.44.0",
        "curl -s https://api.example.com/versions | python3 -m json.tool",
        "curl -s https://example.com/archive.tar.gz | tar xz",
        "curl -s http://localhost:4566/install | sh",
        "# npm install -g serverless",
    ],
)
def test_what_is_chosen_or_runs_nothing_is_not_told(tmp_path: Path, command: str) -> None:
    text = WORKFLOW.format(events="push", job="", commands=command)
    assert _found(tmp_path, "GOAT0615", ".github/workflows/deploy.yml", text) == []


@pytest.mark.parametrize(
    ("path", "text", "severity"),
    [
        ("build-specs/api-deploy-spec.yml", SPEC, "info"),
        ("buildspec-production.yaml", SPEC, "info"),
        (".circleci/config.yml", SPEC, "info"),
        ("layers/Dockerfile", IMAGE, "info"),
    ],
)
def test_other_pipelines_and_the_images_of_functions_are_read(
    tmp_path: Path, path: str, text: str, severity: str
) -> None:
    (finding,) = _found(tmp_path, "GOAT0615", path, text.format(command="npm install -g example-tool"))
    assert finding.severity is not None
    assert finding.severity.name.lower() == severity


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("buildspec.yml", SPEC.replace("npm run deploy", "npm test")),
        ("web/Dockerfile", IMAGE.replace("public.ecr.aws/lambda/python:3.13", "node:22")),
        ("docs/install.yml", SPEC),
    ],
)
def test_what_deploys_nothing_is_not(tmp_path: Path, path: str, text: str) -> None:
    assert _found(tmp_path, "GOAT0615", path, text.format(command="npm install -g example-tool")) == []


@pytest.mark.parametrize(
    ("events", "job", "commands", "lines"),
    [
        ("{push: {branches: main}}", "", DEPLOY, [10]),
        ("[push]", "if: github.ref == 'refs/heads/main'", f"cdk diff --require-approval never\n        {DEPLOY}", [11]),
        ("push", "", "alembic upgrade head\n        sam deploy --config-env production", [10, 11]),
        ("push", "environment: production", DEPLOY, []),
        ("workflow_dispatch", "", DEPLOY, []),
        ("push", "name: Deploy to dev", DEPLOY, []),
        ("push", "", f"{DEPLOY} -c stage=dev", []),
        ("push", "", "sam deploy --config-env production", []),
        ("push", "", "cdk deploy --require-approval broadening", []),
    ],
)
def test_a_push_that_deploys_with_nobody_s_approval_is_told(
    tmp_path: Path, events: str, job: str, commands: str, lines: list[int]
) -> None:
    text = WORKFLOW.format(events=events, job=job, commands=commands)
    findings = _found(tmp_path, "GOAT0340", ".github/workflows/deploy.yml", text)
    assert sorted(place.line for finding in findings for place in (finding.span, *finding.locations)) == lines


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("Makefile", "\tcdk deploy --all --context environment=$(ENV) --require-approval never"),
        ("package.json", '{"scripts": {"release": "cdk deploy --require-approval=never"}}'),
        ("infra/cdk.json", '{"app": "node bin/app.js", "requireApproval": "never"}'),
    ],
)
def test_what_people_start_themselves_is_their_own_decision(tmp_path: Path, path: str, line: str) -> None:
    assert _found(tmp_path, "GOAT0340", path, line) == []
