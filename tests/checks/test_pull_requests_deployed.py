"""What a pull request proposes is deployed by nobody's decision but its author's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: app.handler, Code: src, Role: "arn:aws:iam::123456789012:role/orders"}
"""
WORKFLOW = """\
on: {events}
jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{{run: make}}]
  deploy:
    runs-on: ubuntu-latest
    {job}
    steps:
    - uses: aws-actions/configure-aws-credentials@v4
      with: {{role-to-assume: "${{{{ secrets.ROLE }}}}"}}
    - name: Deploy
      {step}
"""
BOTH = "[push, pull_request]"
TOLD = {
    "to production": (BOTH, "needs: test", "run: npx serverless deploy --stage production", "medium"),
    "by an action": (BOTH, "", "uses: serverless/github-action@v3\n      with: {args: deploy --stage prod}", "medium"),
    "to whatever it is": ("{pull_request: {branches: main}}", "", "run: terraform apply -auto-approve", "low"),
    "with the secrets of the repository": ("pull_request_target", "", "run: cdk deploy --all -c stage=live", "medium"),
}
NOT_TOLD = {
    "a push": ("push", "", "run: sls deploy --stage production"),
    "what was merged": ("{pull_request: {types: [closed]}}", "", "run: sls deploy --stage production"),
    "on a condition": (BOTH, "if: github.ref == 'refs/heads/main'", "run: sls deploy --stage production"),
    "a step on one": (BOTH, "", "if: github.event_name == 'push'\n      run: sls deploy --stage production"),
    "with approval": (BOTH, "environment: production", "run: sls deploy --stage production"),
    "for trying it": (BOTH, "", "run: sls deploy --stage pr-${{ github.event.number }}"),
    "to another stage": (BOTH, "", "run: sam deploy --config-env dev"),
    "what is only shown": (BOTH, "", "run: sam deploy --no-execute-changeset --config-env production"),
    "another task of the same action": (BOTH, "", "uses: serverless/github-action@v3\n      with: {args: package}"),
    "a comment": (BOTH, "", "run: make\n      # run: sls deploy --stage production"),
}


@pytest.mark.parametrize(("events", "job", "step", "severity"), TOLD.values(), ids=TOLD)
def test_a_deployment_of_every_pull_request_is_told(
    events: str, job: str, step: str, severity: str, tmp_path: Path
) -> None:
    assert _severities(tmp_path, WORKFLOW.format(events=events, job=job, step=step)) == [severity]


@pytest.mark.parametrize(("events", "job", "step"), NOT_TOLD.values(), ids=NOT_TOLD)
def test_others_are_not(events: str, job: str, step: str, tmp_path: Path) -> None:
    assert not _severities(tmp_path, WORKFLOW.format(events=events, job=job, step=step))


def _severities(tree: Path, workflow: str) -> list[str]:
    (tree / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tree / ".github" / "workflows").mkdir(parents=True)
    (tree / ".github" / "workflows" / "deploy.yml").write_text(workflow, encoding="utf-8")
    events = scan(str(tree), Config(select=("GOAT0339",)))
    return [event.finding.severity.name.lower() for event in events if isinstance(event, FindingFound)]
