"""A pull request is deployed before anybody has looked at it.

## Why it matters
Whoever can open a pull request from a branch of the repository changes what runs in the cloud, with the secrets that
the job is handed, and nobody has approved it. A mistake goes the same way. What is deployed to a stage of its own, or
on a condition, is left out.

## Vulnerable
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: sam deploy --config-env production # GOAT0339
```

## Fixed
```yaml .github/workflows/deploy.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  deploy:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-west-1
      - run: sam deploy --config-env production
```

## Vulnerable, where only what was changed decides
```yaml template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/}
```
```yaml .github/workflows/deploy.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  changes:
    runs-on: ubuntu-latest
    outputs:
      api: ${{ steps.filter.outputs.api }}
    steps:
      - uses: dorny/paths-filter@v3
        id: filter
        with: {filters: "api: ['src/**']"}
  deploy:
    needs: changes
    if: ${{ needs.changes.outputs.api == 'true' }}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm test
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::123456789012:role/deploy", aws-region: eu-west-1}
      - run: sam deploy # GOAT0339
```

## Fixed: a job before it is only for what was pushed
```yaml .github/workflows/deploy.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  release:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
  deploy:
    needs: [release]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::123456789012:role/deploy", aws-region: eu-west-1}
      - run: sam deploy
```

## Remedy
Deploy when the branch is pushed to, in a job of its own with an environment that asks for approval, and let pull
requests be tested only.

## References
- https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments
- https://cwe.mitre.org/data/definitions/862.html
"""

from __future__ import annotations

from collections.abc import Iterator

from goatherd.checks.api import check
from goatherd.core.finding import LOW, MEDIUM, Finding
from goatherd.model.application import Application


@check("GOAT0339", sas=3, cwe=862, severity=MEDIUM, since="0.1")
def pull_request_deploys(app: Application) -> Iterator[Finding]:
    for each in app.pull_request_deployments:
        where = " to production" if each.production else ""
        yield Finding(
            span=each.span,
            message=f"{each.command} deploys every pull request{where} before anybody has looked at it",
            severity=MEDIUM if each.production else LOW,
        )
