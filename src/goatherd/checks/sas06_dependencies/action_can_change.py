"""A workflow that deploys runs somebody else's action at a name that can be moved.

## Why it matters
A branch or a tag is whatever its owner says today. Whoever takes over the action's repository moves it, and from then
on the action reads the job's secrets and deploys what it likes; it has happened to actions that thousands used. Only a
commit stays what it was. GitHub's and the clouds' own actions are left alone at their releases: nearly everybody lives
with those.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: example/setup-deployment@main # GOAT0614
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - name: Read settings
        uses: example/read-settings@v1
        with:
          key: ${{ secrets.SETTINGS_KEY }}
      - run: sam deploy
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: example/setup-deployment@main
```

## Fixed
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
permissions: {id-token: write, contents: read}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: example/setup-deployment@4f2d6c1b8a9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c # v2.1.0
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - name: Read settings
        uses: example/read-settings@9e0d3c5b7a6f8e9d0c1b2a3f4e5d6c4f2d6c1b8a # v1.4.2
        with:
          key: ${{ secrets.SETTINGS_KEY }}
      - run: sam deploy
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: example/setup-deployment@main
```

## Vulnerable, with a key that the whole workflow is given
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
env:
  AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}
  AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      # - uses: example/old@main
      - uses: example/setup-packages@v4 # GOAT0614
      - run: sam deploy
```

## Fixed, since no job is signed in to a cloud
```yaml .github/workflows/deploy.yml
on: {push: {branches: [main]}}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: example/coverage@main
        with:
          token: ${{ secrets.COVERAGE_TOKEN }}
      - uses: ./.github/actions/own
```

## Remedy
Name the commit that was looked at (40 digits, with the release in a comment), and let a bot propose newer ones.

## References
- https://docs.github.com/actions/reference/security/secure-use
- https://cwe.mitre.org/data/definitions/829.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goatherd.checks.api import check
from goatherd.checks.wording import listed
from goatherd.core.finding import INFO, LOW, Finding, Severity
from goatherd.model.application import Application

if TYPE_CHECKING:
    from goatherd.model.flow import PipelineAction


@check("GOAT0614", sas=6, cwe=829, severity=LOW, since="0.1")
def action_can_change(app: Application) -> Iterator[Finding]:
    """One finding a workflow; one for all where only what most owners live with is to be told."""
    workflows: dict[str, list[PipelineAction]] = {}
    for action in app.pipeline_actions:
        workflows.setdefault(action.span.path, []).append(action)
    lived_with: list[PipelineAction] = []
    for actions in workflows.values():
        if all(_is_kept(action) for action in actions):
            continue
        if all(_harmless(action) for action in actions):
            lived_with += actions
        else:
            yield _finding([action for action in actions if not _is_kept(action)], LOW)
    if lived_with:
        yield _finding(lived_with, INFO)


def _finding(actions: list[PipelineAction], severity: Severity) -> Finding:
    worst = sorted(actions, key=lambda action: (_harmless(action), _is_kept(action)))
    names = listed(list(dict.fromkeys(action.name for action in worst if not _is_kept(action))))
    return Finding(
        span=worst[0].span,
        locations=tuple(action.span for action in worst[1:]),
        message=f"Whoever can move a branch or tag of {names} runs code in a job that is signed in to the cloud",
        severity=severity,
    )


def _harmless(action: PipelineAction) -> bool:
    """Releases by their tags are what most owners live with."""
    return not action.branch and (action.trusted or not action.handed_secret)


def _is_kept(action: PipelineAction) -> bool:
    return action.trusted and not action.branch
